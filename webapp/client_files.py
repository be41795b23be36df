"""Our own scripts, page, icons and web manifest, laid into the site."""

from __future__ import annotations

import json
from pathlib import Path

from webapp.cache import write_whole
from webapp.manifest import download_sizes
from webapp.where import ASSETS, CLIENT, files_under

SIZES_MARK = '{"sizes": {}}'
# The service worker gets its list of files last; see manifest.py.
WRITTEN_LATER = frozenset({"sw.js"})


def copy_client_files(site: Path) -> None:
    """Needs the site's big files in place: index.html tells the splash how large they are."""
    for path in files_under(CLIENT, "*.js", "*.html", "*.css"):
        name = path.relative_to(CLIENT).as_posix()
        if name not in WRITTEN_LATER:
            _put(site / name, path.read_bytes())
    for path in files_under(ASSETS / "icons", "*.png", "*.svg"):
        _put(site / "icons" / path.name, path.read_bytes())
    _put(site / "favicon.png", (ASSETS / "icons" / "icon-48.png").read_bytes())
    _put(site / "manifest.json", (ASSETS / "manifest.json").read_bytes())
    page = (site / "index.html").read_text(encoding="utf-8")
    if page.count(SIZES_MARK) != 1:
        raise RuntimeError(f"client/index.html: expected exactly one {SIZES_MARK}")
    sizes = json.dumps({"sizes": download_sizes(site)}, separators=(",", ":"))
    _put(site / "index.html", page.replace(SIZES_MARK, sizes).encode())


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data)
