"""An item whose chosen spot has an open finding says so, and leads to it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.patrol import acts, tasks
from tests.ui.desk_day import Morning
from tests.ui.harness import NOW, FakeApp, shot

pytestmark = pytest.mark.anyio

TOWER = "/patrol/stop/b~A2~c~1"
TWELFTH = "b/A2/c/1/f/12"
DOOR = "building.fire_door"


def shown(app: FakeApp) -> str:
    (line,) = app.all("recorded-")
    return app.text(line)


async def door_again(app: FakeApp, state: str = "locked", *, on_spot: bool = False, floor: int = 12) -> None:
    """A door is recorded on the twelfth floor; then its sheet is opened again with a floor chosen."""
    acts.report(app.work, place=TWELFTH, item=DOOR, state=state, on_spot=on_spot)
    await app.open(TOWER)
    await app.tap(f"item-{DOOR}")
    await app.tap(f"sheet-spot-b~A2~c~1~f~{floor}")


async def test_given_a_locked_door_when_its_spot_is_chosen_then_it_is_said_and_its_case_is_one_tap_away(
    app: FakeApp,
) -> None:
    await door_again(app)
    assert "此处已记录：上锁 · 09:00 · 下一步：拍照" in shown(app)
    await app.tap(app.all("look-")[0])
    (matter,) = app.work.store.matters("u_lin", app.work.rules)
    assert app.route == f"{TOWER}/case/{matter.id}/{matter.cases[0].id}"
    await app.tap("back")
    assert app.route == TOWER
    assert not app.has("item-sheet")
    assert app.work.store.drafts("u_lin") == []


async def test_given_a_case_without_a_step_then_it_leads_to_the_task_that_waits(app: FakeApp) -> None:
    await door_again(app, "damaged")
    assert "此处已记录：门体/闭门器损坏 · 09:00 · 待接单" in shown(app)
    await app.tap(app.all("look-")[0])
    (row,) = tasks.all_tasks(app.work)
    assert app.route == f"{TOWER}/task/{row.matter.id}/{row.task.id}"


async def test_given_another_floor_then_nothing_is_said(app: FakeApp) -> None:
    await door_again(app, floor=11)
    assert app.all("recorded-") == []


async def test_given_a_door_that_was_put_right_at_once_then_nothing_is_said(app: FakeApp) -> None:
    await door_again(app, "damaged", on_spot=True)
    assert app.all("recorded-") == []


async def test_only_the_same_again_is_told_that_it_adds_to_what_is_open(app: FakeApp) -> None:
    await door_again(app)
    assert not app.has("saving-again")
    await app.tap("sheet-state-damaged")
    assert not app.has("saving-again")
    await app.tap("sheet-state-locked")
    assert "只会并入此项" in app.text("saving-again")
    await app.tap("sheet-on-spot")
    assert not app.has("saving-again")
    await app.tap("sheet-on-spot")
    app.host.shots.append(shot())
    before = len(list(tasks.all_tasks(app.work)))
    await app.tap("sheet-shoot")
    assert len(list(tasks.all_tasks(app.work))) == before
    (matter,) = app.work.store.matters("u_lin", app.work.rules)
    assert [finding.joined for finding in matter.findings] == [False, True]


async def test_given_words_when_one_goes_to_look_then_they_stay_a_draft(app: FakeApp) -> None:
    await door_again(app)
    await app.tap("sheet-state-damaged")
    await app.type("sheet-words", "门轴断了")
    await app.tap(app.all("look-")[0])
    await app.tap("back")
    await app.tap(f"item-{DOOR}")
    assert "门轴断了" in app.text("sheet-words")


async def test_what_a_colleague_found_on_another_day_is_said_with_its_day(app: FakeApp) -> None:
    morning = Morning(app, to="u_lin", told=False)
    old = morning.scene("building.corridor_light", "b/A2/c/1/f/5", begin=NOW - timedelta(days=2))
    old.found("defect", tags=("dark",))
    morning.send(old)
    await app.open(TOWER)
    await app.tap("item-building.corridor_light")
    await app.tap("sheet-spot-b~A2~c~1~f~5")
    assert "05-18" in shown(app)
    assert "待接单" in shown(app)


async def test_given_a_repair_that_waits_for_its_second_look_then_the_same_again_sends_it_back(app: FakeApp) -> None:
    # R4.9
    Morning(app, to="u_lin")
    await app.open("/patrol/stop/b~A1~c~1")
    await app.tap("item-building.corridor_light")
    await app.tap("sheet-spot-b~A1~c~1~f~7")
    assert "待复查" in shown(app)
    await app.tap("sheet-state-defect")
    assert app.text("saving-again") == "再保存会将此项退回重办。"
    await app.tap("sheet-tag-dark")
    await app.tap("sheet-save-later")
    assert {row.task.state for row in tasks.all_tasks(app.work) if row.matter.place == "b/A1/c/1/f/7"} == {"sent_back"}


async def test_another_spot_of_a_long_place_is_not_what_was_recorded(app: FakeApp) -> None:
    # R4.5
    acts.report(app.work, place="area/P04", item="other.finding", state="found", words="秋千断了")
    await app.open("/patrol/stop/area~P04")
    await app.tap("item-other.finding")
    assert "此处已记录：秋千断了" in shown(app)
    await app.tap("another")
    await app.type("spot-words", "滑梯")
    assert app.all("recorded-") == []


@pytest.mark.parametrize("theme", ["light", "dark", "sun"])
async def test_it_stands_large_text_and_every_palette(make_app: Callable[..., FakeApp], theme: str) -> None:
    app = make_app()
    await app.open("/today")
    app.session.set_look(theme=theme, text_scale=2.0)
    await door_again(app)
    assert "此处已记录" in shown(app)
    assert app.enabled(app.all("look-")[0])
