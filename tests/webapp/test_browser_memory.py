"""The interpreter's memory, kept for the next start: used by the same version alone, and never when it is damaged."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.driver import Phone
from tests.e2e import play
from tests.serving import Server
from tests.webapp.conftest import SITE_SERVER
from tests.webapp.test_browser_capture import kept_whole, said
from tests.webapp.test_browser_updates import look_for_update, publish

pytestmark = pytest.mark.browser

ROOMY_GB = 8
NAMES = """async () => {
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("memory", { create: true });
  const names = [];
  for await (const name of folder.keys()) names.push(name);
  return names;
}"""
# Of the only file: its size becomes `size` (a share of what it was), and zeros stand in it from `from` on.
DAMAGE = """async ([size, from]) => {
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("memory");
  for await (const file of folder.values()) {
    const whole = (await file.getFile()).size;
    const out = await file.createWritable({ keepExistingData: true });
    if (from !== null) await out.write({ type: "write", position: from, data: new Uint8Array(100_000) });
    await out.truncate(Math.floor(whole * size));
    await out.close();
  }
}"""
USED = "window.zonewalk?.memory?.used === true"  # the page's scripts come a moment after its address


def not_trusted_again(phone: Phone) -> None:
    phone.until(lambda: phone.page.evaluate(NAMES) == [], 20, lambda: "the memory that failed is still there")


@pytest.fixture(scope="module")
def after_a_start(probe_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """(address, profile) of a phone that has saved one row and kept its memory. The profile is to be copied."""
    folder = tmp_path_factory.mktemp("kept")
    with Server(folder / "server", probe_site, command=SITE_SERVER) as server:
        with Phone(folder / "profile", memory_gb=ROOMY_GB) as phone:
            phone.open(server.url)
            said(phone, "commit")
            play.memory_kept(phone)
            assert not play.memory_used(phone)
            assert len(phone.page.evaluate(NAMES)) == 1
        yield server.url, folder / "profile"


@pytest.fixture
def phones(after_a_start: tuple[str, Path], tmp_path: Path) -> Callable[[], Phone]:
    """Each call is another start of one and the same phone."""
    copy = shutil.copytree(after_a_start[1], tmp_path / "profile")
    return lambda: Phone(copy, memory_gb=ROOMY_GB)


def test_a_later_start_uses_it_and_nothing_of_the_person_is_in_it(
    after_a_start: tuple[str, Path], phones: Callable[[], Phone]
) -> None:
    chances = []
    for start in range(2):
        with phones() as phone:
            phone.context.set_offline(True)
            phone.open(after_a_start[0])
            assert play.memory_used(phone)
            assert len(json.loads(said(phone, "rows"))) == start + 1, "the database is the phone's, not the memory's"
            assert said(phone, "commit").startswith(f"saved {start + 2} flushes ")
            chances.append(said(phone, "chance"))
            assert said(phone, "no_photo").startswith("NOT_A_PHOTO"), "an exception finds its way through JavaScript"
            assert phone.console_errors() == []
    assert chances[0] != chances[1], "chance does not repeat itself"


@pytest.mark.parametrize(
    ("size", "zeros_from"),
    [(0.5, None), (0, None), (1, 0), (1, 3_000_000)],
    ids=["cut off", "empty", "no head", "torn"],
)
def test_given_it_is_damaged_then_the_app_starts_without_it(
    after_a_start: tuple[str, Path], phones: Callable[[], Phone], size: float, zeros_from: int | None
) -> None:
    with phones() as phone:
        phone.page.goto(after_a_start[0] + "icons/icon-192.png")
        phone.page.evaluate(DAMAGE, [size, zeros_from])
        phone.open(after_a_start[0], timeout=120)
        assert json.loads(said(phone, "rows")) == [["一行", None]]
        assert not play.memory_used(phone)


def test_given_it_failed_then_it_is_kept_anew(after_a_start: tuple[str, Path], phones: Callable[[], Phone]) -> None:
    with phones() as phone:
        phone.page.goto(after_a_start[0] + "icons/icon-192.png")
        phone.page.evaluate(DAMAGE, [1, 3_000_000])
        phone.open(after_a_start[0], timeout=120)
        not_trusted_again(phone)
        play.memory_kept(phone)
    with phones() as phone:
        phone.open(after_a_start[0])
        assert play.memory_used(phone)


def test_given_starts_from_it_that_never_came_to_a_screen_then_the_next_is_from_nothing(
    after_a_start: tuple[str, Path], phones: Callable[[], Phone]
) -> None:
    with phones() as phone:
        for _ in range(2):
            phone.open(after_a_start[0], ready=False)
            phone.until(lambda: bool(phone.page.evaluate(USED)), 30, lambda: "not used")
            phone.page.goto("about:blank")
        phone.open(after_a_start[0])
        assert not play.memory_used(phone)
        not_trusted_again(phone)


def test_given_a_new_version_then_memory_of_the_old_is_not_used(own_site: Path, tmp_path: Path) -> None:
    with (
        Server(tmp_path / "server", own_site, command=SITE_SERVER) as server,
        Phone(tmp_path / "profile", memory_gb=ROOMY_GB) as phone,
    ):
        phone.open(server.url)
        play.memory_kept(phone)
        old = phone.page.evaluate(NAMES)
        new = publish(own_site, "globalThis.second = true;")
        look_for_update(phone)
        phone.until(lambda: "update-ready" in json.loads(said(phone, "about"))["heard"], 30, lambda: "no update came")
        phone.tap("update")
        phone.until(
            lambda: bool(phone.page.evaluate("window.second === true")), 30, lambda: "the new version never ran"
        )
        phone.semantics()
        assert not play.memory_used(phone)
        assert phone.page.evaluate(NAMES) == old
        play.memory_kept(phone)
        assert phone.page.evaluate(NAMES) == [new]


def test_given_a_phone_with_little_memory_then_none_is_kept(server: Server, tmp_path: Path) -> None:
    with Phone(tmp_path / "profile", memory_gb=1) as phone:
        phone.open(server.url)
        kept_whole(phone)
        phone.page.wait_for_timeout(18_000)
        assert phone.page.evaluate("window.zonewalk.memory") == {"used": False}
        assert phone.page.evaluate(NAMES) == []
