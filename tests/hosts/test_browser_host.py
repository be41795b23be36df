"""The browser host against the contract, in a real Chromium with the real worker, OPFS and canvas."""

import base64
import io
import json
import shutil
import struct
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.driver import Phone
from tests.imaging.pictures import UPRIGHT, a_picture, lies
from tests.serving import ROOT, Server

pytestmark = pytest.mark.browser


def pictures() -> dict[str, bytes]:
    huge, large = io.BytesIO(), io.BytesIO()
    Image.new("L", (12_000, 9_000), 120).save(large, "JPEG", quality=30)
    Image.new("1", (8_000, 5_001)).save(huge, "PNG")
    return {
        "12 Mpx": a_picture(4000, 3000),
        "turned": a_picture(800, 600, orientation=6),
        "none": b"hello",
        "cut": a_picture(800, 600)[:-900],
        "huge": huge.getvalue(),
        "claims": claiming(30_000, 9_000),
        "heic": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(40),
        "gif": b"GIF89a" + bytes(40),
        **{
            f"lies {kind} {way}": a_picture(800, 600, kind=kind, orientation=way)
            for kind in ("WEBP", "PNG")
            for way in UPRIGHT
        },
        **{f"lies JPEG {way}": a_picture(8_165, 6_124, orientation=way) for way in (1, 3, 6)},
        "lies large": large.getvalue(),
    }


def claiming(width: int, height: int) -> bytes:
    """A small JPEG whose head tells of so many pixels: it is refused for them, and never decoded."""
    data = bytearray(a_picture(800, 600))
    frame = data.index(b"\xff\xc0") + 5  # after the mark, the length and the bits of a sample
    data[frame : frame + 4] = struct.pack(">HH", height, width)
    return bytes(data)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site with the probe in place of `app/main.py`."""
    from webapp.build import Options, build

    folder = tmp_path_factory.mktemp("probe")
    app = Path(shutil.copytree(ROOT / "app", folder / "app"))
    probe = (Path(__file__).parent / "browser_probe.py").read_text(encoding="utf-8")
    given = json.dumps({name: base64.b64encode(data).decode() for name, data in pictures().items()})
    probe = probe.replace("PICTURES: dict[str, str] = {}", f"PICTURES = {given}")
    (app / "main.py").write_text(probe, encoding="utf-8")
    options = Options(folder / "web", 5, False, app)
    build(options)
    return options.site


def told(phone: Phone, nth: int) -> dict[str, Any]:
    """What the probe printed at its nth start."""
    phone.until(lambda: len(phone.console("^PROBE ")) >= nth, 90, lambda: f"no report; {phone.console()[-5:]}")
    report: dict[str, Any] = json.loads(phone.console("^PROBE ")[nth - 1].removeprefix("PROBE "))
    return report


def test_given_a_real_browser_then_its_host_keeps_the_contract_and_its_store_is_durable(
    site: Path, tmp_path: Path
) -> None:
    with Server(tmp_path / "server", site) as server, Phone(tmp_path / "profile") as phone:
        phone.open(server.url, ready=False)
        first = told(phone, 1)
        phone.reload(ready=False)
        second = told(phone, 2)

    assert {name: value for name, value in first.items() if str(value).startswith("FAILED")} == {}
    assert first["who"][:2] == ["browser", "/data"]
    assert first["pictures"] == {
        "size": [1600, 1200],
        "turned": [600, 800],
        "codes": {
            "none": "not_a_photo",
            "cut": "photo_truncated",
            "huge": "photo_too_large",
            "claims": "photo_too_large",
            "heic": "photo_heic",
            "gif": "photo_format",
        },
    }
    made = {name: base64.b64decode(data) for name, data in first["upright"].items()}
    wide, high = Image.open(io.BytesIO(made.pop("lies large"))).size
    assert (wide, abs(high - 1200) <= 2) == (1600, True)  # the browser rounds by itself
    for name, data in made.items():
        corner, (wide, high) = UPRIGHT[int(name[-1])]
        side = 1600 if "JPEG" in name else 800
        assert lies(data)[0] == corner, name
        short, long = sorted(Image.open(io.BytesIO(data)).size)
        assert (abs(short - side * 3 // 4) <= 2, long) == (True, side), name
        assert (wide > high) == (Image.open(io.BytesIO(data)).width > Image.open(io.BytesIO(data)).height), name
    assert first["wire"] == [True, 401, "token_missing", 404, "ConnectError"]
    assert first["life"] is False
    assert (first["files"], second["files"]) == (False, True)
    assert (first["keepsake"], second["keepsake"]) == (None, "一件")
    assert (first["secrets"], second["secrets"]) == (None, "秘密")
    assert (first["store"]["before"], second["store"]["before"]) == (0, 200)
    assert first["store"]["integrity"] == second["store"]["integrity"] == "ok"
    assert second["store"]["seq"] == 401
