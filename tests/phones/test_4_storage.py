"""Storage that may vanish: asked for, told when it was emptied, one tab at a time, and never thrown away unsaid.

Real app, real server process, real Chromium. What a system does on its own is done here by the browser's own means
(`Storage.clearDataForOrigin`), while no page of the app is open.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.driver import Phone
from tests.e2e import play
from tests.serving import ROOT, Server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

# What Chromium evicts when the disk is full: what the quota counts. The page's own small store and cookies stay.
EVICTED = "file_systems,indexeddb,cache_storage,service_workers"
POINTS = ("A2-1-T", "A2-1-M")


def emptied(phone: Phone, server: Server, what: str = EVICTED) -> None:
    """The system clears the app's storage while the app is not open."""
    phone.page.goto("about:blank")
    phone.page.wait_for_timeout(500)  # the worker lets go of its files
    session = phone.context.new_cdp_session(phone.page)
    session.send("Storage.clearDataForOrigin", {"origin": server.url.rstrip("/"), "storageTypes": what})


def answer(phone: Phone, server: Server, *, keeps: bool) -> None:
    """What the system will say when it is asked to keep the data."""
    session = phone.context.new_cdp_session(phone.page)
    origin, setting = server.url.rstrip("/"), "granted" if keeps else "denied"
    permission = {"name": "persistent-storage"}
    session.send("Browser.setPermission", {"permission": permission, "setting": setting, "origin": origin})


def states_there(phone: Phone, server: Server) -> set[str | None]:
    """What the server knows of the photos that lie on this phone."""
    known = play.photos_of(server)
    return {known.get(sha) for sha in play.photos_on(phone)}


def sign_in_again(phone: Phone) -> None:
    phone.type("account", "lin")
    phone.type("password", play.PASSWORD)
    phone.tap("sign-in")
    phone.wait("ring", timeout=60)


def test_given_an_emptied_storage_then_the_start_says_what_was_lost_and_the_duties_come_again(
    server: Server, tmp_path: Path
) -> None:
    with Phone(tmp_path / "lin") as phone:
        play.sign_in(phone, server, "lin", "ring")
        server.kill()
        for point in POINTS:
            play.sign_at(phone, play.code(server, point))
            phone.wait("snack", "已签到")
        phone.page.wait_for_timeout(1500)  # the keepsake follows a moment later
        emptied(phone, server)
        server.start()
        phone.open(server.url)
        assert "3 条记录" in phone.wait("emptied-seen")  # the round began, and two sign-ins
        assert "林晓岚" in phone.text("emptied-seen")
        sign_in_again(phone)
        assert "3 条未收到" in phone.wait("emptied-told")
        phone.wait("state-chip", "已核验")
        phone.tap("emptied-read")
        phone.wait_gone("emptied")
        phone.reload()
        phone.wait("ring")
        assert not phone.has("emptied")


def test_given_everything_emptied_the_keepsake_too_then_the_server_alone_tells_of_the_photo_it_misses(
    server: Server, tmp_path: Path
) -> None:
    with Phone(tmp_path / "lin") as phone:
        play.sign_in(phone, server, "lin", "ring")
        # The fact goes out and its photo does not: the line carries small things only.
        phone.context.route("**/api/photos/**", lambda route: route.abort())
        play.open_stop(phone, 6, "area~G01")
        play.find(phone, "cleaning.dead_branch", "sheet-state-dead")
        # The chip told of one thing while the round alone waited: only the server knows that the finding came.
        phone.until(lambda: states_there(phone, server) == {"lacking"}, 40, lambda: "the finding never went out")
        phone.wait("state-chip", "1 条在本机", timeout=40)
        emptied(phone, server, "all")
        phone.context.unroute("**/api/photos/**")
        phone.open(server.url)
        phone.wait("account")
        assert not phone.has("emptied")  # nothing here remembers, and nothing is claimed
        sign_in_again(phone)
        assert "未收到 1 张照片" in phone.wait("emptied-photos")


@pytest.mark.parametrize(("keeps", "words"), [(True, "受保护：系统不会自行清除"), (False, "未受保护")])
def test_given_a_sign_in_then_protection_was_asked_for_and_the_answer_stands_on_the_screen(
    server: Server, tmp_path: Path, keeps: bool, words: str
) -> None:
    with Phone(tmp_path / "lin") as phone:
        phone.open(server.url)
        answer(phone, server, keeps=keeps)
        phone.wait("account")
        sign_in_again(phone)
        phone.tap("tab-me")
        phone.wait("sync-waiting")
        phone.scroll_to("storage-protected")
        phone.wait("storage-protected", words)
        assert phone.has("storage-asked") is not keeps


