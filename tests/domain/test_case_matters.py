"""Follow-ups, and the water case as facts of its matter: steps, flags and tasks (R4.14, R9.6)."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.facts import SeenFact
from app.domain.records import Task
from tests.domain.cases_told import codes, fix, later, look, only, repair, step
from tests.patrol.scenes import Scene, photo

SPAN = timedelta(hours=1)


def task(scene: Scene) -> Task:
    return only(scene.matter.tasks)


# -- a follow-up, and the water case
def test_given_a_follow_up_when_it_ends_then_with_its_result_and_nobody_re_inspects() -> None:
    # R4.14
    door = Scene("building.fire_door")
    door.found("locked")
    body = {"task": str(task(door).id)}
    door.tell("accepted", "tan", body)
    refused = door.tell("fixed", "tan", body)
    door.tell("ended", "tan", {**body, "words": "a removal firm"})
    assert (task(door).state, task(door).closed_how, task(door).words) == ("closed", "ended", "a removal firm")
    assert codes(door.matter) == {refused.id: "task_state_wrong"}


def water(place: str = "u/A1-0804") -> tuple[Scene, Any]:
    item = "shop.water_meter" if place.startswith("s/") else "building.water_meter"
    scene = Scene(item, place=place, sample=0.05)
    return scene, scene.found("runs_unused" if item.startswith("shop") else "runs_unoccupied", photo("meter"))


def test_given_running_water_when_it_is_found_then_the_follow_up_is_the_openers_at_once_and_ends_with_the_case() -> (
    None
):
    # R3.15, R4.21
    scene, found = water()
    mine = task(scene)
    assert (mine.to, mine.kind, mine.state, mine.assignee, mine.severity) == (
        "steward",
        "follow_up",
        "accepted",
        "lin",
        "critical",
    )
    protocol = "water_runs_unoccupied"
    step(scene, found, protocol, "close_valve", valve="closed")
    assert scene.matter.flags == ["valve_closed_by_us"]
    step(scene, found, protocol, "front_desk_verify", told="told")
    step(scene, found, protocol, "phone_occupant", occupant_reached="no_number")
    early = step(scene, found, protocol, "leave_notice", notice_at="door")
    assert codes(scene.matter) == {early.id: "step_locked"}
    step(scene, found, protocol, "front_desk_answer", by="xu", key="not_held", occupancy="unoccupied")
    step(scene, found, protocol, "leave_notice", notice_at="door")
    step(scene, found, protocol, "record", recorded="recorded")
    assert scene.matter.cases[0].next_step == "settle_valve"
    assert task(scene).open
    last = step(scene, found, protocol, "settle_valve", cause="known", valve_final="kept_closed_occupant_knows")
    assert scene.matter.cases[0].closed
    assert (task(scene).state, task(scene).closed_how, task(scene).closed_at) == ("closed", "case", last.seen_at)
    assert scene.matter.flags == ["valve_closed_by_us"]
    scene.tell("valve_reopened", "xu", {})
    assert scene.matter.flags == []
    assert scene.matter.cases[0].closed


FLAG, WATER = ["valve_closed_by_us"], "water_runs_unoccupied"


def close_and_settle(scene: Scene, found: SeenFact, valve_final: str) -> None:
    """The water case from its first step to its last."""
    step(scene, found, WATER, "close_valve", valve="closed")
    step(scene, found, WATER, "front_desk_verify", told="told")
    step(scene, found, WATER, "phone_occupant", occupant_reached="reached")
    step(scene, found, WATER, "front_desk_answer", by="xu", key="not_held", occupancy="unoccupied")
    step(scene, found, WATER, "record", recorded="recorded")
    step(scene, found, WATER, "settle_valve", cause="known", valve_final=valve_final)


def test_given_a_valve_closed_again_days_after_it_was_reopened_then_the_flag_stands_until_its_own_reopening() -> None:
    # R9.8
    scene, found = water()
    close_and_settle(scene, found, "kept_closed_occupant_knows")
    scene.tell("valve_reopened", "xu", {})
    assert scene.matter.flags == []
    later(scene, timedelta(days=5))
    again = scene.found("runs_unoccupied", photo("again"))
    step(scene, again, WATER, "close_valve", valve="closed")
    assert scene.matter.flags == FLAG
    scene.tell("valve_reopened", "xu", {})
    assert scene.matter.flags == []
    assert not scene.matter.cases[1].closed  # the cause is still to be found


def test_given_an_open_case_when_the_valve_is_reopened_and_closed_once_more_then_the_flag_stands_again() -> None:
    # R9.6
    scene, found = water()
    step(scene, found, WATER, "close_valve", valve="closed")
    scene.tell("valve_reopened", "xu", {})
    assert scene.matter.flags == []
    step(scene, found, WATER, "close_valve", valve="closed")
    assert scene.matter.flags == FLAG
    step(scene, found, WATER, "close_valve", valve="could_not_close")
    assert scene.matter.flags == []


def test_given_a_home_lived_in_after_all_when_its_valve_is_closed_again_then_the_flag_stands_again() -> None:
    scene, found = water()
    step(scene, found, WATER, "close_valve", valve="closed")
    step(scene, found, WATER, "front_desk_verify", told="told")
    step(scene, found, WATER, "phone_occupant", occupant_reached="reached")
    step(scene, found, WATER, "front_desk_answer", by="xu", key="not_held", occupancy="occupied")
    step(scene, found, WATER, "lived_in_after_all", valve_again="reopened")
    assert scene.matter.flags == []
    step(scene, found, WATER, "close_valve", valve="closed")
    assert scene.matter.flags == FLAG


def test_given_a_reopening_that_is_taken_back_then_the_flag_stands() -> None:
    # R9.6
    scene, found = water()
    close_and_settle(scene, found, "kept_closed_occupant_knows")
    opened = scene.tell("valve_reopened", "xu", {})
    scene.tell("retracted", "xu", {}, about=opened.id)
    assert scene.matter.flags == FLAG


def test_given_a_valve_that_does_not_close_when_engineering_has_mended_it_then_the_case_goes_on() -> None:
    # R4.20
    scene, found = water()
    step(scene, found, "water_runs_unoccupied", "close_valve", valve="could_not_close")
    assert scene.matter.flags == []
    assert {t.files: (t.to, t.kind, t.severity) for t in scene.matter.tasks} == {
        "follow_up": ("steward", "follow_up", "critical"), "pipe_or_valve": ("engineering", "repair", "critical"),
    }  # fmt: skip
    done = fix(scene)
    look(scene)
    scene.verdict(done.photos[0], "accepted")
    assert next(t for t in scene.matter.tasks if t.id == repair(scene)).state == "closed"
    assert not scene.matter.cases[0].closed  # a mended pipe leaves the question of the valve


def test_given_a_step_that_was_taken_back_when_it_is_folded_then_it_counts_for_nothing() -> None:
    scene, found = water("s/S07")
    closed = step(scene, found, "water_runs_unoccupied", "close_valve", valve="closed")
    scene.tell("retracted", "lin", {}, about=closed.id)
    assert scene.matter.flags == []
    assert scene.matter.cases[0].next_step == "close_valve"


def test_given_a_step_of_another_case_when_it_is_told_then_it_does_not_count() -> None:
    scene, found = water()
    stray = step(scene, found, "dead_branch", "notify", told="told")
    assert codes(scene.matter) == {stray.id: "step_unknown"}


def test_given_a_water_case_that_another_steward_joins_when_he_tells_a_step_then_it_counts_for_the_one_case() -> None:
    scene, found = water()
    second = scene.tell("found", "zhou", {"state": "runs_unoccupied", "catalogue": 1}, photo("meter 2"))
    step(scene, second, "water_runs_unoccupied", "close_valve", by="zhou", valve="closed")
    assert len(scene.matter.cases) == 1
    assert scene.matter.cases[0].next_step == "front_desk_verify"
    assert task(scene).count == 2
    assert found.id == scene.matter.cases[0].finding


def test_given_a_promise_when_the_second_look_is_made_then_the_openers_task_ends_with_it() -> None:
    # R9.11
    shop = Scene("shop.rule_breach", place="s/S05")
    found = shop.found("defect", tags=("noise",))
    assert shop.matter.tasks == []
    step(shop, found, "shop_violation", "dissuade", merchant="promised")
    assert (task(shop).files, task(shop).state, task(shop).assignee) == ("look_again", "accepted", "lin")
    step(shop, found, "shop_violation", "look_again", again="not_corrected")
    assert {t.files: t.state for t in shop.matter.tasks} == {"look_again": "closed", "refusal": "filed"}


def test_given_a_dead_branch_when_the_step_sees_it_gone_then_nobody_is_asked_twice() -> None:
    tree = Scene("cleaning.dead_branch", place="area/G01")
    found = tree.found("dead", photo("dead"))
    step(tree, found, "dead_branch", "notify", told="told")
    fix(tree, by="ge")
    step(tree, found, "dead_branch", "seen_removed", again="not_corrected")
    assert (task(tree).state, [look.result for look in task(tree).looks]) == ("sent_back", ["not_corrected"])
    gone = fix(tree, by="ge", name="gone")
    step(tree, found, "dead_branch", "seen_removed", again="corrected")
    assert (task(tree).state, task(tree).waits_for_review) == ("fixed", True)
    tree.verdict(gone.photos[0], "accepted")
    assert (task(tree).state, task(tree).closed_how) == ("closed", "reinspected")
    assert tree.matter.cases[0].closed


@pytest.mark.parametrize(
    ("result", "state"), [("refused", "filed"), ("occupant_will_repair", "closed"), ("repaired", "filed")]
)
def test_given_a_meter_part_then_its_task_is_settled_only_where_the_occupant_answers_for_the_repair(
    result: str, state: str
) -> None:
    scene = Scene("building.water_meter_parts", place="u/A1-0301")
    found = scene.found("defect", photo("part"))
    step(scene, found, "meter_fault_contact", "contact", occupant_reached="reached")
    step(scene, found, "meter_fault_contact", "follow", result=result)
    assert scene.matter.cases[0].closed
    assert scene.repair().state == state
