"""One matter: what is found files a task once, joins, recurs, and is taken back (R4.1). app/domain/matters.py."""

from datetime import timedelta

import pytest

from app.domain import ids
from app.domain.matters import fold_matter
from tests.domain.cases_told import codes, later, only, step
from tests.patrol.scenes import DOOR, FLOOR, LIGHT, Scene, photo

DAY = timedelta(days=1)


@pytest.fixture
def light() -> Scene:
    return Scene(LIGHT, sample=0.05)


# -- filed once
def test_given_a_finding_when_it_is_folded_then_it_files_its_task_once_under_a_derived_id(light: Scene) -> None:
    # R4.1
    # R1.13
    found = light.found("defect", photo("dark"), tags=("dark",))
    task = only(light.matter.tasks)
    case = ids.case_id(found.id, "record_and_follow")
    assert (task.id, task.case, task.finding) == (ids.task_id(case, "rectify"), case, found.id)
    assert (task.to, task.kind, task.severity, task.state, task.count) == ("engineering", "repair", "minor", "filed", 1)
    assert (task.found_at, task.opened_by) == (found.seen_at, "lin")
    again = fold_matter(light.rules, FLOOR, LIGHT, [found, found, *light.facts])
    assert again == light.matter


def test_given_the_same_thing_at_two_places_when_both_are_folded_then_no_task_is_shared(light: Scene) -> None:
    # R4.3
    other = Scene(LIGHT, place="b/A2/c/1/f/11", sample=0.05)
    seen: set[object] = set()
    for scene in (light, other, Scene(DOOR)):
        scene.found("locked" if scene.item == DOOR else "defect")
        scene.found("damaged" if scene.item == DOOR else "defect")
        tasks = {task.id for task in scene.matter.tasks}
        assert tasks
        assert not seen & (tasks | {scene.matter.id})
        seen |= tasks | {scene.matter.id}


def test_given_what_is_only_not_visible_when_it_is_found_then_somebody_still_has_to_look() -> None:
    meter = Scene("building.water_meter", place="u/A1-0804")
    meter.found("not_visible")
    assert only(meter.matter.tasks).severity == "minor"


# -- joining
def test_given_an_open_task_when_the_same_is_found_again_then_it_joins(light: Scene) -> None:
    # R4.1
    first = light.found("defect", photo("dark"), tags=("dark",))
    before = only(light.matter.tasks)
    later(light, DAY)
    second = light.tell("found", "zhou", {"state": "defect", "tags": ["flickers"], "catalogue": 1}, photo("flickers"))
    task = only(light.matter.tasks)
    assert (task.id, task.count, task.last_seen_at) == (before.id, 2, second.seen_at)
    assert (task.due_at, task.ack_by, task.found_at) == (before.due_at, before.ack_by, first.seen_at)
    assert [f.joined for f in light.matter.findings] == [False, True]
    assert len(light.matter.cases) == 1
    own = ids.case_id(second.id, "record_and_follow")
    assert light.matter.case(own) == light.matter.cases[0]
    assert light.matter.aliases[ids.task_id(own, "rectify")] == task.id


def test_given_an_open_task_when_it_is_found_worse_then_it_rises_and_the_earlier_deadline_holds(light: Scene) -> None:
    # R4.2
    light.found("defect")
    minor = only(light.matter.tasks)
    light.tell("found", "zhou", {"state": "defect", "raised": "major", "catalogue": 1})
    major = only(light.matter.tasks)
    assert (major.id, major.severity, major.count) == (minor.id, "major", 2)
    assert major.due_at < minor.due_at
    assert major.ack_by <= minor.ack_by
    light.found("defect")
    assert only(light.matter.tasks).severity == "major"
    assert only(light.matter.tasks).due_at == major.due_at


def test_given_a_late_worse_finding_when_it_joins_then_a_deadline_that_is_near_stays(light: Scene) -> None:
    # R4.2
    light.found("defect")
    minor = only(light.matter.tasks)
    later(light, 6 * DAY)
    light.tell("found", "zhou", {"state": "defect", "raised": "major", "catalogue": 1})
    assert only(light.matter.tasks).due_at == minor.due_at


