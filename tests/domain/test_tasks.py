"""The life of a task: who may do what, when a second look counts, and what a review does (rules §4, §5)."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.records import Task
from tests.domain.cases_told import codes, fix, look, only, repair, step
from tests.patrol.scenes import LIGHT, Scene, photo

SPAN = timedelta(hours=1)


def task(scene: Scene) -> Task:
    return only(scene.matter.tasks)


@pytest.fixture
def light() -> Scene:
    """A dark light whose task is not drawn for review."""
    scene = Scene(LIGHT, sample=0.05)
    scene.found("defect", photo("dark"), tags=("dark",))
    assert not task(scene).review_required
    return scene


@pytest.fixture
def reviewed() -> Scene:
    """A dark light whose repair a supervisor has to accept."""
    scene = Scene(LIGHT, sample=1.0)
    scene.found("defect", photo("dark"), tags=("dark",))
    assert task(scene).review_required
    return scene


# -- accepting and assigning
def test_given_a_filed_task_when_it_is_accepted_then_it_is_in_hand(light: Scene) -> None:
    said = light.tell("accepted", "luo", {"task": str(task(light).id)})
    assert (task(light).state, task(light).assignee, task(light).accepted_at) == ("accepted", "luo", said.seen_at)


def test_given_a_task_when_somebody_assigns_it_then_only_a_supervisor_may(light: Scene) -> None:
    body = {"task": str(task(light).id), "to": "luo"}
    refused = light.tell("assigned", "zhou", body)
    assert task(light).assignee is None
    assert codes(light.matter) == {refused.id: "only_supervisor"}
    light.tell("assigned", "chen", body)
    assert (task(light).assignee, task(light).state) == ("luo", "filed")


def test_given_a_task_when_it_is_cancelled_then_only_by_a_supervisor_and_it_stays_so(light: Scene) -> None:
    body = {"task": str(task(light).id), "words": "pulled down"}
    refused = light.tell("cancelled", "luo", body)
    light.tell("cancelled", "chen", body)
    late = light.tell("accepted", "luo", {"task": body["task"]})
    assert (task(light).state, task(light).words) == ("cancelled", "pulled down")
    assert codes(light.matter) == {refused.id: "only_supervisor", late.id: "task_state_wrong"}
    assert light.matter.cases[0].closed


def test_given_a_task_on_hold_when_it_goes_on_then_its_date_is_gone_and_the_deadline_never_moved(light: Scene) -> None:
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
    told = light.tell("ended", "luo", {"task": str(task(light).id), "words": "done"})
    assert codes(light.matter) == {told.id: "task_state_wrong"}
    assert task(light).open


# -- the second look
def test_given_a_repair_when_somebody_else_saw_it_in_order_then_the_task_is_closed(light: Scene) -> None:
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
    fix(light, by="zhou")
    own = look(light, by="zhou")
    assert codes(light.matter) == {own.id: "reinspected_by_fixer"}
    assert (task(light).state, task(light).looks) == ("fixed", [])
    look(light, by="lin")
    assert task(light).state == "closed"


def test_given_a_look_before_the_repair_when_the_repair_arrives_first_then_the_look_does_not_count(
    light: Scene,
) -> None:
    done = fix(light)
    early = look(light)
    early_seen = done.seen_at - timedelta(seconds=30)
    light.facts[-1] = early.model_copy(update={"seen_at": early_seen})
    assert codes(light.matter) == {early.id: "looked_before_fix"}
    assert (task(light).state, task(light).looks) == ("fixed", [])


def test_given_a_look_at_the_very_moment_of_the_repair_when_folded_then_it_does_not_count(light: Scene) -> None:
    done = fix(light)
    same = look(light)
    light.facts[-1] = same.model_copy(update={"seen_at": done.seen_at})
    assert codes(light.matter) == {same.id: "looked_before_fix"}


def test_given_a_second_look_without_a_photo_when_folded_then_it_does_not_count(light: Scene) -> None:
    fix(light)
    bare = look(light, photos=())
    assert codes(light.matter) == {bare.id: "photo_missing_again"}
    assert task(light).state == "fixed"


def test_given_an_item_without_pictures_when_it_is_looked_at_again_then_words_do() -> None:
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
    fix(light)
    look(light, result=result)
    back = task(light)
    assert (back.state, len(back.looks)) == ("sent_back", 1)
    soon = look(light)
    assert codes(light.matter) == {soon.id: "looked_before_fix"}
    fix(light, name="again")
    look(light, name="look again")
    assert (task(light).state, len(task(light).looks)) == ("closed", 2)


# -- the review
def test_given_a_review_that_is_due_when_the_look_was_good_then_the_task_waits_for_it(reviewed: Scene) -> None:
    done = fix(reviewed)
    look(reviewed)
    assert (task(reviewed).state, task(reviewed).waits_for_review) == ("fixed", True)
    reviewed.verdict(done.photos[0], "accepted")
    assert (task(reviewed).state, task(reviewed).waits_for_review) == ("closed", False)
    assert reviewed.matter.cases[0].closed


def test_given_a_review_before_the_look_when_the_look_is_good_then_the_task_closes(reviewed: Scene) -> None:
    reviewed.verdict(fix(reviewed).photos[0], "accepted")
    assert task(reviewed).state == "fixed"
    look(reviewed)
    assert task(reviewed).state == "closed"


def test_given_an_accepted_photo_of_a_repair_that_failed_when_the_next_is_good_then_it_still_waits(
    reviewed: Scene,
) -> None:
    fix(reviewed)
    failed = look(reviewed, result="partly")
    reviewed.verdict(failed.photos[0], "accepted")
    fix(reviewed, name="again")
    look(reviewed, name="look again")
    assert (task(reviewed).state, task(reviewed).waits_for_review) == ("fixed", True)
    reviewed.verdict(failed.photos[0], "accepted")
    assert task(reviewed).state == "fixed"


def test_given_a_closed_repair_when_its_photo_is_sent_back_then_task_and_case_are_open_again(light: Scene) -> None:
    done = fix(light)
    look(light)
    light.verdict(done.photos[0], "sent_back")
    assert (task(light).state, task(light).closed_at) == ("sent_back", None)
    assert not light.matter.cases[0].closed
    fix(light, name="again")
    look(light, name="look again")
    assert task(light).state == "closed"
    assert light.matter.cases[0].closed


def test_given_a_photo_of_an_earlier_repair_when_it_is_sent_back_then_the_later_one_stands(light: Scene) -> None:
    first = fix(light)
    look(light, result="not_corrected")
    fix(light, name="again")
    look(light, name="look again")
    light.verdict(first.photos[0], "sent_back")
    assert task(light).state == "closed"


def test_given_somebody_else_than_the_supervisor_when_he_reviews_then_it_does_not_count(reviewed: Scene) -> None:
    done = fix(reviewed)
    look(reviewed)
    told = reviewed.tell("reviewed", "lin", {"sha256": done.photos[0].sha256, "verdict": "accepted"})
    assert codes(reviewed.matter) == {told.id: "only_supervisor"}
    assert task(reviewed).waits_for_review


def test_given_a_finding_taken_back_when_a_late_review_accepts_then_the_task_stays_cancelled(reviewed: Scene) -> None:
    done = fix(reviewed)
    look(reviewed)
    reviewed.tell("retracted", "lin", {}, about=reviewed.facts[0].id)
    reviewed.verdict(done.photos[0], "accepted")
    assert (task(reviewed).state, task(reviewed).waits_for_review) == ("cancelled", False)


def test_given_an_on_the_spot_correction_when_the_review_sends_it_back_then_it_becomes_a_task() -> None:
    light = Scene(LIGHT)
    before = photo("before")
    light.found("defect", before, photo("after"), on_spot=True)
    assert light.matter.tasks == []
    light.verdict(before, "sent_back")
    assert (task(light).state, task(light).files, task(light).to) == ("sent_back", "rectify", "engineering")


def test_given_a_photo_that_was_asked_for_again_when_it_comes_then_the_question_is_answered() -> None:
    light = Scene(LIGHT)
    blurred = photo("blurred")
    found = light.found("defect", blurred)
    light.verdict(blurred, "asked_again")
    assert not light.matter.reviews[blurred.sha256].answered
    sharp = photo("sharp")
    light.tell("photo_added", "lin", {"why": "asked_again"}, sharp, about=found.id)
    assert light.matter.reviews[blurred.sha256].answered
    assert [each.sha256 for each in light.matter.findings[0].photos] == [blurred.sha256, sharp.sha256]
    assert task(light).state == "filed"


def test_given_a_photo_that_was_owed_when_it_comes_then_nothing_is_owed_any_more() -> None:
    light = Scene(LIGHT)
    found = light.tell("found", "lin", {"state": "defect", "photo_owed": True, "catalogue": 1})
    assert light.matter.findings[0].photo_owed
    light.tell("photo_added", "lin", {"why": "owed"}, photo("late"), about=found.id)
    assert not light.matter.findings[0].photo_owed


# -- a follow-up, and the water case
def test_given_a_follow_up_when_it_ends_then_with_its_result_and_nobody_re_inspects() -> None:
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


def test_given_a_valve_that_does_not_close_when_engineering_has_mended_it_then_the_case_goes_on() -> None:
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
