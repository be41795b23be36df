"""The round on the phone: today, the route, a stop's checklist, the sheet of an item, and signing in at a point."""

import re
from collections.abc import Callable
from datetime import timedelta

import flet as ft
import pytest

from app.domain.asked import covered
from app.hosts import CodeRead, Shot
from app.patrol import acts, rounds
from app.ui.parts import stop_rows
from app.ui.screens import stop as stop_screen
from tests.imaging.pictures import a_picture
from tests.ui.desk_day import Morning
from tests.ui.fake_page import taker, walk
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


async def test_what_is_abnormal_asks_for_a_photo_and_is_saved_with_it(app: FakeApp) -> None:
    app.host.shots.append(Shot(a_picture(800, 600), "camera"))
    await app.open(TOWER)
    await app.tap("item-building.stair_light")
    await app.tap("sheet-state-defect")
    await app.tap("sheet-tag-dark")
    assert not app.has("sheet-save")
    await app.tap("sheet-spot-b~A2~c~1~f~12")
    await app.tap("sheet-shoot")
    assert not app.has("item-sheet")
    (found,) = app.work.store.own_facts("u_lin", kinds=("found",))
    assert (found.place, found.item, found.body["tags"]) == ("b/A2/c/1/f/12", "building.stair_light", ["dark"])
    assert await app.host.get_file("photos", f"{found.photos[0].sha256}.jpg")
    assert app.text("snack").startswith("已存本机")


async def test_a_photo_that_is_due_never_bars_saving(app: FakeApp) -> None:
    await app.open(TOWER)
    await app.tap("item-building.stair_light")
    await app.tap("sheet-state-defect")
    await app.tap("sheet-spot-b~A2~c~1~f~12")
    await app.tap("sheet-save-later")
    (found,) = app.work.store.own_facts("u_lin", kinds=("found",))
    assert found.body["photo_owed"] is True
    await app.open("/today")
    assert app.has("owed")


async def test_a_sheet_with_a_photo_opens_again_after_the_page_was_killed(
    app: FakeApp, make_app: Callable[..., FakeApp]
) -> None:
    app.host.shots.append(Shot(a_picture(800, 600), "camera"))
    await app.open(TOWER)
    await app.tap("item-building.fire_door")
    await app.tap("sheet-shoot")  # photo first: nothing else is chosen yet
    assert app.has("item-sheet")
    app.close()
    app = make_app()
    await app.open(TOWER)
    assert app.has("item-sheet")
    await app.tap("sheet-spot-b~A2~c~1~f~12")
    await app.tap("sheet-state-damaged")
    await app.tap("sheet-save")
    (found,) = app.work.store.own_facts("u_lin", kinds=("found",))
    assert len(found.photos) == 1
    assert app.work.store.drafts("u_lin") == []


async def test_a_meters_figure_is_asked_for_before_it_can_be_saved(app: FakeApp) -> None:
    # R7.6
    await app.open("/patrol/stop/lane~L1")
    await app.tap("item-villa.water_meter")
    await app.tap("sheet-state-abnormal")
    await app.tap("sheet-spot-v~V01")
    assert not app.has("sheet-save-later")
    await app.type("sheet-reading", "12。5")
    await app.tap("sheet-save-later")
    (found,) = app.work.store.own_facts("u_lin", kinds=("found",))
    assert found.body["reading"] == "12.5"


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


async def test_a_foreign_code_is_said_in_words_and_not_taken(app: FakeApp) -> None:
    # R6.11
    right = app.code("A2-1-T")
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    app.host.codes += [CodeRead("http://example.org", "scan"), CodeRead(wrong, "typed"), CodeRead(right, "typed")]
    await app.open("/patrol")
    await app.tap("scan")
    (signed,) = app.work.store.own_facts("u_lin", kinds=("signed_in",))
    assert (signed.body["point"], signed.body["means"], signed.body["known"]) == ("A2-1-T", "typed", True)
    assert app.text("point-A2-1-T").count("林晓岚") == 1


async def test_what_was_wrong_with_a_typed_code_does_not_look_like_the_hint(app: FakeApp) -> None:
    app.host.codes += [CodeRead("hello", "typed"), None]
    await app.open("/patrol")
    await app.tap("scan")
    (hint, bad), (why, worse) = app.host.hints
    assert (bad, worse) == (False, True)
    assert "code_malformed" in why
    assert hint != why


