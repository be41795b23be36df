"""The sheet of an item at a stop: what it asks, and what it keeps when it is closed."""

from collections.abc import Callable

import pytest

from app.hosts import Shot
from app.ui.screens import stop as stop_screen
from tests.imaging.pictures import a_picture
from tests.ui.harness import FakeApp

pytestmark = pytest.mark.anyio

TOWER = "/patrol/stop/b~A2~c~1"


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
