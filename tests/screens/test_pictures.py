"""`make screens`: pictures of every screen, for people to look at. What is asserted is only that each screen comes up.

One server, one phone, one desk; both languages on every screen; dark, sunlight, double text size and a small phone
spread over the screens in pairs.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.driver import Desk, Phone, Server
from tests.e2e import play
from tests.screens.album import Album

pytestmark = [pytest.mark.screens, pytest.mark.browser, pytest.mark.timeout(900)]

TOWER, SITE, VILLAS = "b~A2~c~1", "site~R1", "lane~L1"
METER = "b~A1~c~1"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """As `make run` starts it: the demo's photos bear Chinese stamps in the font of the built site."""
    with Server(tmp_path / "server", command=("-m", "sync_server", "serve", "--demo")) as running:
        yield running


def test_phone(server: Server, tmp_path: Path) -> None:
    with Phone(tmp_path / "lin") as phone:
        album = Album(phone, "phone")
        _sign_in(album, server)
        case = _begin_case(album)
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
        _looks(album, case)
        server.kill()
        _offline(album)


def test_somebody_without_a_round(server: Server, tmp_path: Path) -> None:
    with Phone(tmp_path / "mai") as phone:
        album = Album(phone, "phone")
        play.sign_in(phone, server, "mai", "tab-today")
        album.take("today-no-round")
        album.go("/patrol", "tab-patrol")
        album.take("patrol-no-round")
        album.go("/tasks", "tasks-empty")
        album.take("tasks-empty")
        album.go("/me/records", "only-all")
        album.take("records-empty")


def test_desk(server: Server, tmp_path: Path) -> None:
    with Desk(tmp_path / "chen") as desk:
        album = Album(desk, "desk")
        play.sign_in(desk, server, "chen", "rail-tasks")
        for language, theme in (("zh", "theme-light"), ("en", "theme-light"), ("zh-dark", "theme-dark")):
            album.dress(f"lang-{language[:2]}", theme)
            album.look = language
            _desk(album)
        album.dress("lang-en", "theme-sun", "text-150")
        album.look = "en-sun-150"
        _desk(album)


# -- the phone
def _sign_in(album: Album, server: Server) -> None:
    phone = album.client
    phone.open(server.url)
    phone.wait("account")
    album.take("sign-in")
    phone.tap("language")
    phone.wait("sign-in", "Sign in")
    album.look = "en"
    album.take("sign-in")
    phone.tap("language")
    phone.wait("sign-in", "登录")
    album.look = "zh"
    phone.type("account", "lin")
    phone.type("password", "wrong")
    phone.tap("sign-in")
    phone.wait("snack", timeout=30)
    album.take("sign-in-wrong")
    phone.type("password", play.PASSWORD, clear=True)
    phone.tap("sign-in")
    phone.wait("ring", timeout=60)


def _begin_case(album: Album) -> str:
    """A water meter that runs where nobody lives; returns the case's address."""
    phone = album.client
    album.go(f"/patrol/stop/{METER}", "item-building.water_meter")
    phone.scroll_to("item-building.water_meter")
    phone.tap("item-building.water_meter")
    phone.wait("item-sheet")
    for tap in ("sheet-floor-8", "sheet-spot-u~A1-0804", "sheet-state-runs_unoccupied"):
        phone.scroll_to(tap)
        phone.tap(tap)
    phone.scroll_to("sheet-reading")
    phone.type("sheet-reading", "318.4")
    phone.scroll_to("sheet-shoot")
    phone.tap("sheet-shoot")
    phone.page.wait_for_selector("#host-shutter")
    album.take("camera", settle=900)
    play.shoot(phone)  # type: ignore[arg-type]
    phone.wait("step-close_valve")
    return str(phone.page.evaluate("location.hash")).removeprefix("#")


