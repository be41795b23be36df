"""Which host this is."""

import os
import sys
from pathlib import Path

from app.hosts.base import Host

IN_BROWSER = sys.platform == "emscripten"


def pick_host() -> Host:
    """The host that this Python runs on. On a desktop ZONEWALK_SERVER is the server's address, ZONEWALK_DATA the data
    folder and ZONEWALK_FONT the stamp's font."""
    if IN_BROWSER:
        from app.hosts.browser import BrowserHost

        return BrowserHost()
    from app.hosts.desktop import DesktopHost
    from app.imaging.pillow_tools import PillowTools

    folder = Path(os.environ.get("ZONEWALK_DATA", "data/desktop"))
    origin = os.environ.get("ZONEWALK_SERVER", "http://127.0.0.1:8000")
    return DesktopHost(folder, origin, PillowTools(Path(os.environ.get("ZONEWALK_FONT", str(FONT)))))


# The web build makes the subset; the desktop uses the same file.
FONT = Path(__file__).parents[2] / "build/web/site/assets/fonts/NotoSansSC-subset.woff2"
