"""What the workers need to read pictures: the QR reader (zxing on WebAssembly, its reading half), and what tells a picture's
size from its head."""

from __future__ import annotations

import shutil
from pathlib import Path

# In node_modules -> in the site. The relative imports between a package's modules stay as they are.
FILES = {
    "zxing-wasm/dist/es/reader/index.js": "zxing/es/reader/index.js",
    "zxing-wasm/dist/es/share.js": "zxing/es/share.js",
    "zxing-wasm/dist/reader/zxing_reader.wasm": "zxing/zxing_reader.wasm",
    **{
        f"image-size/dist/esm/types/{name}.js": f"image-size/{name}.js"
        for name in ("jpg", "png", "webp", "heif", "utils")
    },
}


def copy_picture_readers(site: Path, node_modules: Path) -> None:
    """Puts the readers' modules where the workers import them."""
    for source, target in FILES.items():
        path = site / target
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(node_modules / source, path)
