"""The native phone app, as far as it can be looked at without a device: its host's plain half and its configuration."""

import ast
import re
import sys
import tomllib
from collections import deque
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import ZonewalkError
from app.hosts.base import Host, HostEvent, PhotoAsk, Shot
from app.hosts.phone import PhoneHost
from app.imaging.pillow_tools import PillowTools
from app.store import open_store
from deploy.make.native import stage
from tests.hosts.contract import HostContract
from tests.imaging.pictures import a_font, a_picture

ROOT = Path(__file__).parents[2]
SHOT, CODE = a_picture(64, 48), "ZW1:P1:ABCDEFGH"
CHINESE, ENGLISH = re.compile(r"[一-鿿]{4}"), re.compile(r"[A-Za-z]{3,} [a-z]+ [a-z]+")


class PlayedDevice:
    """The device's half, played: one shot, one code, a key store in memory that outlives the host."""

    def __init__(self, keys: dict[str, str]) -> None:
        self.shots, self.codes, self.keys = deque([SHOT]), deque([CODE]), keys
        self.fire: Callable[[HostEvent], None] = lambda event: None

    async def shoot(self, ask: PhotoAsk) -> Shot | None:
        return Shot(self.shots.popleft(), "camera", near="31.23040, 121.47370 ±8 m") if self.shots else None

    async def ask_code(self, title: str, hint: str) -> str | None:
        return self.codes.popleft() if self.codes else None

    async def dial(self, number: str) -> None: ...

    async def buzz(self, ms: int) -> None: ...

    async def save_as(self, name: str, data: bytes) -> None: ...

    async def restart(self) -> None: ...

    def listen(self, fire: Callable[[HostEvent], None]) -> None:
        self.fire = fire

    async def secret_get(self, name: str) -> str | None:
        return self.keys.get(name)

    async def secret_put(self, name: str, value: str | None) -> None:
        if value is None:
            self.keys.pop(name, None)
        else:
            self.keys[name] = value


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> PillowTools:
    return PillowTools(a_font(tmp_path_factory.mktemp("font")))


class TestPhoneHost(HostContract):
    @pytest.fixture
    def device(self) -> PlayedDevice:
        return PlayedDevice({})

    @pytest.fixture
    def again(self, tmp_path: Path, images: PillowTools, device: PlayedDevice) -> Callable[[], Host]:
        return lambda: PhoneHost(tmp_path / "zonewalk", "https://patrol.example", images, device)

    @pytest.fixture
    def host(self, again: Callable[[], Host]) -> Host:
        return again()

    @pytest.fixture
    def one_shot(self) -> bytes:
        return SHOT

    @pytest.fixture
    def one_code(self) -> str:
        return CODE

    @pytest.mark.anyio
    async def test_the_database_lies_in_the_apps_own_storage(self, host: Host, tmp_path: Path) -> None:
        open_store(f"{host.data_folder}/app.db", exclusive=False).dispose()
        assert (tmp_path / "zonewalk" / "app.db").exists()

    @pytest.mark.anyio
    async def test_secrets_go_to_the_key_store_and_into_no_file(self, host: Host, tmp_path: Path) -> None:
        await host.secret_put("key", "秘密")
        assert [path for path in tmp_path.rglob("*") if path.is_file() and "秘密" in path.read_text("utf-8")] == []

    @pytest.mark.anyio
    async def test_the_devices_events_reach_whoever_listens(self, host: Host, device: PlayedDevice) -> None:
        heard: list[str] = []
        off = host.on("offline", lambda: heard.append("offline"))
        device.fire("offline")
        off()
        device.fire("offline")
        assert heard == ["offline"]

    @pytest.mark.anyio
    async def test_its_pictures_are_stamped_and_scaled_by_pillow(self, host: Host) -> None:
        made = await host.images.prepare(a_picture(4000, 3000), ["青澜苑 0804"])
        assert (made.w, made.h) == (1600, 1200)
        with pytest.raises(ZonewalkError, match="not_a_photo"):
            await host.images.prepare(b"hello", [])


# -- what the native build reads


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_every_reason_for_a_permission_is_there_in_chinese_and_in_english(project: dict[str, Any]) -> None:
    info = project["tool"]["flet"]["ios"]["info"]
    reasons = {key: words for key, words in info.items() if key.endswith("UsageDescription")}
    assert {"NSCameraUsageDescription", "NSLocationWhenInUseUsageDescription"} <= set(reasons)
    assert [key for key, words in reasons.items() if not (CHINESE.search(words) and ENGLISH.search(words))] == []


def test_no_more_is_asked_for_than_is_used(project: dict[str, Any]) -> None:
    flet = project["tool"]["flet"]
    asked = {key.rpartition(".")[2] for key, value in flet["android"]["permission"].items() if value}
    assert asked == {
        *("INTERNET", "ACCESS_NETWORK_STATE", "CAMERA", "VIBRATE", "ACCESS_COARSE_LOCATION", "ACCESS_FINE_LOCATION"),
    }  # fmt: skip
    assert not [key for key in flet["ios"]["info"] if "Always" in key]
    assert "permissions" not in flet, "Flet's own bundle for a position asks for it in the background too"


def test_the_packages_that_the_phone_imports_are_those_that_its_build_installs(project: dict[str, Any]) -> None:
    flet = project["tool"]["flet"]
    wanted = {f"{name.replace('_', '-')}=={version('flet')}" for name in _extensions()}
    assert set(flet["android"]["dependencies"]) == set(flet["ios"]["dependencies"]) == wanted
    assert f"flet=={version('flet')}" in project["project"]["dependencies"]


def _extensions() -> Iterator[str]:
    """Packages named flet_… that a host imports, wherever in its code."""
    for path in (ROOT / "app" / "hosts").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("flet_"):
                yield str(node.module)


def test_without_those_packages_the_phones_files_can_be_imported_here() -> None:
    for name in ("phone_camera", "phone_device"):
        import_module(f"app.hosts.{name}")
    assert {name for name in _extensions() if name in sys.modules} == set()


def test_what_is_put_together_for_the_build_is_an_app_that_starts_with_main(tmp_path: Path) -> None:
    made = stage("https://patrol.example/", tmp_path / "native")
    app = made / tomllib.loads((made / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["flet"]["app"]["path"]
    assert (app / "main.py").exists()
    assert (app / "assets" / "icon.png").exists()
    assert (app / "native" / "server.txt").read_text() == "https://patrol.example\n"
    assert list((app / "domain" / "data").iterdir())
    PillowTools(app / "native" / "stamp.ttf")
    assert not list(app.rglob("browser*.py"))


def test_an_address_without_https_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="https"):
        stage("http://patrol.example", tmp_path / "native")
