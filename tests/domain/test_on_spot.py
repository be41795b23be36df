"""现场已整改 closes at once and files nothing, by the chip or by a step, and its photos are reviewed (R4.10, R5.3)."""

from datetime import timedelta

import pytest

from app.domain.facts import SeenFact
from app.domain.on_spot import offered_on_spot
from tests.domain.cases_told import codes, fix, later, only, step
from tests.patrol.scenes import DOOR, Scene, photo

MANHOLE, RUBBISH = "public.manhole", "building.rubbish_clutter"
BEFORE, AFTER = photo("before", role="before"), photo("after", role="after")
DAY = timedelta(days=1)


def critical_state() -> str:
    item = Scene(MANHOLE).rules.catalogue.item(MANHOLE)
    return next(state.id for state in item.states if item.severity_of(state.id, (), None) == "critical")


def put_back() -> Scene:
    """A manhole was open, and whoever found it put the cover back."""
    scene = Scene(MANHOLE, place="area/P03")
    scene.found(critical_state(), BEFORE, AFTER, on_spot=True)
    return scene


def test_given_a_manhole_put_back_at_once_then_its_case_is_closed_and_nothing_is_filed() -> None:
    # R4.10
    scene = put_back()
    assert scene.matter.tasks == []
    case = only(scene.matter.cases)
    assert (case.protocol, case.closed, case.next_step) == ("hazard_make_safe", True, None)
    assert scene.waits() == [AFTER.sha256]


def test_given_a_manhole_put_back_when_its_photo_is_sent_back_then_the_hazard_is_the_trades() -> None:
    scene = put_back()
    scene.verdict(AFTER, "sent_back")
    task = only(scene.matter.tasks)
    assert (task.files, task.state, task.severity) == ("make_safe", "sent_back", "critical")
    assert not scene.matter.cases[0].closed


def test_given_a_lamp_with_an_open_task_when_it_is_put_right_at_once_then_that_task_is_closed_and_no_second_case_opens(
    light: Scene,
) -> None:
    # R4.10
    light.found("defect", BEFORE, AFTER, on_spot=True)
    task, case = only(light.matter.tasks), only(light.matter.cases)
    assert (task.state, task.closed_how, task.count) == ("closed", "on_spot", 2)
    assert task.fix is not None
    assert (task.fix.by, [p.sha256 for p in task.fix.photos]) == ("lin", [BEFORE.sha256, AFTER.sha256])
    assert case.closed


def test_given_a_drawn_task_when_it_is_put_right_at_once_then_it_waits_for_the_photos_review(reviewed: Scene) -> None:
    # R5.3
    reviewed.found("defect", BEFORE, AFTER, on_spot=True)
    assert only(reviewed.matter.tasks).waits_for_review
    assert AFTER.sha256 in reviewed.waits()
    reviewed.verdict(AFTER, "accepted")
    assert only(reviewed.matter.tasks).state == "closed"
    assert only(reviewed.matter.cases).closed


def test_given_a_lamp_put_right_at_once_when_its_photo_is_sent_back_then_the_same_task_is_open_again(
    light: Scene,
) -> None:
    # R5.3
    light.found("defect", BEFORE, AFTER, on_spot=True)
    light.verdict(AFTER, "sent_back")
    assert only(light.matter.tasks).state == "sent_back"
    assert not only(light.matter.cases).closed
    fix(light, name="mended well")
    assert only(light.matter.tasks).state == "fixed"


def test_given_it_was_put_right_at_once_by_mistake_when_that_is_taken_back_then_the_open_task_stays_open(
    light: Scene,
) -> None:
    mistake = light.found("defect", BEFORE, AFTER, on_spot=True)
    light.tell("retracted", "lin", {}, about=mistake.id)
    assert only(light.matter.tasks).state == "filed"
    assert not only(light.matter.cases).closed


def test_given_a_locked_fire_door_unlocked_at_once_then_only_who_locked_it_is_asked() -> None:
    # R4.12
    scene = Scene(DOOR)
    scene.found("locked", BEFORE, AFTER, on_spot=True)
    task = only(scene.matter.tasks)
    assert (task.files, task.to, task.state) == ("who_locked", "order", "filed")
    assert only(scene.matter.cases).closed


