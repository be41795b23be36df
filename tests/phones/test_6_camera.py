"""The camera of cheap phones: the page dies in it, it is cancelled, refused, allowed later; pictures lie in any direction.

Real Chromium with a fake camera, the real app, a real server process that is away for most of it.
"""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.driver import Phone
from tests.e2e import play
from tests.imaging.pictures import UPRIGHT, a_picture, lies
from tests.phones.pictures import DOOR, FLOOR, LIGHT, STOP, Roll, stored
from tests.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

SHUTTER = "#host-shutter:not([disabled])"
NOTE = "灯罩也裂了"
QUERY = "select body, photos from fact where kind = 'found' and author = 'u_lin'"


def begin(phone: Phone, item: str = LIGHT) -> None:
    """A check with its state and a note, but without its photo."""
    play.open_stop(phone, *STOP)
    phone.scroll_to(f"item-{item}")
    phone.tap(f"item-{item}")
    for step in (FLOOR, "sheet-state-defect", "sheet-tag-dark"):
        phone.scroll_to(step)
        phone.tap(step)
    phone.scroll_to("sheet-words")
    phone.type("sheet-words", NOTE)


def choose(phone: Phone, button: str, picture: bytes, name: str = "IMG_0001.jpg") -> None:
    """Press a button that leads to the system's camera or to the album, and come back with a picture."""
    with phone.page.expect_file_chooser() as chooser:
        phone.page.click(button)
    chooser.value.set_files([{"name": name, "mimeType": "image/jpeg", "buffer": picture}])


def arrived(phone: Phone, server: Server, taken: set[str]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the finding with these photos says, and what it says of them, once it has come to the server."""
    found: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []

    def there() -> bool:
        with sqlite3.connect(server.data / "zonewalk.sqlite") as database:
            rows = [(json.loads(body), json.loads(photos)) for body, photos in database.execute(QUERY)]
        found[:] = [row for row in rows if {photo["sha256"] for photo in row[1]} == taken]
        return bool(found)

    phone.tap("state-chip")
    phone.tap("sync-now")
    phone.until(there, 60, lambda: "the finding never came to the server")
    return found[0]


def test_given_the_page_dies_in_the_systems_camera_then_the_same_check_comes_back_and_says_that_no_photo_arrived(
    server: Server, tmp_path: Path
) -> None:
    with Phone(tmp_path / "lin", camera=False) as phone:
        play.sign_in(phone, server, "lin", "ring")
        play.kept_for_offline(phone)
        server.kill()
        begin(phone)
        phone.tap("sheet-shoot")
        phone.page.wait_for_selector("#host-system:visible")
        with phone.page.expect_file_chooser():
            phone.page.click("#host-system")
        phone.kill()

    with Phone(tmp_path / "lin", camera=False) as phone:
        phone.open(server.url)  # where an installed app begins, whatever was open
        phone.wait("photo-lost", "照片未收到", timeout=60)
        phone.scroll_to("sheet-words")
        phone.tap("sheet-words")  # Flutter tells a field's value while it is being edited
        phone.wait("sheet-words", NOTE)
        assert not play.photos_on(phone)

        # Cancelled in the system's camera, and in ours, as often as one likes.
        system = phone.context.new_cdp_session(phone.page)
        phone.tap("sheet-shoot")
        system.send("Page.setInterceptFileChooserDialog", {"enabled": True, "cancel": True})
        for _ in range(4):
            phone.page.click("#host-system")
            phone.page.wait_for_selector("#host-file", state="detached")
        phone.page.click("#host-cancel")
        phone.wait("snack", "camera_refused")
        for _ in range(3):
            phone.tap("sheet-shoot")
            phone.page.wait_for_selector("#host-system:visible")
            phone.page.keyboard.press("Escape")
            phone.page.wait_for_selector("dialog", state="detached")
        assert phone.has("photo-lost")
        system.send("Page.setInterceptFileChooserDialog", {"enabled": False})

        # And then it is taken after all.
        roll = Roll.of(phone)
        phone.tap("sheet-shoot")
        choose(phone, "#host-system", a_picture(800, 600))
        phone.wait_gone("item-sheet")
        taken = roll.next()
        server.start()
        body, (photo,) = arrived(phone, server, {taken})
        assert (body["words"], photo["sha256"], photo["source"]) == (NOTE, taken, "system")
        assert not phone.console_errors()


def test_given_pictures_of_the_album_in_all_eight_orientations_then_each_is_upright_and_bears_its_own_time_or_none(
    server: Server, tmp_path: Path
) -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=1)).replace(microsecond=0)
    with Phone(tmp_path / "lin") as phone:
        play.sign_in(phone, server, "lin", "ring")
        play.open_stop(phone, *STOP)
        phone.scroll_to(f"item-{DOOR}")
        phone.tap(f"item-{DOOR}")
        roll = Roll.of(phone)
        times: list[str | None] = []
        for orientation in UPRIGHT:
            tells = orientation % 2 == 1
            exif = {"taken": f"{yesterday:%Y:%m:%d %H:%M:%S}", "offset": "+00:00"} if tells else {}
            phone.tap("sheet-shoot")
            phone.page.wait_for_selector("#host-album")
            choose(phone, "#host-album", a_picture(800, 600, orientation=orientation, **exif))
            phone.wait(f"shot-{len(times) + 1}-out")  # kept as it came: it is turned and stamped at the save
            times.append(f"{yesterday:%Y-%m-%dT%H:%M:%S}.000000Z" if tells else None)
        for step in (FLOOR, "sheet-state-damaged"):
            phone.scroll_to(step)
            phone.tap(step)
        phone.tap("sheet-save")
        phone.wait_gone("item-sheet")
        kept = play.photos_on(phone) - roll.seen
        assert len(kept) == len(UPRIGHT)
        _, photos = arrived(phone, server, kept)
        for (orientation, upright), photo in zip(UPRIGHT.items(), photos, strict=True):
            assert lies(stored(phone, photo["sha256"])) == upright, f"orientation {orientation}"
        assert [photo["taken_at"] for photo in photos] == times
        assert {photo["source"] for photo in photos} == {"album"}
        assert not phone.console_errors()


def test_given_a_refused_camera_when_it_is_allowed_then_it_opens_by_itself_and_is_cancelled_and_opened_as_often_as_wanted(
    server: Server, tmp_path: Path
) -> None:
    with Phone(tmp_path / "lin", camera=False) as phone:
        play.sign_in(phone, server, "lin", "ring")
        phone.page.evaluate("() => { location.hash = '/me'; }")
        phone.scroll_to("lang-en")
        phone.tap("lang-en")
        begin(phone)
        phone.tap("sheet-shoot")
        phone.page.wait_for_selector("#host-again:visible")
        assert "Permissions → Camera and allow it" in phone.page.inner_text(".zw-say")
        phone.page.click("#host-again")
        phone.page.wait_for_selector("text=The camera is not allowed")
        phone.context.grant_permissions(["camera"])
        phone.page.wait_for_selector(SHUTTER)  # nobody pressed anything
        phone.page.click("#host-cancel")
        for _ in range(6):
            phone.tap("sheet-shoot")
            phone.page.wait_for_selector(SHUTTER)
            phone.page.click("#host-cancel")
            phone.page.wait_for_selector("dialog", state="detached")
        roll = Roll.of(phone)
        phone.tap("sheet-shoot")
        play.shoot(phone)
        phone.wait_gone("item-sheet")
        assert roll.next()
        assert not phone.console_errors()
