"""A steward's day on the phone, each screen in both languages: signing in, a round, a case, tasks, 我, found on the way."""

from pathlib import Path

import pytest

from tests.driver import Phone
from tests.e2e import play
from tests.screens import walk
from tests.screens.album import Album
from tests.serving import Server

pytestmark = [pytest.mark.screens, pytest.mark.browser, pytest.mark.timeout(600)]


def test_a_stewards_day(server: Server, tmp_path: Path) -> None:
    with Phone(tmp_path / "lin") as phone:
        album = Album(phone, "phone")
        _sign_in(album, server)
        case = walk.begin_case(album, camera=True)
        _visit(album)
        for language in ("zh", "en"):
            if language == "en":
                album.dress("lang-en")
            album.look = language
            _round(album)
            _case(album, case)
            _tasks(album)
            _me(album)
        album.dress("lang-zh")
        album.look = "zh"
        _found(album)
        _again(album)
        server.kill()
        _offline(album)


def _sign_in(album: Album, server: Server) -> None:
    phone = album.client
    phone.open(server.url)
    phone.wait("account")
    album.take("sign-in")
    phone.tap("language")
    phone.wait("sign-in", "Sign in")
    phone.type("account", "lin")
    phone.type("password", "wrong")
    phone.tap("sign-in")
    phone.wait("sign-in-fault", timeout=30)
    album.look = "en"
    album.take("sign-in-wrong")
    phone.tap("language")
    phone.wait("sign-in", "登录")
    album.look = "zh"
    phone.type("password", play.PASSWORD, clear=True)
    phone.tap("sign-in")
    phone.wait("ring", timeout=60)


def _visit(album: Album) -> None:
    """The questions of a renovation site come up once its visit has a result."""
    album.go(f"/patrol/stop/{walk.SITE}", "visit-inspected")
    album.take("stop-site")
    album.client.tap("visit-inspected")
    album.client.wait("ok-renovation.permit")


def _round(album: Album) -> None:
    phone = album.client
    album.go("/today", "ring")
    album.take("today")
    album.go("/patrol", "walk-1")
    album.take("patrol")
    album.go(f"/patrol/stop/{walk.TOWER}", "confirm")
    album.take("stop-tower")
    album.go(f"/patrol/stop/{walk.SITE}", "ok-renovation.permit")
    album.take("stop-site-visited")
    album.go(f"/patrol/stop/{walk.FACADE}", "item-other.finding")
    album.take("stop-facade")
    walk.open_item(album, walk.TOWER, "building.fire_door")
    phone.tap("sheet-state-locked")
    album.take("item-sheet")
    walk.close_sheet(album)
    walk.open_item(album, walk.METER, "building.water_meter")
    phone.tap("sheet-floor-9")
    if album.look == "zh":
        album.take("sheet-floors")
    phone.scroll_to("sheet-state-runs_unoccupied")
    phone.tap("sheet-state-runs_unoccupied")
    phone.scroll_to("sheet-reading")
    album.take("sheet-reading")
    walk.close_sheet(album)
    album.go(f"/patrol/stop/{walk.VILLAS}", "confirm")
    phone.tap("skip")
    phone.wait("skip-sheet")
    album.take("skip-sheet")
    phone.page.go_back()
    phone.wait_gone("skip-sheet")


def _case(album: Album, case: str) -> None:
    album.go(case, "case-progress")
    album.take("case")
    walk.scroll_down(album)
    album.take("case-below")


def _tasks(album: Album) -> None:
    album.go("/tasks", "segment-looks")
    for segment in ("mine", "zone", "looks", "ended") if album.look == "zh" else ("mine", "looks"):
        album.client.tap(f"segment-{segment}")
        album.take(f"tasks-{segment}")
    walk.open_look(album)
    album.take("task")
    walk.scroll_down(album)
    album.take("task-below")


def _me(album: Album) -> None:
    album.go("/me", "sync-now")
    album.take("me")
    album.client.scroll_to("about")
    album.take("me-below")
    album.go("/me/records", "only-all")
    album.take("records")
    album.go("/me/about", "about-version")
    album.take("about")


def _found(album: Album) -> None:
    """Seen on the way: the photo first, the place and the item after."""
    phone = album.client
    album.go("/today", "tab-found")
    phone.tap("tab-found")  # the camera opens at once
    play.shoot(phone)
    phone.wait("draft-saved")
    album.take("found-item")
    phone.tap("found-place")
    phone.wait("place-search")
    album.take("place-picker")
    phone.type("place-search", "0804")
    album.take("place-search")
    album.go("/today", "drafts")
    album.take("today-draft")


def _again(album: Album) -> None:
    """Looking again at what was repaired: first the camera with the first photo, then the result."""
    phone = album.client
    walk.open_look(album)
    phone.tap("do-reinspect")
    phone.page.wait_for_selector("#host-compare")
    album.take("reinspect-camera", settle=900)
    play.shoot(phone)
    phone.wait("look-save")
    album.take("reinspect")


def _offline(album: Album) -> None:
    phone = album.client
    album.go(f"/patrol/stop/{walk.TOWER}", "confirm")
    phone.tap("confirm")
    phone.wait("stop-done")
    album.take("stop-done")
    phone.wait("state-chip", "离线", timeout=60)
    album.go("/today", "ring")
    album.take("today-offline")
    album.go("/me", "sync-now")
    album.take("me-offline")
    phone.scroll_to("sign-out")
    phone.tap("sign-out")
    phone.wait("sign-out-sheet")
    album.take("sign-out-refused")