def test_given_a_second_tab_or_fast_reloads_then_no_empty_database_is_ever_opened(
    server: Server, tmp_path: Path
) -> None:
    with Phone(tmp_path / "lin") as phone:
        play.sign_in(phone, server, "lin", "ring")
        server.kill()
        play.sign_at(phone, play.code(server, POINTS[0]))
        waiting = phone.wait("state-chip", "2 条在本机")
        server.start()  # the second tab's page comes from it where no worker serves it yet
        phone.context.route("**/api/push", lambda route: route.abort())
        first = phone.page
        phone.page = second = phone.new_page()
        second.goto(server.url)
        second.wait_for_selector("#zw-plain[data-code=HOST_LOCKED]", timeout=30_000)
        first.close()
        phone.semantics()  # it goes on by itself
        assert play.number(phone.wait("state-chip", "在本机")) == play.number(waiting)
        for pause in (0, 80, 400, 1200):
            phone.reload(ready=False)
            phone.page.wait_for_timeout(pause)
        phone.reload()
        assert play.number(phone.wait("state-chip", "在本机")) == play.number(waiting)
        assert not phone.has("emptied")
        assert phone.has("ring")


def test_given_a_phone_that_stays_offline_then_its_file_is_taken_in_at_the_server_and_nothing_doubles(
    server: Server, tmp_path: Path
) -> None:
    with Phone(tmp_path / "lin") as phone:
        play.sign_in(phone, server, "lin", "ring")
        before = sum(play.facts_of(server, "u_lin").values())
        phone.context.route("**/api/**", lambda route: route.abort())
        play.open_stop(phone, 6, "area~G01")
        play.find(phone, "cleaning.dead_branch", "sheet-state-dead")
        phone.wait("state-chip", "3 条在本机")  # the round, the finding, its photo
        phone.tap("state-chip")
        phone.scroll_to("reset")
        phone.tap("reset")
        assert "2 条记录、1 张照片" in phone.wait("leave-why")  # no way past what is unsent
        assert not phone.has("leave-anyway")
        with phone.page.expect_download() as waiting:
            phone.tap("leave-export")
        file = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(file)
        phone.tap("leave-close")

        assert "2 accepted" in take_in(server, file)
        assert "2 repeated" in take_in(server, file)
        photos = play.photos_of(server)
        assert {photos[sha] for sha in play.photos_on(phone)} == {"verified"}

        phone.context.unroute("**/api/**")
        phone.page.evaluate("dispatchEvent(new Event('online'))")
        phone.wait("state-chip", "已核验", timeout=40)
        assert sum(play.facts_of(server, "u_lin").values()) - before == 2
        phone.scroll_to("reset")
        phone.tap("reset")
        with phone.page.expect_navigation(wait_until="commit"):  # the app starts anew
            phone.tap("leave-anyway")
        phone.semantics()
        phone.wait("account", timeout=60)
        assert not phone.has("emptied")  # on purpose is no loss
        assert not phone.has("resume-u_lin")
        phone.until(lambda: play.photos_on(phone) == set(), 10, lambda: "photos stayed on an emptied phone")


def take_in(server: Server, file: Path) -> str:
    """`python -m sync_server take-in` beside the running server; what it says."""
    ended = subprocess.run(
        [sys.executable, "-m", "sync_server", "take-in", str(file)],
        cwd=ROOT, env={**os.environ, "DATA": str(server.data)}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_given_a_full_disk_then_a_photo_that_cannot_be_kept_is_said_and_once_there_is_room_it_is_taken(
    server: Server, tmp_path: Path
) -> None:
    with Phone(tmp_path / "full") as phone:
        play.sign_in(phone, server, "lin", "ring")
        devtools = phone.context.new_cdp_session(phone.page)
        origin = {"origin": server.url.rstrip("/")}
        used = devtools.send("Storage.getUsageAndQuota", origin)["usage"]
        play.open_stop(phone, 6, "area~G01")
        phone.scroll_to("item-cleaning.dead_branch")
        phone.tap("item-cleaning.dead_branch")
        phone.tap("sheet-state-dead")
        devtools.send("Storage.overrideQuotaForOrigin", {**origin, "quotaSize": used + 1})
        phone.tap("sheet-shoot")
        play.shoot(phone)
        assert "storage_full" in phone.wait("snack", r"\[storage_full\]")
        assert phone.has("item-sheet")
        devtools.send("Storage.overrideQuotaForOrigin", origin)
        phone.tap("sheet-shoot")
        play.shoot(phone)
        phone.wait_gone("item-sheet")
