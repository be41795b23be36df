"""Several people on one phone, without a browser: what one of them has not sent yet is not the other's to see."""

from collections.abc import Callable

import pytest

from app.patrol import acts, drafts
from tests.ui.harness import FakeApp, shot

pytestmark = pytest.mark.anyio

PLACE, ITEM = "b/A1/c/1/f/12", "building.corridor_light"


async def lin_worked_here(app: FakeApp) -> None:
    """Signed in at a point, a finding, and a draft: nothing of it sent."""
    acts.sign_in(app.work, app.code("A1-1-T"), "scan")
    acts.report(app.work, place=PLACE, item=ITEM, state="defect", tags=("dark",))
    await drafts.add_shot(app.work, drafts.new(app.work), shot())


async def zhou_after_lin(make_app: Callable[..., FakeApp]) -> FakeApp:
    """The phone after a colleague: nothing of Lin's was sent, and Zhou has signed in."""
    app = make_app()
    await lin_worked_here(app)
    app.sign_in("u_zhou")
    await app.open("/today")
    return app


async def test_given_a_colleagues_unsent_work_then_nothing_of_it_is_shown_and_nothing_is_lost(
    make_app: Callable[..., FakeApp],
) -> None:
    app = await zhou_after_lin(make_app)
    assert app.work.account.id == "u_zhou"
    assert not app.has("drafts")
    work, day = app.work, app.work.day
    assert work.store.point_days("u_zhou", work.rules, day) == {}
    assert work.store.place_days("u_zhou", work.rules, day) == {}
    assert work.store.matters("u_zhou", work.rules) == []
    await app.open("/me/records")
    assert app.all("record-") == []
    await app.open("/me")
    assert app.text("sync-waiting") == "本机没有待传的内容"
    assert "4 项" in app.text("sync-others")
    await app.tap("person-u_lin")
    assert app.work.account.id == "u_lin"
    assert app.has("drafts")
    assert len(work.store.own_facts("u_lin")) == 3


async def test_given_two_people_then_what_each_records_bears_its_own_name_and_session(
    make_app: Callable[..., FakeApp],
) -> None:
    app = await zhou_after_lin(make_app)
    acts.sign_in(app.work, app.code("A1-1-M"), "scan")
    mine, theirs = app.store.own_facts("u_zhou"), app.store.own_facts("u_lin")
    assert {fact.session for fact in mine}.isdisjoint(fact.session for fact in theirs)
    assert {fact.device for fact in mine} == {fact.device for fact in theirs}
    assert [fact.seq for fact in (*theirs, *mine)] == sorted(fact.seq for fact in (*theirs, *mine))
