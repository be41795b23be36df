"""The QR reader (zxing on WebAssembly): its reading half, as modules that the workers import."""

from __future__ import annotations

import shutil
from pathlib import Path

FILES = {
    "es/reader/index.js": "es/reader/index.js",
    "es/share.js": "es/share.js",
    "reader/zxing_reader.wasm": "zxing_reader.wasm",
}


def copy_qr_reader(site: Path, node_modules: Path) -> None:
    """Puts the reader under `site/zxing/`; the relative imports between its two modules stay as they are."""
    for source, target in FILES.items():
        path = site / "zxing" / target
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(node_modules / "zxing-wasm" / "dist" / source, path)
