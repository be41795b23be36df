"""The site with the probe in place of the app, and pictures to put before the camera."""

import io
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import segno
from PIL import Image

from tests.serving import ROOT, Server
from webapp.build import Options, build

SITE_SERVER = ("-m", "tests.webapp.site_server")


@pytest.fixture(scope="session")
def probe_site() -> Path:
    """Built once, from the same caches as the product; tests that change files take a copy."""
    options = Options(ROOT / "build" / "probe", 5, False, ROOT / "tests" / "webapp" / "probe")
    build(options)
    return options.site


@pytest.fixture
def own_site(probe_site: Path, tmp_path: Path) -> Path:
    """A copy that a test may change: it publishes new versions."""
    shutil.copytree(probe_site.parent, tmp_path / "web")
    return tmp_path / "web" / "site"


@pytest.fixture
def server(probe_site: Path, tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path / "server", probe_site, command=SITE_SERVER) as running:
        yield running


def film_of_code(path: Path, text: str) -> Path:
    """A film (y4m, which Chromium plays as its camera) of one QR code, somewhat tilted, on a grey wall."""
    code = path.with_suffix(".png")
    segno.make(text, error="m").save(str(code), scale=8, border=4)
    return film_of_codes(path, [(text, (640, 480), 8)])


def film_of_codes(path: Path, codes: Sequence[tuple[str, tuple[int, int], int]]) -> Path:
    """The same of several codes: (text, place of its middle in 1280 × 960 pixels, pixels a module)."""
    wall = Image.new("L", (1280, 960), 160)
    for text, (x, y), scale in codes:
        out = io.BytesIO()
        segno.make(text, error="m").save(out, kind="png", scale=scale, border=4)
        with Image.open(out) as read:
            picture = read.convert("L").rotate(7, expand=True, fillcolor=160)
        wall.paste(picture, (x - picture.width // 2, y - picture.height // 2))
    grey = bytes([128]) * (wall.width * wall.height // 4) * 2
    frame = b"FRAME\n" + wall.tobytes() + grey
    path.write_bytes(f"YUV4MPEG2 W{wall.width} H{wall.height} F15:1 Ip A1:1 C420\n".encode() + frame * 2)
    return path
