"""What belongs to one version of the site, and that version's name.

The service worker carries the list `path → [sha256, size]` inside itself: another list is another worker, and a file
that doesn't match is refused.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from webapp.cache import write_whole
from webapp.compress import wire_size
from webapp.where import CLIENT

SERVICE_WORKER = "flutter_service_worker.js"  # Flutter's name: a visitor of a stock build is moved over to ours
BUILD_INFO = "build.json"
# Not kept on the phone: the licences (read on the server), and what only names this version.
NOT_PRECACHED = frozenset({SERVICE_WORKER, "assets/NOTICES"})
COMPRESSED = (".br", ".gz")

Manifest = dict[str, tuple[str, int]]

# Scripts and fonts are ours, no other host is ever asked, nothing is evaluated from text. There is no inline script.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "worker-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob: data:",
        "font-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "manifest-src 'self'",
        "base-uri 'self'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)


def site_manifest(site: Path) -> Manifest:
    """Every file that the phone keeps, with its digest and size in bytes."""
    found: Manifest = {}
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.is_file() and path.suffix not in COMPRESSED and name not in NOT_PRECACHED:
            data = path.read_bytes()
            found[name] = (hashlib.sha256(data).hexdigest(), len(data))
    return found


def version_of(manifest: Manifest) -> str:
    """16 hex digits: the same files give the same version on any machine. The file that tells it is left out of it."""
    told = {name: entry for name, entry in sorted(manifest.items()) if name != BUILD_INFO}
    return hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()[:16]


def write_version(site: Path) -> str:
    """Writes `build.json` and the service worker; returns the version."""
    version = version_of(site_manifest(site))
    write_whole(site / BUILD_INFO, json.dumps({"version": version}).encode())
    listing = json.dumps(site_manifest(site), separators=(",", ":"))
    script = (CLIENT / "sw.js").read_text(encoding="utf-8")
    for mark, value in (('"__VERSION__"', json.dumps(version)), ("{} /* __MANIFEST__ */", listing)):
        if script.count(mark) != 1:
            raise RuntimeError(f"client/sw.js: expected exactly one {mark}")
        script = script.replace(mark, value)
    write_whole(site / SERVICE_WORKER, script.encode())
    return version


def download_sizes(site: Path) -> dict[str, int]:
    """Bytes of the big files of a first start, for its progress line."""
    names = (
        *("packages.pack", "app.pack", "main.dart.js", "assets/fonts/NotoSansSC-subset.woff2"),
        *("pyodide/pyodide.asm.wasm", "pyodide/pyodide.asm.mjs", "pyodide/python_stdlib.zip"),
        *("canvaskit/canvaskit.wasm", "canvaskit/chromium/canvaskit.wasm"),
    )
    return {name: (site / name).stat().st_size for name in names}


def first_visit_bytes(site: Path, chromium: bool = True) -> tuple[int, int]:
    """(raw, on the wire with brotli) of what a visitor's phone keeps."""
    raw = wire = 0
    for name, (_, size) in site_manifest(site).items():
        if name.startswith("canvaskit/") and name.startswith("canvaskit/chromium/") != chromium:
            continue
        raw += size
        wire += wire_size(site / name)
    return raw, wire
