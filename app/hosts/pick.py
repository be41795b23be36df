"""Which host this is."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.hosts.base import Host

if TYPE_CHECKING:
    import flet as ft

IN_BROWSER = sys.platform == "emscripten"

# The web build makes the subset; the desktop uses the same file.
FONT = Path(__file__).parents[2] / "build/web/site/assets/fonts/NotoSansSC-subset.woff2"
# What `make native` puts beside the app: the server's address and the stamp's font.
NATIVE = Path(__file__).parents[1] / "native"


def pick_host(page: ft.Page | None = None) -> Host:
    """The host that this Python runs on. page: what a native phone draws its camera on.

    On a desktop ZONEWALK_SERVER is the server's address, ZONEWALK_DATA the data folder and ZONEWALK_FONT the stamp's font.
    """
    if IN_BROWSER:
        from app.hosts.browser import BrowserHost

        return BrowserHost()
    if page is not None and os.environ.get("FLET_PLATFORM") in ("android", "ios"):
        return _phone(page)
    from app.hosts.desktop import DesktopHost
    from app.imaging.pillow_tools import PillowTools

    folder = Path(os.environ.get("ZONEWALK_DATA", "data/desktop"))
    origin = os.environ.get("ZONEWALK_SERVER", "http://127.0.0.1:8000")
    return DesktopHost(folder, origin, PillowTools(Path(os.environ.get("ZONEWALK_FONT", str(FONT)))))


def _phone(page: ft.Page) -> Host:
    from app.hosts.phone import PhoneHost
    from app.hosts.phone_device import FletDevice
    from app.imaging.pillow_tools import PillowTools

    folder = Path(os.environ["FLET_APP_STORAGE_DATA"]) / "zonewalk"
    origin = (NATIVE / "server.txt").read_text(encoding="utf-8").strip()
    build = (NATIVE / "version.txt").read_text(encoding="utf-8").strip()
    return PhoneHost(folder, origin, PillowTools(NATIVE / "stamp.ttf"), FletDevice(page), build=build)
