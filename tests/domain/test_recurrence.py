"""The same again: before the repair, after it, within thirty days and later, and on the spot (R4.6–R4.11)."""

from datetime import timedelta

import pytest

from app.domain import ids
from tests.domain.cases_told import fix, later, look, mended, only, step
from tests.patrol.scenes import DOOR, LIGHT, Scene, photo

DAY = timedelta(days=1)


@pytest.fixture
def light() -> Scene:
    return Scene(LIGHT, sample=0.05)


# -- times observed, not times of arrival
def test_given_a_finding_seen_before_the_repair_when_it_arrives_after_it_then_it_neither_reopens_nor_counts(
    light: Scene,
) -> None:
    # R4.8
    mended(light)
    closed = only(light.matter.tasks)
    stale = light.tell(
        "found", "zhou", {"state": "defect", "catalogue": 1},
        seen_at=light.facts[0].seen_at + timedelta(seconds=20), received_at=light.facts[-1].seen_at + DAY,
        device=ids.day_id("another phone", "2026-05-20"),
    )  # fmt: skip
    task = only(light.matter.tasks)
    assert (task.state, task.closed_at, task.recurrences) == ("closed", closed.closed_at, 0)
    assert task.looks == closed.looks
    assert stale.id in {f.id for f in light.matter.findings}


def test_given_a_repair_that_waits_when_it_is_found_again_then_that_counts_as_not_corrected(light: Scene) -> None:
    # R4.9
    light.found("defect")
    fix(light)
    assert only(light.matter.tasks).state == "fixed"
    light.found("defect")
    task = only(light.matter.tasks)
    assert (task.state, task.count) == ("sent_back", 2)


def test_given_a_repair_that_waits_for_review_when_it_is_found_again_then_a_late_yes_closes_nothing() -> None:
    light = Scene(LIGHT, sample=1.0)
    light.found("defect")
    repaired = fix(light)
    look(light)
    assert only(light.matter.tasks).waits_for_review
    light.found("defect")
    light.verdict(repaired.photos[0], "accepted")
    task = only(light.matter.tasks)
    assert (task.state, task.waits_for_review) == ("sent_back", False)


# -- recurrence
def test_given_a_closed_task_when_the_same_comes_again_within_thirty_days_then_it_is_reopened(light: Scene) -> None:
    # R4.6
    closed = mended(light)
    assert closed.state == "closed"
    assert light.matter.cases[0].closed
    later(light, 29 * DAY)
    again = light.tell("found", "lin", {"state": "defect", "raised": "major", "catalogue": 1}, photo("again"))
    task = only(light.matter.tasks)
    assert (task.id, task.state, task.recurrences, task.count) == (closed.id, "filed", 1, 2)
    assert (task.found_at, task.fix, task.looks, task.closed_at) == (again.seen_at, None, [], None)
    assert task.severity == "major"
    assert task.due_at == again.seen_at.replace(hour=10, minute=0) + 3 * DAY
    assert light.matter.aliases[ids.task_id(ids.case_id(again.id, "record_and_follow"), "rectify")] == task.id
    fix(light)
    look(light)
    assert only(light.matter.tasks).state == "closed"
    assert all(case.closed for case in light.matter.cases)


def test_given_a_closed_task_when_the_same_comes_later_then_a_new_task_names_the_earlier(light: Scene) -> None:
    # R4.7
    closed = mended(light)
    later(light, 31 * DAY)
    light.found("defect", photo("again"))
    first, second = light.matter.tasks
    assert (first.state, second.state, second.earlier) == ("closed", "filed", closed.id)
    assert second.id != closed.id


# -- put right on the spot
def test_given_what_was_put_right_on_the_spot_when_it_is_folded_then_nothing_is_filed(light: Scene) -> None:
    # R4.10
    light.found("defect", photo("before"), photo("after"), on_spot=True)
    assert light.matter.tasks == []
    assert light.matter.cases[0].closed


def test_given_three_on_the_spot_in_thirty_days_when_folded_then_the_supervisor_gets_one_task(light: Scene) -> None:
    # R4.11
    for n in range(5):
        light.found("defect", on_spot=True)
        later(light, 7 * DAY)
        assert len(light.matter.tasks) == (0 if n < 2 else 1)
    task = only(light.matter.tasks)
    assert (task.to, task.kind, task.files, task.count) == ("supervisor", "follow_up", "on_spot_repeats", 3)


def test_given_three_on_the_spot_far_apart_when_folded_then_nothing_is_filed(light: Scene) -> None:
    # R4.11
    for _ in range(3):
        light.found("defect", on_spot=True)
        later(light, 16 * DAY)
    assert light.matter.tasks == []


def test_given_a_fire_door_found_locked_when_it_was_unlocked_then_order_still_asks_who(light: Scene) -> None:
    # R4.12
    door = Scene(DOOR)
    found = door.found("locked", on_spot=True)
    step(door, found, "fire_door_restore", "photo_before", taken="taken")
    step(door, found, "fire_door_restore", "unlock_door", unlocked="unlocked")
    step(door, found, "fire_door_restore", "who", reason="unknown")
    task = only(door.matter.tasks)
    assert (task.files, task.to, task.kind, task.severity) == ("who_locked", "order", "follow_up", "critical")
    assert task.open
    assert door.matter.cases[0].closed
