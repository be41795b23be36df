"""A disinfection on the phone: its answers go to one matter, and its steps are asked after them."""

from app.patrol import acts, cases
from tests.ui.harness import FakeApp

NOTICE, SAFETY = "cleaning.disinfection_notice", "cleaning.disinfection_safety"
PLACE = "area/P07"


def test_given_both_answers_good_when_they_are_not_sent_yet_then_the_phone_asks_the_next_step(phone: FakeApp) -> None:
    acts.answer(phone.work, place=PLACE, item=NOTICE, state="yes")
    acts.answer(phone.work, place=PLACE, item=SAFETY, state="yes")
    (matter,) = phone.store.matters("u_lin", phone.work.rules)
    (case,) = matter.cases
    view = cases.view(phone.work, matter, case)
    assert view.next is not None
    assert (case.next_step, view.next.id) == ("support", "support")
    assert cases.to_go_on(phone.work, PLACE, SAFETY) == (matter, case)
    cases.step(phone.work, matter, case, "support", {"done": "done"})
    assert cases.to_go_on(phone.work, PLACE, NOTICE) is not None


def test_given_one_bad_answer_then_only_its_own_row_shows_the_finding(phone: FakeApp) -> None:
    acts.answer(phone.work, place=PLACE, item=NOTICE, state="yes")
    acts.report(phone.work, place=PLACE, item=SAFETY, state="no")
    (matter,) = phone.store.matters("u_lin", phone.work.rules)
    assert [finding.item for finding in matter.findings] == [SAFETY]
    assert [task.files for task in matter.tasks] == ["safety"]
    view = cases.view(phone.work, matter, matter.cases[0])
    assert (view.step("announce").recorded, view.step("safety").recorded) == (
        {"announced": "announced"}, {"safety": "lacking"},
    )  # fmt: skip
