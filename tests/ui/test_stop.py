"""The round on the phone: today, the route, and the checklist of a stop."""

import re

import flet as ft
import pytest

from app.domain.asked import covered
from app.patrol import acts, rounds
from app.ui.parts import stop_rows
from tests.ui.fake_page import walk
from tests.ui.harness import FakeApp

pytestmark = pytest.mark.anyio

TOWER = "/patrol/stop/b~A2~c~1"
SITE = "/patrol/stop/site~R1"
SHEET_ITEM = re.compile(r"^(?:item|ok)-([a-z_]+\.[a-z_]+)")


async def items_shown(app: FakeApp, route: str) -> set[str]:
    await app.open(route)
    return {found.group(1) for each in app.all("") if (found := SHEET_ITEM.match(each))}


async def test_all_items_of_the_catalogue_are_asked_by_the_one_checklist(app: FakeApp) -> None:
    await app.open("/today")
    shown: set[str] = set()
    for stop in (*app.work.estate.stops(app.work.zones), *app.work.estate.facade_stops(app.work.zones)):
        if stop.type == "site":
            await app.open(f"/patrol/stop/{stop.place.replace('/', '~')}")
            await app.tap("visit-inspected")
        shown |= await items_shown(app, f"/patrol/stop/{stop.place.replace('/', '~')}")
    asked = set(app.work.rules.catalogue.items)
    assert len(asked) == 91
    # P11 with its septic tank, and P14 with the outbuilding, lie in the zone that somebody else walks today.
    assert asked - shown <= {"public.septic_tank", "public.outbuilding"}
    assert shown - asked == {"other.finding"}


async def test_one_tap_says_that_the_rest_is_in_order_and_names_what_it_covers(app: FakeApp) -> None:
    # R7.1, R7.2
    await app.open(TOWER)
    await app.tap("confirm")
    assert app.has("stop-done")
    (fact,) = app.work.store.own_facts("u_lin", kinds=("confirmed",))
    stop = app.work.estate.stop("b/A2/c/1")
    assert stop is not None
    groups = app.work.estate.items_at(
        stop, app.work.rules.catalogue, day=app.work.today(), in_season=True, register=app.work.register
    )
    assert set(fact.body["covers"]) == set(covered(groups))
    assert fact.place == "b/A2/c/1"


async def test_what_was_confirmed_can_be_taken_back_within_the_word_of_the_moment(app: FakeApp) -> None:
    await app.open(TOWER)
    await app.tap("confirm")
    await app.snack_action()
    assert not app.has("stop-done")
    assert [fact.kind for fact in app.work.store.own_facts("u_lin")][-2:] == ["confirmed", "retracted"]


async def test_a_site_asks_for_its_visit_first_and_for_the_permit_alone_when_nobody_opens(app: FakeApp) -> None:
    # R2.16
    assert await items_shown(app, SITE) == {"other.finding"}
    await app.tap("visit-no_entry")
    assert app.has("ok-renovation.permit")
    assert not app.has("ok-renovation.straying")
    await app.tap("ok-renovation.permit")
    assert app.has("stop-done")


async def test_given_a_permit_that_has_run_out_then_its_good_answer_cannot_be_tapped(app: FakeApp) -> None:
    # R2.13
    await app.open("/patrol/stop/site~R2")
    await app.tap("visit-no_entry")
    assert app.says("许可已到期，不能答")
    with pytest.raises(AssertionError):  # the button is shut
        await app.tap("ok-renovation.permit")
    await app.tap("bad-renovation.permit")
    assert not app.has("sheet-state-yes")
    assert app.has("sheet-state-no")


async def test_given_a_site_left_out_with_a_reason_then_it_does_not_count_as_visited(app: FakeApp) -> None:
    # R2.18
    stop = app.work.estate.stop("site/R1")
    assert stop is not None
    acts.skip(app.work, stop, "called_away")
    assert rounds.today(app.work).count(sites=True)[0] == 0
    acts.visit_site(app.work, stop, "paused")
    assert rounds.today(app.work).count(sites=True)[0] == 1


async def test_the_day_counts_what_was_done(app: FakeApp) -> None:
    await app.open("/today")
    assert app.text("figure-stops").split() == ["巡查点", "0/26"]
    await app.open(TOWER)
    await app.tap("confirm")
    await app.open("/today")
    assert app.text("figure-stops").split() == ["巡查点", "1/26"]


async def test_a_stop_that_could_not_be_looked_at_has_a_reason(app: FakeApp) -> None:
    # R2.2
    await app.open(TOWER)
    await app.tap("skip")
    await app.tap("skip-locked")
    (fact,) = app.work.store.own_facts("u_lin", kinds=("skipped",))
    assert fact.body["reason"] == "locked"


async def test_a_tap_draws_no_row_anew_that_has_not_changed(app: FakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    mark = stop_rows._mark
    monkeypatch.setattr(stop_rows, "_mark", lambda row: (drawn.append(row.item.id), mark(row))[1])
    await app.open(TOWER)
    assert len(drawn) >= 19
    drawn.clear()
    await app.tap("item-building.stair_light")
    assert app.has("item-sheet")
    assert drawn == []


async def test_rows_follow_the_size_of_the_text(app: FakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    mark = stop_rows._mark
    await app.open(TOWER)
    monkeypatch.setattr(stop_rows, "_mark", lambda row: (drawn.append(row.item.id), mark(row))[1])
    app.session.set_look(text_scale=2.0)
    await app.settle()
    assert len(drawn) >= 19


async def test_the_legs_add_up_to_what_the_ring_counts_also_while_outer_walls_are_due(app: FakeApp) -> None:
    assert app.work.estate.facade_stops(app.work.zones)
    day = rounds.today(app.work)
    assert any(row.stop.type == "facade" for row in day.stops), "it is the rainy season"
    counted = [leg.count for leg in day.legs]
    assert sum(all_ for _, all_ in counted) == day.count(sites=False)[1] + day.count(sites=True)[1]


async def test_once_the_result_of_a_visit_is_chosen_it_is_no_longer_asked_for_and_bears_a_tick(app: FakeApp) -> None:
    await app.open(SITE)
    assert app.says("请先选择到访结果")
    await app.tap("visit-inspected")
    assert not app.says("请先选择到访结果")
    ticked = [icon for icon in walk(app.semantics("visit-inspected")) if isinstance(icon, ft.Icon)]
    assert [icon.icon for icon in ticked] == [ft.Icons.CHECK_CIRCLE]
