"""The life of a task: who may do what, when a second look counts, and what a review does (R4.15, R5.1)."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.records import Task
from tests.domain.cases_told import codes, fix, look, only
from tests.patrol.scenes import Scene

SPAN = timedelta(hours=1)


def task(scene: Scene) -> Task:
    return only(scene.matter.tasks)


# -- accepting and assigning
def test_given_a_filed_task_when_it_is_accepted_then_it_is_in_hand(light: Scene) -> None:
    said = light.tell("accepted", "luo", {"task": str(task(light).id)})
    assert (task(light).state, task(light).assignee, task(light).accepted_at) == ("accepted", "luo", said.seen_at)


def test_given_a_task_when_somebody_assigns_it_then_only_a_supervisor_may(light: Scene) -> None:
    # R1.20
    body = {"task": str(task(light).id), "to": "luo"}
    refused = light.tell("assigned", "zhou", body)
    assert task(light).assignee is None
    assert codes(light.matter) == {refused.id: "only_supervisor"}
    light.tell("assigned", "chen", body)
    assert (task(light).assignee, task(light).state) == ("luo", "filed")


def test_given_a_task_when_it_is_cancelled_then_only_by_a_supervisor_and_it_stays_so(light: Scene) -> None:
    # R4.16
    body = {"task": str(task(light).id), "words": "pulled down"}
    refused = light.tell("cancelled", "luo", body)
    light.tell("cancelled", "chen", body)
    late = light.tell("accepted", "luo", {"task": body["task"]})
    assert (task(light).state, task(light).words) == ("cancelled", "pulled down")
    assert codes(light.matter) == {refused.id: "only_supervisor", late.id: "task_state_wrong"}
    assert light.matter.cases[0].closed


def test_given_a_task_on_hold_when_it_goes_on_then_its_date_is_gone_and_the_deadline_never_moved(light: Scene) -> None:
    # R4.18
    due = task(light).due_at
    light.tell("accepted", "luo", {"task": str(task(light).id)})
    light.tell("on_hold", "luo", {"task": str(task(light).id), "until": "2026-06-01", "words": "waits for parts"})
    assert (task(light).state, task(light).hold_until, task(light).due_at) == ("on_hold", "2026-06-01", due)
    fix(light)
    assert (task(light).state, task(light).hold_until, task(light).due_at) == ("fixed", None, due)


@pytest.mark.parametrize(
    ("kind", "body"),
    [("accepted", {}), ("assigned", {"to": "luo"}), ("fixed", {}), ("reinspected", {"result": "corrected"}),
     ("ended", {"words": "done"}), ("on_hold", {"until": "2026-06-01", "words": "parts"}), ("cancelled", {"words": "no"})],
)  # fmt: skip
def test_given_a_task_that_is_not_there_when_something_is_done_then_its_author_is_told(
    light: Scene, kind: str, body: dict[str, Any]
) -> None:
    before = light.matter.tasks
    told = light.tell(kind, "chen", {"task": "00000000-0000-4000-8000-000000000000", **body})
    assert codes(light.matter) == {told.id: "task_unknown"}
    assert light.matter.tasks == before


def test_given_a_repair_when_it_is_ended_like_a_follow_up_then_that_does_not_count(light: Scene) -> None:
    # R4.14
    told = light.tell("ended", "luo", {"task": str(task(light).id), "words": "done"})
    assert codes(light.matter) == {told.id: "task_state_wrong"}
    assert task(light).open


# -- the second look
def test_given_a_repair_when_somebody_else_saw_it_in_order_then_the_task_is_closed(light: Scene) -> None:
    # R5.1
    done = fix(light)
    assert (task(light).state, task(light).assignee) == ("fixed", "luo")
    assert task(light).fix is not None
    seen = look(light)
    closed = task(light)
    assert (closed.state, closed.closed_how, closed.closed_at) == ("closed", "reinspected", seen.seen_at)
    assert [(each.by, each.result) for each in closed.looks] == [("zhou", "corrected")]
    assert closed.fix is not None
    assert closed.fix.fact == done.id
    assert light.matter.cases[0].closed


def test_given_a_steward_who_repaired_when_he_looks_himself_then_it_does_not_count(light: Scene) -> None:
    # R5.1, R5.2
    fix(light, by="zhou")
    own = look(light, by="zhou")
    assert codes(light.matter) == {own.id: "reinspected_by_fixer"}
    assert (task(light).state, task(light).looks) == ("fixed", [])
    look(light, by="lin")
    assert task(light).state == "closed"


def test_given_a_look_before_the_repair_when_the_repair_arrives_first_then_the_look_does_not_count(
    light: Scene,
) -> None:
    # R5.4
    done = fix(light)
    early = look(light)
    early_seen = done.seen_at - timedelta(seconds=30)
    light.facts[-1] = early.model_copy(update={"seen_at": early_seen})
    assert codes(light.matter) == {early.id: "looked_before_fix"}
    assert (task(light).state, task(light).looks) == ("fixed", [])


def test_given_a_look_at_the_very_moment_of_the_repair_when_folded_then_it_does_not_count(light: Scene) -> None:
    # R5.4
    done = fix(light)
    same = look(light)
    light.facts[-1] = same.model_copy(update={"seen_at": done.seen_at})
    assert codes(light.matter) == {same.id: "looked_before_fix"}


def test_given_a_second_look_without_a_photo_when_folded_then_it_does_not_count(light: Scene) -> None:
    # R5.4
    fix(light)
    bare = look(light, photos=())
    assert codes(light.matter) == {bare.id: "photo_missing_again"}
    assert task(light).state == "fixed"


def test_given_an_item_without_pictures_when_it_is_looked_at_again_then_words_do() -> None:
    # R5.12
    guard = Scene("public.guard_duty", place="area/P01", sample=0.05)
    guard.found("defect", tags=("absent",))
    fix(guard, by="tan")
    look(guard, photos=())
    assert task(guard).state == "closed"


def test_given_a_trade_when_it_looks_again_then_that_is_nobodys_second_look(light: Scene) -> None:
    fix(light)
    by_trade = look(light, by="tan")
    assert codes(light.matter) == {by_trade.id: "not_allowed"}


@pytest.mark.parametrize("result", ["partly", "not_corrected"])
def test_given_a_repair_that_does_not_hold_when_it_is_seen_then_the_same_task_goes_back_with_its_history(
    light: Scene, result: str
) -> None:
    # R5.7
    fix(light)
    look(light, result=result)
    back = task(light)
    assert (back.state, len(back.looks)) == ("sent_back", 1)
    soon = look(light)
    assert codes(light.matter) == {soon.id: "looked_before_fix"}
    fix(light, name="again")
    look(light, name="look again")
    assert (task(light).state, len(task(light).looks)) == ("closed", 2)
