"""Whose move a task is, and whose delay (R3.21)."""

from datetime import timedelta

from app.domain.records import Task
from app.domain.whose_move import accepted_late, delay, is_move_of, move_of, repaired_late
from tests.domain.cases_told import fix, later, look, only
from tests.patrol.scenes import Scene

TRADE, STEWARD, SUPERVISOR = {"engineering"}, {"steward"}, {"supervisor"}
HOUR = timedelta(hours=1)


def task(scene: Scene) -> Task:
    return only(scene.matter.tasks)


def test_given_a_task_that_nobody_took_then_it_is_the_move_and_the_delay_of_its_trade(light: Scene) -> None:
    # R3.21
    filed = task(light)
    assert move_of(filed) == "accept"
    assert is_move_of(filed, "luo", TRADE)
    assert not is_move_of(filed, "zhou", STEWARD)
    assert delay(filed, filed.due_at) is None
    assert delay(filed, filed.due_at + 2 * HOUR) == 2 * HOUR


def test_given_a_task_with_a_name_then_it_is_that_persons_move_and_no_colleagues(light: Scene) -> None:
    light.tell("accepted", "luo", {"task": str(task(light).id)})
    assert move_of(task(light)) == "carry_out"
    assert is_move_of(task(light), "luo", TRADE)
    assert not is_move_of(task(light), "qi", TRADE)


def test_given_a_repair_in_time_when_its_deadline_passes_then_the_delay_is_of_those_who_look_again(
    light: Scene,
) -> None:
    # R3.21
    fix(light)
    fixed = task(light)
    assert move_of(fixed) == "look"
    assert repaired_late(fixed) is None
    assert not is_move_of(fixed, "luo", TRADE | STEWARD)
    assert is_move_of(fixed, "zhou", STEWARD)
    assert is_move_of(fixed, "chen", SUPERVISOR)
    assert not is_move_of(fixed, "tan", {"order"})
    assert delay(fixed, fixed.due_at) is None
    assert delay(fixed, fixed.due_at + 29 * HOUR) == 29 * HOUR


def test_given_a_repair_after_the_deadline_then_those_who_look_again_are_late_only_since_the_repair(
    light: Scene,
) -> None:
    # R3.21
    later(light, timedelta(days=30))
    told = fix(light)
    late = repaired_late(task(light))
    assert late is not None
    assert late == told.seen_at - task(light).due_at
    assert delay(task(light), told.seen_at + HOUR) == HOUR


def test_given_a_repair_after_the_deadline_when_a_minute_has_not_passed_then_nobody_is_late_to_look(
    light: Scene,
) -> None:
    later(light, timedelta(days=30))
    told = fix(light)
    assert delay(task(light), told.seen_at + timedelta(seconds=59)) is None
    assert delay(task(light), told.seen_at + timedelta(seconds=60)) == timedelta(minutes=1)


def test_given_a_time_to_accept_that_passed_a_moment_ago_then_it_is_not_late(light: Scene) -> None:
    filed = task(light)
    assert accepted_late(filed, filed.ack_by + timedelta(seconds=59)) is None
    assert accepted_late(filed, filed.ack_by + HOUR) == HOUR
    light.tell("accepted", "luo", {"task": str(filed.id)})
    assert accepted_late(task(light), filed.ack_by + HOUR) is None


def test_given_a_look_that_found_it_mended_when_photos_are_reviewed_then_the_supervisor_holds_it_up(
    reviewed: Scene,
) -> None:
    fix(reviewed)
    look(reviewed)
    waits = task(reviewed)
    assert move_of(waits) == "review"
    assert not is_move_of(waits, "zhou", STEWARD)
    assert is_move_of(waits, "chen", SUPERVISOR)
    assert not is_move_of(waits, "luo", SUPERVISOR)  # who repaired it never says that it is good


def test_given_a_repair_that_was_sent_back_then_it_is_the_repairers_move_and_the_old_deadline(light: Scene) -> None:
    # R5.7
    fix(light)
    look(light, result="not_corrected")
    again = task(light)
    assert move_of(again) == "carry_out"
    assert is_move_of(again, "luo", TRADE)
    assert delay(again, again.due_at + HOUR) == HOUR


def test_given_a_closed_task_then_it_is_nobodys_move_and_nobody_is_late(light: Scene) -> None:
    fix(light)
    look(light)
    over = task(light)
    assert move_of(over) is None
    assert not is_move_of(over, "chen", SUPERVISOR)
    assert delay(over, over.due_at + timedelta(days=9)) is None
