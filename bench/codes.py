"""How many damaged stickers are read, by which look and in what time: `python -m bench.codes` (some minutes; needs Node and the site).

Others read the same pictures where they are installed (`pip install zxing-cpp opencv-python-headless numpy`): they are no part
of the product.
"""

import json
import tempfile
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from PIL import Image

from tests.serving import ROOT
from tests.webapp.damaged_codes import Damaged, damaged
from tests.webapp.reading_damaged import read_damaged

PRINTS = {"level M, 150 px": ("m", 150.0), "level H, 200 px": ("h", 200.0)}


def main() -> None:
    for name, (error, px) in PRINTS.items():
        pictures = list(damaged(error=error, print_px=px))
        with tempfile.TemporaryDirectory() as folder:
            read = read_damaged(pictures, ROOT / "build" / "web" / "site", Path(folder) / "pictures")
        figures: dict[str, Any] = {look: len(found) for look, found in read.looks.items()}
        kinds = {each.kind: 0 for each in pictures}
        for n in read.all:
            kinds[pictures[n].kind] += 1
        others = {other: sum(reads(each) for each in pictures) for other, reads in _others().items()}
        told = {
            "bench": "codes", "print": name, "pictures": len(pictures), "read": len(read.all), "wrong": read.wrong,
            "by_look": figures, "ms": {look: round(ms, 1) for look, ms in read.ms.items()}, "by_kind": kinds, "others": others,
        }  # fmt: skip
        print(json.dumps(told, ensure_ascii=False), flush=True)


def _others() -> dict[str, Callable[[Damaged], bool]]:
    found: dict[str, Callable[[Damaged], bool]] = {}
    if find_spec("zxingcpp"):
        zxing: Any = import_module("zxingcpp")
        found["zxing-cpp"] = lambda each: any(code.text == each.text for code in zxing.read_barcodes(each.grey))
    if find_spec("cv2"):
        cv2, numpy = import_module("cv2"), import_module("numpy")
        detector = cv2.QRCodeDetector()

        def opencv(each: Damaged, side: int) -> bool:
            picture = each.grey.resize((side, side * each.grey.height // each.grey.width), Image.Resampling.BOX)
            try:
                return bool(detector.detectAndDecode(numpy.asarray(picture))[0] == each.text)
            except cv2.error:
                return False

        found["OpenCV 1920"] = lambda each: opencv(each, 1920)
        found["OpenCV 960"] = lambda each: opencv(each, 960)
    return found


if __name__ == "__main__":
    main()
