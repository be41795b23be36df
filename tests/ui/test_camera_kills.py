"""The page is killed while the camera is open: the same place opens again as it was left, and says that no photo arrived.

A kill is the disk as it lies at that moment, and the app started anew on it.
"""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.errors import ZonewalkError
from app.patrol import acts, drafts
from tests.ui.desk_day import Morning
from tests.ui.harness import FakeApp, shot
from tests.ui.test_case import water

pytestmark = pytest.mark.anyio

TOWER = "/patrol/stop/b~A2~c~1"
MakeApp = Callable[..., FakeApp]


async def killed(app: FakeApp, make_app: MakeApp, camera: str, *, opens: str = "/", **how: object) -> FakeApp:
    """Press `camera`; the page dies while it is open. Then the app is started at `opens`."""
    disk = app.folder.with_name(f"{app.folder.name}-killed")
    app.host.meanwhile = lambda: shutil.copytree(app.folder, disk)
    await app.tap(camera)
    assert disk.exists(), "the camera was not opened"
    app.close()
    again = make_app(folder=disk, **how)
    await again.open(opens)
    return again


async def noted(app: FakeApp) -> None:
    """A check with a state, tags and a note, and its camera still closed."""
    await app.open(TOWER)
    await app.tap("item-building.stair_light")
    await app.tap("sheet-spot-b~A2~c~1~f~12")
    await app.tap("sheet-state-defect")
    await app.tap("sheet-tag-dark")
    await app.type("sheet-words", "灯罩也裂了")


@pytest.mark.parametrize("opens", ["/", TOWER, "/tasks"])
async def test_a_check_opens_again_with_its_note_wherever_the_app_begins(
    app: FakeApp, make_app: MakeApp, opens: str
) -> None:
    await noted(app)
    again = await killed(app, make_app, "sheet-shoot", opens=opens)
    assert again.route == TOWER
    assert "照片未收到" in again.text("photo-lost")
    assert again.find("sheet-words").value == "灯罩也裂了"
    again.host.shots += [None, None, shot()]
    await again.tap("sheet-shoot")
    await again.tap("sheet-shoot")
    assert again.has("photo-lost")  # cancelled twice: it still has not arrived
    await again.tap("sheet-shoot")
    (found,) = again.store.own_facts("u_lin", kinds=("found",))
    assert (found.body["words"], found.body["tags"], len(found.photos)) == ("灯罩也裂了", ["dark"], 1)
    assert again.store.drafts("u_lin") == []
    await again.tap("item-building.stair_light")
    assert not again.has("photo-lost")


async def test_it_is_said_once_and_never_after_a_camera_that_was_left_in_order(app: FakeApp, make_app: MakeApp) -> None:
    await noted(app)
    app.host.shots += [None, ZonewalkError("camera_refused")]
    await app.tap("sheet-shoot")
    await app.tap("sheet-shoot")
    app.close()
    again = make_app()
    await again.open("/")
    assert again.route == "/"
    await again.open(TOWER)
    assert again.has("item-sheet")
    assert not again.has("photo-lost")
    third = await killed(again, make_app, "sheet-shoot")
    assert third.has("photo-lost")
    third.close()
    fourth = make_app(folder=third.folder)
    await fourth.open("/")
    assert fourth.route == "/"


async def test_the_next_day_and_to_somebody_else_nothing_is_said(app: FakeApp, make_app: MakeApp) -> None:
    await noted(app)
    again = await killed(app, make_app, "sheet-shoot", at=app.clock.now() + timedelta(days=1))
    assert again.route == "/"
    again.close()
    other = make_app()
    await noted(other)
    disk = other.folder.with_name("other")
    other.host.meanwhile = lambda: shutil.copytree(other.folder, disk)
    await other.tap("sheet-shoot")
    other.close()
    third = make_app(folder=disk, account="u_zhou")
    await third.open("/")
    assert third.store.current is not None
    assert third.store.current.id == "u_zhou"
    assert third.route == "/"


async def test_a_repair_opens_again_with_its_words_though_it_has_no_photo(make_app: MakeApp) -> None:
    app = make_app(account="u_luo")
    morning = Morning(app, to="u_luo")
    route = f"/tasks/task/{morning.old.matter.id}/{morning.old.repair().id}"
    await app.open(route)
    await app.tap("do-accept")
    await app.tap("do-fix")
    await app.tap("fix-chip-1")
    again = await killed(app, make_app, "fix-shoot", account="u_luo")
    assert again.route == route
    assert again.has("fix-sheet")
    assert again.has("photo-lost")
    again.host.shots.append(shot())
    await again.tap("fix-shoot")
    assert not again.has("photo-lost")
    await again.tap("fix-save")
    (fixed,) = again.store.own_facts("u_luo", kinds=("fixed",))
    assert fixed.body["words"] == "已更换"


async def test_a_second_look_opens_again(app: FakeApp, make_app: MakeApp) -> None:
    morning = Morning(app, to="u_lin")
    await app.open(f"/tasks/task/{morning.lamp.matter.id}/{morning.lamp.repair().id}")
    again = await killed(app, make_app, "do-reinspect")
    assert again.has("look-sheet")
    assert again.has("photo-lost")


async def test_a_step_opens_again_with_what_was_chosen(app: FakeApp, make_app: MakeApp) -> None:
    await water(app, "u/A1-0804")
    await app.tap("result-valve-could_not_close")
    again = await killed(app, make_app, "record-shoot")
    assert again.has("step-close_valve")
    assert again.has("alarm")  # what was chosen is chosen still
    assert again.has("photo-lost")
    await again.tap("record")  # without a photo: then nothing is awaited any more
    assert not again.has("photo-lost")


async def test_a_photo_that_is_owed_is_asked_for_again(app: FakeApp, make_app: MakeApp) -> None:
    fact = acts.report(app.work, place="b/A1/c/1/f/7", item="building.corridor_light", state="defect", tags=("dark",))
    await app.open("/tasks")
    again = await killed(app, make_app, f"debt-{fact.id.hex[-8:]}")
    assert again.route == "/tasks"
    assert again.has("photo-lost")


async def test_discovering_does_not_open_the_camera_again_before_it_has_said_so(
    app: FakeApp, make_app: MakeApp, tmp_path: Path
) -> None:
    app.host.shots.append(ZonewalkError("camera_refused"))
    await app.open("/found")
    again = await killed(app, make_app, "found-shoot")
    assert again.route == "/found"
    assert again.host.asks == []
    assert again.has("photo-lost")
    again.host.shots.append(shot("red"))
    await again.tap("found-shoot")
    assert not again.has("photo-lost")
    (draft,) = drafts.left(again.work)
    assert len(draft.shots) == 1
