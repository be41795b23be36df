"""What is put right on the spot, as the phone sees it: its view of a case and the server's record agree."""

from app.patrol import acts, cases, reviews
from tests.domain.cases_told import step
from tests.domain.test_on_spot import AFTER, BEFORE, MANHOLE, RUBBISH, cleared, critical_state
from tests.patrol.scenes import Scene
from tests.ui.desk_day import Morning
from tests.ui.harness import FakeApp


def agree(app: FakeApp, scene: Scene) -> tuple[bool, str | None]:
    """(closed, next step) of the case, alike in the record and in the phone's own view of it."""
    Morning(app, "u_lin", told=False).send(scene)
    matter = next(m for m in app.store.matters("u_lin", app.work.rules) if m.id == scene.matter.id)
    view = cases.view(app.work, matter, matter.cases[-1])
    record = matter.cases[-1]
    assert (view.closed, view.next.id if view.next else None) == (record.closed, record.next_step)
    return record.closed, record.next_step


def test_given_a_manhole_put_back_at_once_then_phone_and_server_agree_that_nothing_is_left(phone: FakeApp) -> None:
    # R4.10
    scene = Scene(MANHOLE, place="area/P03", rules=phone.work.rules)
    scene.found(critical_state(), BEFORE, AFTER, on_spot=True)
    assert agree(phone, scene) == (True, None)
    scene.verdict(AFTER, "sent_back")
    assert agree(phone, scene) == (False, "guard")


def test_given_a_step_whose_photo_was_sent_back_then_phone_and_server_agree_that_it_is_due_again(
    phone: FakeApp,
) -> None:
    scene = Scene(RUBBISH, rules=phone.work.rules)
    found, done = cleared(scene, "once")
    assert agree(phone, scene) == (True, None)
    scene.verdict(done.photos[0], "sent_back")
    assert agree(phone, scene) == (False, "corrected")
    step(scene, found, "rubbish_persuade", "corrected", done="on_the_spot")
    assert agree(phone, scene) == (True, None)


def test_given_an_own_finding_put_right_at_once_when_it_is_not_sent_yet_then_nothing_waits_for_a_step(
    phone: FakeApp,
) -> None:
    acts.report(phone.work, place="area/P03", item=MANHOLE, state=critical_state(), on_spot=True)
    (matter,) = phone.store.matters("u_lin", phone.work.rules)
    assert matter.tasks == []
    assert cases.to_go_on(phone.work, "area/P03", MANHOLE) is None
    assert reviews.waiting(phone.work.rules, [matter]) == []