def test_given_running_water_then_it_is_not_put_right_by_a_chip() -> None:
    # R4.13
    assert not offered_on_spot("water_runs_unoccupied")
    assert offered_on_spot("hazard_make_safe")
    scene = Scene("building.water_meter", place="u/A1-0804")
    scene.found("runs_unoccupied", BEFORE, AFTER, on_spot=True)
    assert scene.matter.cases[0].next_step == "close_valve"


def cleared(scene: Scene, name: str) -> tuple[SeenFact, SeenFact]:
    """Rubbish that its owner takes away at once, by the steps of the protocol."""
    found = scene.found("rubbish", photo(f"{name} before"))
    step(scene, found, "rubbish_persuade", "photo_before", taken="taken")
    step(scene, found, "rubbish_persuade", "persuade", person="agreed")
    body = {"protocol": "rubbish_persuade", "step": "corrected", "results": {"done": "on_the_spot"}}
    after = photo(f"{name} after", role="after")
    return found, scene.tell("stepped", "lin", body, after, case=scene.matter.cases[-1].id, about=found.id)


def test_given_rubbish_cleared_by_a_step_three_times_in_thirty_days_then_the_supervisor_is_asked_for_the_cause() -> (
    None
):
    # R4.11
    scene = Scene(RUBBISH)
    for n in range(3):
        assert scene.matter.tasks == []
        cleared(scene, str(n))
        assert not codes(scene.matter)
        later(scene, 7 * DAY)
    task = only(scene.matter.tasks)
    assert (task.files, task.to, task.kind) == ("on_spot_repeats", "supervisor", "follow_up")


def test_given_a_chip_and_steps_at_one_place_then_they_count_together() -> None:
    # R4.11
    scene = Scene(RUBBISH)
    cleared(scene, "first")
    scene.found("rubbish", BEFORE, AFTER, on_spot=True)
    assert scene.matter.tasks == []
    cleared(scene, "third")
    assert only(scene.matter.tasks).files == "on_spot_repeats"


def test_given_a_step_that_put_it_right_then_its_photo_is_reviewed_and_sent_back_makes_the_step_due_again() -> None:
    # R5.3
    scene = Scene(RUBBISH)
    _, done = cleared(scene, "once")
    waiting = next(each for each in scene.queue if each.key == done.photos[0].sha256)
    assert (waiting.part, waiting.may_be_sent_back, waiting.may_be_accepted_by("lin", scene.rules)) == (
        "on_spot",
        True,
        False,
    )
    scene.verdict(done.photos[0], "sent_back")
    case = only(scene.matter.cases)
    assert (case.closed, case.next_step, case.sent_back) == (False, "corrected", [done.id])


@pytest.mark.parametrize("first", ["fixed", "looked"])
def test_given_a_critical_repair_when_one_of_its_photos_is_accepted_then_the_other_still_waits(first: str) -> None:
    # R5.14
    scene = Scene(MANHOLE, place="area/P03")
    scene.found(critical_state(), photo("open"))
    scene.verdict(photo("open"), "accepted")
    fixed, looked = photo("fixed", role="fix"), photo("looked", role="again")
    task = {"task": str(scene.repair().id)}
    scene.take_up()
    scene.tell("fixed", "luo", task, fixed)
    scene.tell("reinspected", "zhou", {**task, "result": "corrected"}, looked)
    chosen, other = (fixed, looked) if first == "fixed" else (looked, fixed)
    scene.verdict(chosen, "accepted")
    assert scene.waits() == [other.sha256]
    scene.verdict(other, "accepted")
    assert scene.waits() == []


def test_given_a_repair_that_was_only_drawn_then_one_accepted_photo_is_enough(reviewed: Scene) -> None:
    done = fix(reviewed)
    reviewed.tell(
        "reinspected", "zhou", {"task": str(reviewed.repair().id), "result": "corrected"}, photo("looked", role="again")
    )
    reviewed.verdict(done.photos[0], "accepted")
    assert photo("looked").sha256 not in reviewed.waits()