async def test_a_storage_that_failed_ends_the_reader_and_is_said(app: FakeApp) -> None:
    app.host.codes += [CodeRead(app.code("A2-1-T"), "scan")] * 2
    await app.open("/patrol")
    with app.work.store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    await app.tap("scan")
    assert len(app.host.hints) == 1
    assert "手机存储出错" in app.snack


async def test_a_genuine_code_that_the_phone_does_not_know_is_taken_and_marked(app: FakeApp) -> None:
    # R6.10
    app.host.codes.append(CodeRead(app.code("X-NEW"), "scan"))
    await app.open("/today")
    await app.tap("scan")
    (signed,) = app.work.store.own_facts("u_lin", kinds=("signed_in",))
    assert (signed.body["point"], signed.body["known"]) == ("X-NEW", False)


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


async def test_a_sheet_opens_and_closes_without_drawing_the_list_under_it(
    app: FakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    await app.open(TOWER)
    drawn: list[str] = []
    stock = stop_screen.group_rows
    monkeypatch.setattr(stop_screen, "group_rows", lambda *args: drawn.append("list") or stock(*args))
    await app.tap("item-building.stair_light")
    assert app.has("item-sheet")
    await app.tap("sheet-close")
    assert not app.has("item-sheet")
    assert not drawn
    await app.tap("confirm")
    assert drawn


async def test_given_words_in_a_sheet_when_system_back_closes_it_then_they_are_there_again(app: FakeApp) -> None:
    await app.open(TOWER)
    await app.tap("item-other.finding")
    await app.type("sheet-words", "门口有水")
    await app.back()
    assert not app.has("item-sheet")
    assert app.route == TOWER
    await app.tap("item-other.finding")
    assert "门口有水" in app.text("sheet-words")
    await app.tap("sheet-close")
    await app.tap("item-other.finding")
    assert "门口有水" in app.text("sheet-words")  # closed by its own button: a draft, too


async def test_given_nothing_entered_when_system_back_closes_a_sheet_then_no_draft_is_left(app: FakeApp) -> None:
    await app.open(TOWER)
    await app.tap("item-building.fire_door")
    await app.back()
    assert app.work.store.drafts("u_lin") == []


async def test_the_legs_add_up_to_what_the_ring_counts_also_while_outer_walls_are_due(app: FakeApp) -> None:
    assert app.work.estate.facade_stops(app.work.zones)
    day = rounds.today(app.work)
    assert any(row.stop.type == "facade" for row in day.stops), "it is the rainy season"
    counted = [leg.count for leg in day.legs]
    assert sum(all_ for _, all_ in counted) == day.count(sites=False)[1] + day.count(sites=True)[1]


async def test_given_running_water_then_it_is_not_offered_to_have_put_it_right_at_once(app: FakeApp) -> None:
    # R4.13
    await app.open("/patrol/stop/b~A1~c~1")
    await app.tap("item-building.water_meter")
    await app.tap("sheet-state-abnormal")
    await app.tap("sheet-on-spot")
    await app.tap("sheet-state-runs_unoccupied")
    assert not app.has("sheet-on-spot")
    await app.tap("sheet-state-abnormal")
    assert app.has("sheet-shoot")
    assert "整改" not in app.text("sheet-shoot")


async def test_what_was_confirmed_is_taken_back_at_the_stop_itself_long_after(app: FakeApp) -> None:
    # R7.14
    await app.open(TOWER)
    await app.tap("confirm")
    app.clock.move(timedelta(hours=2))
    await app.open("/today")
    await app.open(TOWER)
    assert "已确认 09:00 林晓岚" in app.text("stop-ended")
    await app.tap("stop-undo")
    assert not app.has("stop-ended")
    assert app.has("confirm")
    assert [fact.kind for fact in app.work.store.own_facts("u_lin")][-2:] == ["confirmed", "retracted"]


async def test_a_reason_that_was_given_is_taken_back_at_the_stop_itself(app: FakeApp) -> None:
    await app.open(TOWER)
    await app.tap("skip")
    await app.tap("skip-locked")
    assert "未能查看：上锁" in app.text("stop-ended")
    await app.tap("stop-undo")
    assert app.has("confirm")


async def test_what_somebody_else_confirmed_is_not_theirs_to_take_back(app: FakeApp) -> None:
    # R7.14
    Morning(app, to="u_lin", told=False).walk("b/A2/c/1", "A2-1-T", by="zhou")
    await app.open(TOWER)
    assert app.has("stop-done")
    assert not app.has("stop-undo")


async def test_where_the_stop_was_confirmed_nothing_can_be_pressed_and_the_way_on_lies_where_the_reason_lay(
    app: FakeApp,
) -> None:
    def row(name: str) -> ft.Row:
        """The two places at the bottom, and which of them holds this."""
        rows = [each for each in app.shown() if isinstance(each, ft.Row) and len(each.controls) == 2]
        return next(each for each in rows if holds(each, name))

    def holds(control: ft.Control, name: str) -> bool:
        return any(isinstance(each, ft.Semantics) and each.identifier == name for each in walk(control))

    await app.open(TOWER)
    before = row("confirm")
    assert holds(before.controls[0], "skip")
    assert holds(before.controls[1], "confirm")
    await app.tap("confirm")
    after = row("next-stop")
    assert holds(after.controls[0], "next-stop")
    assert [before.controls[0].width, before.controls[1].expand] == [after.controls[0].width, after.controls[1].expand]
    assert taker(after.controls[1], "on_click") is None


async def test_a_stop_confirmed_right_after_another_is_asked_about_first(app: FakeApp) -> None:
    # R7.12
    await app.open(TOWER)
    await app.tap("confirm")
    await app.tap("next-stop")
    app.clock.move(timedelta(seconds=3))
    await app.tap("confirm")
    assert app.has("soon-sheet")
    assert not app.snack  # no 撤销 of the last stop where the thumb has just been
    assert len(app.work.store.own_facts("u_lin", kinds=("confirmed",))) == 1
    await app.tap("soon-close")
    await app.tap("confirm")
    await app.tap("soon-confirm")
    assert app.has("stop-done")
    assert len(app.work.store.own_facts("u_lin", kinds=("confirmed",))) == 2


async def test_a_stop_that_there_was_time_to_walk_to_is_not_asked_about_nor_is_the_roof_of_the_same_stairwell(
    app: FakeApp,
) -> None:
    # R7.12
    await app.open("/patrol/stop/b~A2~c~1~roof")
    await app.tap("confirm")
    await app.open(TOWER)
    await app.tap("confirm")
    assert app.has("stop-done")
    app.clock.move(timedelta(minutes=3))
    await app.open("/patrol/stop/b~A3~c~1")
    await app.tap("confirm")
    assert app.has("stop-done")


async def test_the_time_spent_at_a_stop_is_kept_with_its_confirmation(app: FakeApp) -> None:
    # R7.13
    await app.open(TOWER)
    app.clock.move(timedelta(seconds=30))
    await app.open("/today")
    app.clock.move(timedelta(hours=1))
    await app.open(TOWER)
    app.clock.move(timedelta(seconds=12))
    await app.tap("confirm")
    (fact,) = app.work.store.own_facts("u_lin", kinds=("confirmed",))
    assert fact.body["spent_s"] == 42


async def test_a_tower_without_the_sign_in_of_today_says_so_before_it_is_confirmed(app: FakeApp) -> None:
    # R6.16
    await app.open(TOWER)
    assert app.has("unsigned")
    acts.sign_in(app.work, app.code("A2-1-T"), "scan")
    await app.settle()
    assert not app.has("unsigned")


async def test_a_stop_that_was_left_with_a_reason_can_still_be_confirmed_when_it_could_be_seen_after_all(
    app: FakeApp,
) -> None:
    await app.open(TOWER)
    await app.tap("skip")
    await app.tap("skip-locked")
    await app.tap("confirm-rest")
    assert app.has("stop-done")
    assert not app.has("confirm-rest")


async def test_once_the_result_of_a_visit_is_chosen_it_is_no_longer_asked_for_and_bears_a_tick(app: FakeApp) -> None:
    await app.open(SITE)
    assert app.says("请先选择到访结果")
    await app.tap("visit-inspected")
    assert not app.says("请先选择到访结果")
    ticked = [icon for icon in walk(app.semantics("visit-inspected")) if isinstance(icon, ft.Icon)]
    assert [icon.icon for icon in ticked] == [ft.Icons.CHECK_CIRCLE]
