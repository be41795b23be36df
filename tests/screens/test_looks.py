"""Dark, sunlight, double text and the small phone in pairs, each over the same screens."""

from pathlib import Path

import pytest

from tests.driver import Phone
from tests.e2e import play
from tests.screens import walk
from tests.screens.album import Album
from tests.serving import Server

pytestmark = [pytest.mark.screens, pytest.mark.browser, pytest.mark.timeout(600)]

LOOKS = {
    "zh-dark": ("theme-dark", "text-100", "lang-zh"),
    "zh-sun-200": ("theme-sun", "text-200", "lang-zh"),
    "en-light-200-small": ("theme-light", "text-200", "lang-en"),
    "en-dark-small": ("theme-dark", "text-100", "lang-en"),
}
PHONE, SMALL = (390, 844), (360, 640)


def test_looks(server: Server, tmp_path: Path) -> None:
    with Phone(tmp_path / "lin") as phone:
        album = Album(phone, "phone")
        play.sign_in(phone, server, "lin", "ring")
        case = walk.begin_case(album)
        for look, choices in LOOKS.items():
            album.resize(*PHONE)
            album.dress(*choices)
            album.look = look
            if look.endswith("small"):
                album.resize(*SMALL)
            _screens(album, case)
        server.kill()
        album.go("/today", "ring")
        phone.wait("state-chip", "Offline", timeout=60)
        album.take("today-offline")


def _screens(album: Album, case: str) -> None:
    album.go("/today", "ring")
    album.take("today")
    album.go("/patrol", "walk-1")
    album.take("patrol")
    album.go(f"/patrol/stop/{walk.TOWER}", "confirm")
    album.take("stop-tower")
    walk.open_item(album, walk.TOWER, "building.fire_door")
    album.take("item-sheet")
    walk.close_sheet(album)
    album.go(case, "case-progress")
    album.take("case")
    album.go("/tasks", "segment-looks")
    album.take("tasks")
    album.go("/me", "sync-now")
    album.take("me")