def test_given_a_minor_task_when_it_turns_critical_then_its_photos_are_reviewed(light: Scene) -> None:
    # R5.8
    light.found("defect")
    light.tell("found", "zhou", {"state": "defect", "raised": "critical", "catalogue": 1})
    task = only(light.matter.tasks)
    assert (task.severity, task.review_required) == ("critical", True)
    assert [case.protocol for case in light.matter.cases] == ["record_and_follow", "hazard_make_safe"]


# -- taken back
def test_given_a_finding_that_its_author_takes_back_when_nobody_else_saw_it_then_its_task_is_cancelled(
    light: Scene,
) -> None:
    # R4.25
    found = light.found("defect")
    light.tell("retracted", "lin", {}, about=found.id)
    task = only(light.matter.tasks)
    assert (task.state, task.words) == ("cancelled", "retracted")
    assert light.matter.findings[0].retracted
    assert light.matter.cases[0].closed


def test_given_a_finding_that_others_saw_too_when_it_is_taken_back_then_the_task_goes_on(light: Scene) -> None:
    # R4.25
    found = light.found("defect")
    light.tell("found", "zhou", {"state": "defect", "catalogue": 1})
    light.tell("retracted", "lin", {}, about=found.id)
    assert only(light.matter.tasks).state == "filed"


@pytest.mark.parametrize("taken_back", [0, 1])
def test_given_two_protocols_with_one_task_when_one_finding_is_taken_back_then_the_task_goes_on(
    light: Scene, taken_back: int
) -> None:
    light.found("defect")
    light.found("defect")
    light.facts[-1].body["raised"] = "critical"
    assert len(light.matter.cases) == 2
    light.tell("retracted", "lin", {}, about=light.facts[taken_back].id)
    assert only(light.matter.tasks).state == "filed"
    light.tell("retracted", "lin", {}, about=light.facts[1 - taken_back].id)
    assert only(light.matter.tasks).state == "cancelled"


def test_given_somebody_elses_finding_when_one_takes_it_back_then_it_stands(light: Scene) -> None:
    found = light.found("defect")
    said = light.tell("retracted", "zhou", {}, about=found.id)
    assert only(light.matter.tasks).state == "filed"
    assert codes(light.matter) == {said.id: "not_own_fact"}


def test_given_a_finding_that_was_taken_back_when_a_step_follows_then_it_files_nothing() -> None:
    door = Scene(DOOR)
    found = door.found("open")
    step(door, found, "fire_door_restore", "photo_before", taken="taken")
    door.tell("retracted", "lin", {}, about=found.id)
    late = step(door, found, "fire_door_restore", "close_door", closed="does_not_close")
    assert door.matter.tasks == []
    assert codes(door.matter) == {late.id: "task_state_wrong"}


# -- the disinfection: an answer that is a step
def test_given_a_disinfection_without_notice_when_that_is_found_then_the_answer_is_the_step() -> None:
    notice = Scene("cleaning.disinfection_notice", place="area/P07")
    notice.found("no")
    case = notice.matter.cases[0]
    assert [task.files for task in notice.matter.tasks] == ["announce"]
    assert case.next_step == "safety"


def test_given_an_unsafe_disinfection_when_that_is_found_then_cleaning_has_its_task_at_once() -> None:
    safety = Scene("cleaning.disinfection_safety", place="area/P07")
    found = safety.found("no")
    task = only(safety.matter.tasks)
    assert (task.files, task.to, task.severity) == ("safety", "cleaning", "critical")
    step(safety, found, "disinfection", "announce", announced="announced")
    step(safety, found, "disinfection", "safety", safety="stopped")
    tasks = {task.files: task for task in safety.matter.tasks}
    assert (tasks["safety"].state, tasks["safety"].closed_how) == ("closed", "case")
    assert (tasks["announce"].state, tasks["announce"].assignee) == (
        "accepted",
        "lin",
    )  # the new date is still to be announced
    assert safety.matter.cases[0].closed


def test_given_a_trade_named_by_the_finder_when_the_item_has_its_own_then_the_items_counts(light: Scene) -> None:
    light.tell("found", "lin", {"state": "defect", "trade": "order", "catalogue": 1})
    assert only(light.matter.tasks).to == "engineering"
    free = Scene("other.finding", place="area/P02")
    free.tell("found", "lin", {"state": "found", "trade": "order", "raised": "major", "catalogue": 1})
    assert (only(free.matter.tasks).to, only(free.matter.tasks).severity) == ("order", "major")
