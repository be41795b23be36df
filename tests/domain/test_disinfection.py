"""A disinfection is one matter: its two questions are steps of one case, good answers too (2-六-3)."""

from datetime import timedelta

import pytest

from app.domain.facts import SeenFact
from app.domain.ids import case_id, thread_id
from app.domain.matters import fold_matter
from app.domain.records import Matter
from tests.domain.cases_told import codes, only
from tests.patrol.scenes import Scene, photo

NOTICE, SAFETY, PLACE = "cleaning.disinfection_notice", "cleaning.disinfection_safety", "area/P07"
DAY = "2026-05-20"


class Event:
    """Answers to both questions at one place, told one after the other."""

    def __init__(self) -> None:
        self.scene = Scene(NOTICE, place=PLACE)

    def bad(self, item: str) -> SeenFact:
        return self._of(item, self.scene.found("no", photo(f"{item} {len(self.scene.facts)}"), day=DAY))

    def good(self, item: str, day: str = DAY) -> SeenFact:
        body = {"item": item, "state": "yes", "catalogue": 1}
        return self._of(item, self.scene.tell("answered", "lin", body, day=day))

    def _of(self, item: str, fact: SeenFact) -> SeenFact:
        self.scene.facts[-1] = fact.model_copy(update={"item": item})
        return self.scene.facts[-1]

    def step(self, first: SeenFact, step: str, **results: str) -> None:
        body = {"protocol": "disinfection", "step": step, "results": results}
        self.scene.tell("stepped", "lin", body, case=case_id(first.id, "disinfection"), about=first.id)

    @property
    def matter(self) -> Matter:
        return fold_matter(self.scene.rules, PLACE, NOTICE, self.scene.facts)


def test_given_both_questions_then_they_are_one_matter() -> None:
    # R9.16
    assert thread_id(PLACE, NOTICE) == thread_id(PLACE, SAFETY)


@pytest.mark.parametrize("first", [NOTICE, SAFETY])
def test_given_both_answers_bad_then_one_case_and_one_notice_to_be_made_up(first: str) -> None:
    # R9.16
    event = Event()
    event.bad(first)
    event.bad(SAFETY if first == NOTICE else NOTICE)
    assert len(event.matter.cases) == 1
    assert sorted(task.files for task in event.matter.tasks) == ["announce", "safety"]
    announce = "critical" if first == SAFETY else "major"
    assert {task.files: task.severity for task in event.matter.tasks} == {"announce": announce, "safety": "critical"}
    assert [task.count for task in event.matter.tasks] == [1, 1]


def test_given_both_answers_good_then_the_work_is_supported_and_the_place_cleared() -> None:
    event = Event()
    first = event.good(NOTICE)
    event.good(SAFETY)
    case = only(event.matter.cases)
    assert (case.closed, case.next_step, event.matter.tasks) == (False, "support", [])
    event.step(first, "support", done="done")
    event.step(first, "clear", reopened="reopened")
    assert not codes(event.matter)
    assert only(event.matter.cases).closed
    assert event.matter.tasks == []


def test_given_a_good_notice_and_unsafe_work_then_cleaning_has_its_task_in_the_same_case() -> None:
    # R9.15
    event = Event()
    event.good(NOTICE)
    event.bad(SAFETY)
    task = only(event.matter.tasks)
    assert (task.files, task.to, task.severity, task.case) == (
        "safety",
        "cleaning",
        "critical",
        only(event.matter.cases).id,
    )


def test_given_an_event_that_is_over_when_its_question_is_answered_again_that_day_then_nothing_opens() -> None:
    event = Event()
    first = event.good(NOTICE)
    event.good(SAFETY)
    event.step(first, "support", done="done")
    event.step(first, "clear", reopened="reopened")
    event.good(SAFETY)
    assert len(event.matter.cases) == 1
    event.scene._begin += timedelta(days=14)
    event.good(NOTICE, day="2026-06-03")
    assert [case.closed for case in event.matter.cases] == [True, False]  # a new date is a new case


def test_given_a_good_answer_that_is_taken_back_then_no_case_is_open() -> None:
    event = Event()
    first = event.good(NOTICE)
    event.scene.tell("retracted", "lin", {}, about=first.id)
    assert event.matter.cases == []