def _round(album: Album) -> None:
    phone = album.client
    album.go("/today", "ring")
    album.take("today")
    album.go("/patrol", "walk-1")
    album.take("patrol")
    album.go(f"/patrol/stop/{TOWER}", "confirm")
    album.take("stop-tower")
    phone.scroll_to("item-building.fire_door")
    phone.tap("item-building.fire_door")
    phone.wait("item-sheet")
    phone.tap("sheet-state-locked")
    album.take("item-sheet")
    phone.tap("sheet-close")
    phone.wait_gone("item-sheet")
    album.go(f"/patrol/stop/{METER}", "item-building.water_meter")
    phone.scroll_to("item-building.water_meter")
    phone.tap("item-building.water_meter")
    phone.wait("item-sheet")
    phone.tap("sheet-floor-9")
    album.take("sheet-floors")
    phone.scroll_to("sheet-state-runs_unoccupied")
    phone.tap("sheet-state-runs_unoccupied")
    phone.scroll_to("sheet-reading")
    album.take("sheet-reading")
    phone.scroll_to("sheet-close")
    phone.tap("sheet-close")
    phone.wait_gone("item-sheet")
    album.go(f"/patrol/stop/{SITE}", "visit-inspected")
    album.take("stop-site")
    album.go(f"/patrol/stop/{VILLAS}", "confirm")
    phone.tap("skip")
    phone.wait("skip-sheet")
    album.take("skip-sheet")
    phone.page.go_back()
    phone.wait_gone("skip-sheet")


def _case(album: Album, case: str) -> None:
    album.go(case, "case-progress")
    album.take("case")
    album.client.page.mouse.move(195, 420)
    album.client.page.mouse.wheel(0, 1200)
    album.take("case-below")


def _tasks(album: Album) -> None:
    phone = album.client
    album.go("/tasks", "segment-looks")
    for segment in ("mine", "zone", "looks", "ended"):
        phone.tap(f"segment-{segment}")
        album.take(f"tasks-{segment}")
    phone.tap("segment-looks")
    phone.tap(album.first("task-"))
    phone.wait("task-state")
    album.take("task")
    phone.page.mouse.move(195, 420)
    phone.page.mouse.wheel(0, 1500)
    album.take("task-below")
    if phone.has("do-more"):
        phone.tap("do-more")
        phone.wait("more-sheet")
        album.take("task-more")


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
    play.shoot(phone)  # type: ignore[arg-type]
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
    album.go("/tasks", "segment-looks")
    phone.tap("segment-looks")
    phone.tap(album.first("task-"))
    phone.tap("do-reinspect")
    phone.page.wait_for_selector("#host-compare")
    album.take("reinspect-camera", settle=900)
    play.shoot(phone)  # type: ignore[arg-type]
    phone.wait("look-save")
    album.take("reinspect")


def _looks(album: Album, case: str) -> None:
    """Dark, sunlight, double text and the small phone, in pairs, each on other screens."""
    phone = album.client
    looks = {
        "zh-dark": ("theme-dark", "text-100", "lang-zh"),
        "zh-sun-200": ("theme-sun", "text-200", "lang-zh"),
        "en-light-200-small": ("theme-light", "text-200", "lang-en"),
        "en-dark-small": ("theme-dark", "text-100", "lang-en"),
    }
    for look, choices in looks.items():
        album.resize(390, 844)
        album.dress(*choices)
        album.look = look
        if look.endswith("small"):
            album.resize(360, 640)
        album.go("/today", "ring")
        album.take("today")
        album.go("/patrol", "walk-1")
        album.take("patrol")
        album.go(f"/patrol/stop/{TOWER}", "confirm")
        album.take("stop-tower")
        phone.scroll_to("item-building.fire_door")
        phone.tap("item-building.fire_door")
        phone.wait("item-sheet")
        album.take("item-sheet")
        phone.scroll_to("sheet-close")
        phone.tap("sheet-close")
        phone.wait_gone("item-sheet")
        album.go(case, "case-progress")
        album.take("case")
        album.go("/tasks", "segment-looks")
        album.take("tasks")
        album.go("/me", "sync-now")
        album.take("me")
    album.resize(390, 844)
    album.dress("theme-light", "text-100", "lang-zh")
    album.look = "zh"


def _offline(album: Album) -> None:
    phone = album.client
    album.go(f"/patrol/stop/{TOWER}", "confirm")
    phone.tap("confirm")
    phone.wait("stop-done")
    album.take("stop-done")
    phone.wait("state-chip", "离线", timeout=60)
    album.go("/today", "ring")
    album.take("today-offline")
    album.go("/me", "sync-now")
    album.take("me-offline")


# -- the desk
def _desk(album: Album) -> None:
    desk = album.client
    album.go("/desk", "rail-tasks")
    album.take("today", settle=900)
    desk.tap("rail-photos")
    desk.wait("review-photo")
    album.take("photos", settle=1500)
    desk.tap("rail-tasks")
    task = album.first("task-")
    album.take("tasks")
    desk.tap(task)
    desk.wait("task-panel")
    album.take("task-panel", settle=900)
    if album.look == "zh":
        desk.tap("keys")
        desk.wait("keys-sheet")
        album.take("keys")
        desk.tap("keys-close")
