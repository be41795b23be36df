"""The hosts that can run here, each against the contract; the browser's is `test_browser_host.py`."""

import ast
import shutil
from collections import deque
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain import crash
from app.domain.errors import ZonewalkError
from app.hosts.base import CodeRead, Host, PhotoAsk, Shot
from app.hosts.desktop import DesktopHost
from app.hosts.files import FolderFiles
from app.hosts.pick import pick_host
from app.hosts.scripted import TestHost
from app.imaging.pillow_tools import PillowTools
from tests.hosts.contract import HostContract
from tests.imaging.pictures import a_font, a_picture

SHOT, CODE = a_picture(64, 48), "ZW1:P1:ABCDEFGH"


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> PillowTools:
    return PillowTools(a_font(tmp_path_factory.mktemp("font")))


@pytest.fixture
def one_shot() -> bytes:
    return SHOT


@pytest.fixture
def one_code() -> str:
    return CODE


class TestDesktopHost(HostContract):
    @pytest.fixture
    def again(self, tmp_path: Path, images: PillowTools) -> Callable[[], Host]:
        shots, codes = deque([SHOT]), deque([CODE])

        async def pick_photo(ask: PhotoAsk) -> bytes | None:
            return shots.popleft() if shots else None

        async def ask_text(title: str, hint: str) -> str | None:
            return codes.popleft() if codes else None

        return lambda: DesktopHost(tmp_path, "http://127.0.0.1:8000", images, pick_photo=pick_photo, ask_text=ask_text)

    @pytest.fixture
    def host(self, again: Callable[[], Host]) -> Host:
        return again()

    @pytest.mark.anyio
    async def test_a_picture_from_a_file_is_never_called_taken_now(self, host: Host) -> None:
        shot = await host.take_photo(PhotoAsk("水表"))
        assert shot is not None
        assert shot.source == "album"

    @pytest.mark.anyio
    async def test_without_a_picker_there_is_no_camera(self, tmp_path: Path, images: PillowTools) -> None:
        with pytest.raises(ZonewalkError) as raised:
            await DesktopHost(tmp_path, "http://127.0.0.1:8000", images).take_photo(PhotoAsk("水表"))
        assert raised.value.code == "camera_none"

    @pytest.mark.anyio
    async def test_secrets_are_readable_by_their_owner_alone(self, host: Host, tmp_path: Path) -> None:
        await host.secret_put("key", "x")
        assert (tmp_path / "secrets.json").stat().st_mode & 0o077 == 0


class TestScriptedHost(HostContract):
    @pytest.fixture
    def host(self, tmp_path: Path, images: PillowTools) -> TestHost:
        host = TestHost(tmp_path, images)
        host.shots.append(Shot(SHOT, "camera"))
        host.codes.append(CodeRead(CODE, "scan"))
        return host

    @pytest.fixture
    def again(self, host: TestHost, tmp_path: Path, images: PillowTools) -> Callable[[], Host]:
        def started() -> Host:
            made = TestHost(tmp_path, images)
            made._secrets = host._secrets  # the test host's key store is the test's
            return made

        return started

    @pytest.mark.anyio
    async def test_a_full_disk_says_so_and_leaves_no_half_file(self, host: TestHost) -> None:
        host.room = 10
        await host.put_file("photos", "a.jpg", b"12345")
        with pytest.raises(ZonewalkError) as raised:
            await host.put_file("photos", "b.jpg", b"123456")
        assert raised.value.code == "storage_full"
        assert await host.list_files("photos") == ["a.jpg"]

    @pytest.mark.anyio
    async def test_a_refused_camera_is_an_error(self, host: TestHost) -> None:
        host.shots.clear()
        host.shots.append(ZonewalkError("camera_refused"))
        with pytest.raises(ZonewalkError) as raised:
            await host.take_photo(PhotoAsk("水表"))
        assert raised.value.code == "camera_refused"


# -- the folder


def test_given_a_death_in_the_middle_of_a_write_then_the_old_file_stands_and_no_half_one(tmp_path: Path) -> None:
    class Died(Exception):
        pass

    def die(name: str) -> None:
        if name == "host.before_rename":
            raise Died

    files = FolderFiles(tmp_path, threads=False)
    files.write("photos", "a.jpg", b"old")
    crash.set_hook(die)
    try:
        with pytest.raises(Died):
            files.write("photos", "a.jpg", b"new")
    finally:
        crash.set_hook(None)

    FolderFiles(tmp_path)

    assert (tmp_path / "photos" / "a.jpg").read_bytes() == b"old"
    assert [path.name for path in (tmp_path / "photos").iterdir()] == ["a.jpg"]


@pytest.mark.parametrize("name", ["", "..", "../a", "a/b", "..\\a"])
def test_given_a_name_that_leads_elsewhere_then_it_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no such place"):
        FolderFiles(tmp_path).path("photos", name)


@pytest.mark.parametrize(("number", "code"), [(28, "storage_full"), (5, "storage_failed")])
def test_given_a_disk_that_fails_then_it_is_said_and_no_half_file_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def fails(handle: int) -> None:
        raise OSError(number, "the disk")

    files = FolderFiles(tmp_path)
    monkeypatch.setattr("os.fsync", fails)
    with pytest.raises(ZonewalkError) as raised:
        files.write("photos", "a.jpg", b"1")
    assert raised.value.code == code
    assert list((tmp_path / "photos").iterdir()) == []


@pytest.mark.anyio
async def test_a_keepsake_outlives_the_data_folder(tmp_path: Path, images: PillowTools) -> None:
    host = DesktopHost(tmp_path / "data", "http://127.0.0.1:8000", images)
    await host.put_keepsake("一件")
    shutil.rmtree(tmp_path / "data")
    assert DesktopHost(tmp_path / "data", "http://127.0.0.1:8000", images).keepsake == "一件"


# -- where the browser is known


def test_only_the_hosts_know_of_the_browser() -> None:
    """`js`, `pyodide` and `browser_host` are imported in two files, and the platform is asked in one."""
    root = Path(__file__).parents[2] / "app"
    importers, askers = set(), set()
    for path in root.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if {name.split(".")[0] for name in names} & {"js", "pyodide", "pyodide_js", "browser_host"}:
                importers.add(path.relative_to(root).as_posix())
        if "emscripten" in text:
            askers.add(path.relative_to(root).as_posix())
    assert importers == {"hosts/browser.py", "hosts/browser_fetch.py"}
    assert askers == {"hosts/pick.py"}


def test_on_this_machine_the_host_is_the_desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZONEWALK_DATA", str(tmp_path / "d"))
    monkeypatch.setenv("ZONEWALK_FONT", str(a_font(tmp_path)))
    monkeypatch.setenv("ZONEWALK_SERVER", "https://patrol.example")
    host = pick_host()
    assert (host.name, host.origin) == ("desktop", "https://patrol.example")
    assert Path(host.data_folder).is_dir()
