"""Which photos wait for the supervisor (R5.8), from facts to queue."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from app.domain.facts import PhotoRef
from app.patrol.reviews import waiting
from tests.patrol.scenes import DOOR, FLOOR, LIGHT, T0, Scene, photo


@pytest.fixture
def damaged() -> Iterator[Scene]:
    """A lamp that is dark, found with a photo; every task is drawn for review."""
    scene = Scene(LIGHT)
    scene.found("defect", photo("first"), tags=("dark",))
    return scene


def test_a_critical_finding_waits_with_all_its_photos_whatever_the_sample() -> None:
    # R5.8
    scene = Scene(DOOR, sample=0.05)
    near, far = photo("near"), photo("far")
    scene.found("locked", near, far)
    assert sorted(scene.waits()) == sorted([near.sha256, far.sha256])
    assert {each.severity for each in scene.queue} == {"critical"}
    assert {each.may_be_sent_back for each in scene.queue} == {False}


def test_of_other_findings_those_wait_whose_task_was_drawn(damaged: Scene) -> None:
    # R5.8
    assert damaged.waits() == [photo("first").sha256]
    sampled = [_minor(n).repair().review_required for n in range(40)]
    assert [bool(_minor(n).queue) for n in range(40)] == sampled
    assert 0 < sum(sampled) < 40


def _minor(n: int) -> Scene:
    scene = Scene(LIGHT, place=f"b/A2/c/1/f/{n}", sample=0.3)
    scene.found("defect", photo("first"), tags=("dark",))
    return scene


def test_an_accepted_photo_waits_no_more_and_an_undone_verdict_brings_it_back(damaged: Scene) -> None:
    verdict = damaged.verdict(photo("first"), "accepted")
    assert damaged.waits() == []
    damaged.tell("retracted", "chen", {}, about=verdict.id)
    assert damaged.waits() == [photo("first").sha256]


def test_a_photo_asked_for_again_waits_when_the_new_one_is_there_and_is_held_against_the_old(damaged: Scene) -> None:
    # R5.9
    finding = damaged.facts[0]
    damaged.verdict(photo("first"), "asked_again")
    assert damaged.waits() == []
    damaged.tell("photo_added", "lin", {"why": "asked_again"}, photo("better"), about=finding.id)
    [again] = damaged.queue
    assert (again.key, again.again, again.first) == (photo("better").sha256, True, photo("first"))


def test_a_new_photo_waits_though_its_task_was_not_drawn() -> None:
    scene = next(scene for scene in map(_minor, range(40)) if not scene.queue)
    scene.verdict(photo("first"), "asked_again")
    scene.tell("photo_added", "lin", {"why": "asked_again"}, photo("better"), about=scene.facts[0].id)
    assert scene.waits() == [photo("better").sha256]


def test_a_repair_waits_beside_the_findings_first_photo_and_holds_its_task_up_after_the_second_look(
    damaged: Scene,
) -> None:
    # R5.11
    damaged.verdict(photo("first"), "accepted")
    _fix(damaged, photo("fixed", role="fix"))
    [repair] = damaged.queue
    assert (repair.part, repair.first, repair.may_be_sent_back) == ("repair", photo("first"), True)
    assert not repair.holds_up
    _look(damaged, photo("looked", role="again"))
    assert damaged.repair().state == "fixed"
    assert {each.part for each in damaged.queue} == {"repair", "again"}
    assert all(each.holds_up for each in damaged.queue)


def test_one_accepted_photo_settles_the_repair_and_closes_the_task(damaged: Scene) -> None:
    damaged.verdict(photo("first"), "accepted")
    _fix(damaged, photo("fixed", role="fix"))
    _look(damaged, photo("looked", role="again"))
    damaged.verdict(photo("looked", role="again"), "accepted")
    assert damaged.repair().state == "closed"
    assert damaged.waits() == []


def test_a_repair_that_was_sent_back_waits_again_with_its_next_photo_only(damaged: Scene) -> None:
    # R5.10
    damaged.verdict(photo("first"), "accepted")
    _fix(damaged, photo("fixed", role="fix"), photo("fixed from afar", role="fix"))
    damaged.verdict(photo("fixed", role="fix"), "sent_back")
    assert damaged.repair().state == "sent_back"
    assert damaged.waits() == []
    _fix(damaged, photo("fixed well", role="fix"))
    assert damaged.waits() == [photo("fixed well").sha256]


def test_put_right_on_the_spot_waits_as_one_pair() -> None:
    # R5.3
    scene = Scene(DOOR)
    scene.found("open", photo("open", role="before"), photo("shut", role="after"), on_spot=True)
    [pair] = scene.queue
    assert (pair.key, pair.part, pair.first) == (photo("shut").sha256, "on_spot", photo("open", role="before"))


def test_a_finding_that_its_author_took_back_waits_no_more(damaged: Scene) -> None:
    damaged.tell("retracted", "lin", {}, about=damaged.facts[0].id)
    assert damaged.waits() == []


def test_the_gravest_come_first_then_what_holds_up_a_task_then_the_oldest(damaged: Scene) -> None:
    grave = Scene(DOOR, place="b/A1/c/1/f/3")
    for _ in range(5):
        grave.tell("signed_in", "lin", {})  # so that it is found later than the lamp
    grave.found("locked", photo("locked"))
    _fix(damaged, photo("fixed", role="fix"))
    _look(damaged, photo("looked", role="again"))
    queue = waiting(damaged.rules, [damaged.matter, grave.matter])
    assert [each.part for each in queue] == ["evidence", "repair", "again", "evidence"]
    assert queue[0].severity == "critical"


def test_hints_name_what_should_make_one_look_twice() -> None:
    scene = Scene(DOOR)
    one = photo("used before", source="album", taken_at=T0 - timedelta(hours=2))
    scene.found("locked", one, seen_at=T0 + timedelta(hours=9), unmeasured=True)
    other = Scene(DOOR, place="b/A1/c/1/f/3")
    other.found("locked", one)
    plain = Scene(DOOR, place="b/A1/c/1/f/4")
    plain.found("locked", photo("plain"))
    hints = {w.matter.place: w.hints for w in waiting(scene.rules, [scene.matter, other.matter, plain.matter])}
    assert hints[FLOOR] == ("used_twice", "album", "clock_wrong", "unmeasured", "taken_before")
    assert hints["b/A1/c/1/f/4"] == ()


def test_photos_of_a_step_of_a_critical_case_wait_too() -> None:
    scene = Scene("building.water_meter", place="u/A1-0804")
    found = scene.found("runs_unoccupied", photo("meter", role="meter"))
    case: UUID = scene.matter.cases[0].id
    body = {"protocol": "water_runs_unoccupied", "step": "close_valve", "results": {"valve": "closed"}}
    scene.tell("stepped", "lin", body, photo("valve", role="valve"), case=case, about=found.id)
    assert not scene.matter.notes
    assert {each.part for each in scene.queue} == {"evidence", "step"}


def _fix(scene: Scene, *photos: PhotoRef) -> None:
    scene.take_up()
    scene.tell("fixed", "luo", {"task": str(scene.repair().id)}, *photos)


def _look(scene: Scene, *photos: PhotoRef) -> None:
    scene.tell("reinspected", "zhou", {"task": str(scene.repair().id), "result": "corrected"}, *photos)
