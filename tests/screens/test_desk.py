"""The supervisor's desk: each room in both languages, dark, and in the sun with large texts; then what it looks like done."""

from pathlib import Path

import pytest

from tests.driver import Desk, Phone
from tests.e2e import play
from tests.screens import walk
from tests.screens.album import Album
from tests.serving import Server

pytestmark = [pytest.mark.screens, pytest.mark.browser, pytest.mark.timeout(600)]

LOOKS = {
    "zh": ("lang-zh", "theme-light"),
    "en": ("lang-en", "theme-light"),
    "en-sun-150": ("lang-en", "theme-sun", "text-150"),
    "zh-dark": ("text-100", "lang-zh", "theme-dark"),
}


def test_the_desk(server: Server, tmp_path: Path) -> None:
    # Which of the demo's photos are drawn for review is chance; a critical one always is.
    with Phone(tmp_path / "lin") as phone:
        play.sign_in(phone, server, "lin", "ring")
        walk.begin_case(Album(phone, "phone"))
        phone.wait("state-chip", "已核验", timeout=60)
    with Desk(tmp_path / "chen") as desk:
        album = Album(desk, "desk")
        play.sign_in(desk, server, "chen", "rail-tasks")
        for look, choices in LOOKS.items():
            album.dress(*choices)
            album.look = look
            if look != "en":
                album.take("settings")
            _rooms(album)
        album.dress("theme-light")
        album.look = "zh"
        _decisions(album)
        server.kill()
        desk.tap("rail-today")
        desk.wait("state-chip", "离线", timeout=60)
        album.take("today-offline")


def _rooms(album: Album) -> None:
    desk = album.client
    desk.tap("rail-today")
    desk.wait("figure-photos")
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


def _decisions(album: Album) -> None:
    """Assigning, comparing a repair with the first photo, sending back, and nothing left to review."""
    desk = album.client
    desk.tap("rail-tasks")
    desk.tap(album.first("task-"))
    desk.wait("assign")
    desk.tap("assign")
    desk.wait("assign-never")
    album.take("assign")
    desk.tap("keys")
    desk.wait("keys-sheet")
    album.take("keys")
    desk.tap("keys-close")
    desk.tap("rail-photos")
    desk.wait("review-photo")
    for _ in range(4):  # which repairs are drawn for review differs from server to server
        if not desk.has("review-back"):
            desk.page.keyboard.press("j")
            desk.page.wait_for_timeout(400)
    album.take("photos-repair", settle=1500)
    desk.page.keyboard.press("r" if desk.has("review-back") else "q")
    desk.wait("reason-close")
    album.take("reason")
    desk.tap("reason-close")
    while not desk.has("review-empty"):
        desk.page.keyboard.press("a")
        desk.page.wait_for_timeout(400)
    album.take("photos-empty")
