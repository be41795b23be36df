"""Another engine: Debian's Firefox plays start, save, a photo from a file, and the reload without a server."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e import play
from tests.firefox import FIREFOX, Firefox
from tests.imaging.pictures import UPRIGHT, a_picture, lies
from tests.phones.pictures import DOOR, FLOOR, STOP, stored
from tests.serving import Server

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.skipif(
        FIREFOX is None and not os.environ.get("CI"),
        reason="there is no Firefox here (apt-get install firefox-esr), so the other engine was not played",
    ),
]


def test_given_firefox_then_it_starts_saves_takes_a_photo_from_a_file_and_goes_on_without_the_server(
    demo_data: Callable[[str], Path], tmp_path: Path
) -> None:
    server = Server(demo_data("server"))
    server.start()
    try:
        with Firefox(tmp_path / "lin") as phone:
            play.sign_in(phone, server, "lin", "ring")
            assert "Firefox/" in phone.page.evaluate("navigator.userAgent")
            play.kept_for_offline(phone)

            # Saved, with a photo from a file in each direction: the machine has no camera, and it says so.
            play.open_stop(phone, *STOP)
            phone.scroll_to(f"item-{DOOR}")
            phone.tap(f"item-{DOOR}")
            before = play.photos_on(phone)
            for orientation in UPRIGHT:
                file = tmp_path / f"IMG_{orientation}.jpg"
                file.write_bytes(a_picture(800, 600, orientation=orientation))
                phone.tap("sheet-shoot")
                phone.page.wait_for_selector("#host-again")
                assert "没有相机" in phone.page.inner_text(".zw-say")
                phone.page.choose("#host-album", file)  # type: ignore[attr-defined]
                phone.wait(f"shot-{orientation}-out")
            for step in (FLOOR, "sheet-state-damaged"):
                phone.scroll_to(step)
                phone.tap(step)
            server.kill()
            phone.tap("sheet-save")
            phone.wait("snack", "已存本机")
            phone.wait_gone("item-sheet")
            taken = play.photos_on(phone) - before
            assert sorted(lies(stored(phone, sha256)) for sha256 in taken) == sorted(UPRIGHT.values())

            # Without the server: the same page again, and a new Firefox on the same profile.
            phone.reload()
            phone.wait("state-chip", r"\d+ 条", timeout=60)
            assert play.photos_on(phone) - before == taken
            assert not phone.console_errors()
        with Firefox(tmp_path / "lin") as phone:
            phone.open(server.url)
            phone.wait("ring", timeout=60)
            assert play.photos_on(phone) - before == taken

            # With it again: everything arrives, photo by photo.
            server.start()
            phone.tap("state-chip")
            phone.tap("sync-now")
            phone.wait("state-chip", "已核验", timeout=60)
            assert {play.photos_of(server).get(sha256) for sha256 in taken} == {"verified"}
            assert not phone.console_errors()

            # The interpreter's memory is kept for the next start here as well.
            play.memory_kept(phone)
            assert not play.memory_used(phone)
        server.kill()
        with Firefox(tmp_path / "lin") as phone:
            phone.open(server.url)
            phone.wait("ring", timeout=60)
            assert play.memory_used(phone)
            assert play.photos_on(phone) - before == taken
    finally:
        server.kill()
