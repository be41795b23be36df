"""A stop that was confirmed or left out: taken back at the stop itself, asked about first, and the time spent there."""

from datetime import timedelta

import flet as ft
import pytest

from app.patrol import acts
from tests.ui.desk_day import Morning
from tests.ui.fake_page import taker, walk
from tests.ui.harness import FakeApp

pytestmark = pytest.mark.anyio

TOWER = "/patrol/stop/b~A2~c~1"


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
