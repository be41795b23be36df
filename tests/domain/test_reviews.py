"""What a supervisor's look at photos does to tasks and cases (R5.8–R5.11)."""

from datetime import timedelta

from app.domain.records import Task
from tests.domain.cases_told import codes, fix, look, only
from tests.patrol.scenes import LIGHT, Scene, photo

SPAN = timedelta(hours=1)


def task(scene: Scene) -> Task:
    return only(scene.matter.tasks)


# -- the review
def test_given_a_review_that_is_due_when_the_look_was_good_then_the_task_waits_for_it(reviewed: Scene) -> None:
    # R5.11
    done = fix(reviewed)
    look(reviewed)
    assert (task(reviewed).state, task(reviewed).waits_for_review) == ("fixed", True)
    reviewed.verdict(done.photos[0], "accepted")
    assert (task(reviewed).state, task(reviewed).waits_for_review) == ("closed", False)
    assert reviewed.matter.cases[0].closed


def test_given_a_review_before_the_look_when_the_look_is_good_then_the_task_closes(reviewed: Scene) -> None:
    # R5.11
    reviewed.verdict(fix(reviewed).photos[0], "accepted")
    assert task(reviewed).state == "fixed"
    look(reviewed)
    assert task(reviewed).state == "closed"


def test_given_an_accepted_photo_of_a_repair_that_failed_when_the_next_is_good_then_it_still_waits(
    reviewed: Scene,
) -> None:
    # R5.11
    fix(reviewed)
    failed = look(reviewed, result="partly")
    reviewed.verdict(failed.photos[0], "accepted")
    fix(reviewed, name="again")
    look(reviewed, name="look again")
    assert (task(reviewed).state, task(reviewed).waits_for_review) == ("fixed", True)
    reviewed.verdict(failed.photos[0], "accepted")
    assert task(reviewed).state == "fixed"


def test_given_a_closed_repair_when_its_photo_is_sent_back_then_task_and_case_are_open_again(light: Scene) -> None:
    # R5.10
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
    # R1.20
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
    # R5.3
    light = Scene(LIGHT)
    before = photo("before")
    light.found("defect", before, photo("after"), on_spot=True)
    assert light.matter.tasks == []
    light.verdict(before, "sent_back")
    assert (task(light).state, task(light).files, task(light).to) == ("sent_back", "rectify", "engineering")


def test_given_a_photo_that_was_asked_for_again_when_it_comes_then_the_question_is_answered() -> None:
    # R5.9
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


# -- two people
def test_given_a_supervisor_who_mended_it_when_he_accepts_its_photo_then_it_waits_for_somebody_else(
    reviewed: Scene,
) -> None:
    # R1.7
    done = fix(reviewed, by="chen")
    seen = look(reviewed)
    own = [reviewed.verdict(shown, "accepted") for shown in (done.photos[0], seen.photos[0])]
    assert codes(reviewed.matter) == {fact.id: "reviewed_by_fixer" for fact in own}
    assert (task(reviewed).waits_for_review, reviewed.matter.reviews) == (True, {})
    waiting = [each for each in reviewed.queue if each.task]
    may = [tuple(each.may_be_accepted_by(who, reviewed.rules) for who in ("chen", "he")) for each in waiting]
    assert may == [(False, True)] * 2
    reviewed.tell("reviewed", "he", {"sha256": done.photos[0].sha256, "verdict": "accepted"})
    assert task(reviewed).state == "closed"


def test_given_a_supervisor_who_mended_it_when_he_sends_it_back_himself_then_it_is_open_again(reviewed: Scene) -> None:
    done = fix(reviewed, by="chen")
    reviewed.verdict(done.photos[0], "sent_back")
    assert task(reviewed).state == "sent_back"


def test_given_a_supervisor_who_put_it_right_on_the_spot_when_he_accepts_its_photo_then_it_does_not_count() -> None:
    # R1.7
    light = Scene(LIGHT)
    body = {"state": "defect", "tags": ["dark"], "on_spot": True, "catalogue": 1}
    light.tell("found", "chen", body, photo("before", role="before"), photo("after", role="after"))
    own = light.verdict(photo("after"), "accepted")
    assert codes(light.matter) == {own.id: "reviewed_by_fixer"}
