"""What is seldom seen: nobody's round, an emptied phone, a waiting version, a second tab; and engineering's sheet."""

import shutil
from pathlib import Path

import pytest

from tests.driver import Phone
from tests.e2e import play
from tests.screens import walk
from tests.screens.album import Album
from tests.serving import ROOT, Server
from tests.webapp.test_browser_updates import look_for_update, publish

# What a system does that needs room: every file of the origin goes.
EMPTY = """async () => {
  const root = await navigator.storage.getDirectory();
  for await (const name of root.keys()) await root.removeEntry(name, {recursive: true});
}"""

pytestmark = [pytest.mark.screens, pytest.mark.browser, pytest.mark.timeout(300)]


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
        phone.page = phone.new_page()
        phone.page.goto(server.url)
        phone.page.wait_for_selector("#zw-plain[data-code=HOST_LOCKED]", timeout=20_000)
        phone.screenshot(album.path("second-tab"))


def test_an_emptied_phone(server: Server, tmp_path: Path) -> None:
    with Phone(tmp_path / "lin") as phone:
        album = Album(phone, "phone")
        play.sign_in(phone, server, "lin", "ring")
        server.kill()
        album.go(f"/patrol/stop/{walk.VILLAS}", "confirm")
        phone.tap("confirm")
        phone.wait("state-chip", "离线", timeout=60)
        server.start()
        phone.page.goto(server.url + "api/health")  # no app there that holds the files
        phone.page.evaluate(EMPTY)
        phone.open(server.url)
        phone.wait("emptied")
        album.take("emptied-sign-in")
        play.sign_in(phone, server, "lin", "emptied-read")
        album.take("emptied-today")


def test_a_version_that_waits(tmp_path: Path) -> None:
    site = tmp_path / "web" / "site"
    shutil.copytree(ROOT / "build" / "web", tmp_path / "web")
    with (
        Server(tmp_path / "server", site, command=("-m", "sync_server", "serve", "--demo")) as server,
        Phone(tmp_path / "lin") as phone,
    ):
        album = Album(phone, "phone")
        play.sign_in(phone, server, "lin", "ring")
        play.kept_for_offline(phone)
        publish(site, "globalThis.second = true;")
        look_for_update(phone)
        album.go("/me", "sync-now")
        phone.wait("update", timeout=60)
        album.take("update-offered")


def test_engineering(server: Server, tmp_path: Path) -> None:
    with Phone(tmp_path / "luo") as phone:
        album = Album(phone, "phone")
        play.sign_in(phone, server, "luo", "tab-tasks")
        album.go("/tasks", "segment-mine")
        album.take("tasks-engineering")
        phone.tap(album.first("task-"))
        if phone.has("do-accept"):
            phone.tap("do-accept")
        phone.wait("do-fix")
        phone.tap("do-fix")
        phone.wait("fix-sheet")
        album.take("fix-sheet")
