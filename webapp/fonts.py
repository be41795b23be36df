"""One Chinese font, cut to the characters that can appear."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

from webapp.cache import cached_folder
from webapp.where import ROOT, digest_of, files_under

SOURCE = "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf"

# Where texts come from: (folder below the root, patterns).
TEXTS = (
    ("assets/domain", ("*.yaml",)),
    ("app", ("*.py", "*.po", "*.json")),
    ("webapp", ("*.js", "*.html")),
    ("sync_server", ("*.py",)),
)

RANGES = (
    range(0x20, 0x7F),  # ASCII
    range(0xA0, 0x100),  # Latin-1
    range(0x2460, 0x2474),  # circled numbers
    range(0x3001, 0x3018),  # Chinese punctuation
    range(0xFF01, 0xFF5F),  # full-width forms
    range(0xFFE0, 0xFFE6),
)
SIGNS = "‐–—―‖‘’“”„†‡•…‰′″‹›※℃℉←↑→↓✓●○■□▲△▼▽◆◇★☆≤≥≠√∞ΩμΣ㎡"

# The font draws these two as wide as a Chinese character and in its middle; between words of both languages the narrow
# dot and the dots on the line stand better. Its own names for the glyphs, by the characters that are to show them.
OTHER_GLYPHS = {"·": "uniFF65", "…": "glyph30450"}

# Keeps a number and its unit in one line and shows nothing. The font has no glyph for it, so it gets an empty one.
JOINER = 0x2060

# Controls, surrogates, private use and emoji have no place in a text font; the app draws icons instead.
NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\uf8ff\ufe00-\ufe0f\U00010000-\U0010ffff]")


def gb2312() -> set[int]:
    """The 7,445 characters of GB 2312, which cover everyday Chinese."""
    found: set[int] = set()
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            text = bytes([high, low]).decode("gb2312", errors="ignore")
            found.update(map(ord, text))
    return found


def own_code_points(root: Path = ROOT) -> set[int]:
    """Every character of the project's own data and texts."""
    found: set[int] = set()
    for folder, patterns in TEXTS:
        for path in files_under(root / folder, *patterns):
            found.update(map(ord, NO_TEXT.sub("", path.read_text(encoding="utf-8"))))
    return found


def needed_code_points(root: Path = ROOT) -> set[int]:
    """What the shipped font must hold: everyday Chinese, Latin, signs, and all that the project itself says."""
    found = gb2312() | own_code_points(root) | set(map(ord, SIGNS)) | {JOINER}
    for span in RANGES:
        found.update(span)
    return found


def missing_code_points(font: Path, wanted: set[int]) -> set[int]:
    """Those of `wanted` that the font file has no glyph for."""
    with TTFont(font) as opened:
        return wanted - set(opened.getBestCmap())


def subset_font(node_modules: Path, wanted: set[int]) -> Path:
    """The cut font (woff2). Characters that the source font hasn't got either are left out; a test names them."""
    source = node_modules / SOURCE

    def make(folder: Path) -> None:
        # No layout features and no hinting: both are large, and the canvas renderer uses neither for Chinese.
        options = subset.Options(flavor="woff2", hinting=False, layout_features=[], ignore_missing_unicodes=True)
        font = subset.load_font(str(source), options)
        _add_joiner(font)
        for table in font["cmap"].tables:
            table.cmap.update({ord(sign): glyph for sign, glyph in OTHER_GLYPHS.items() if ord(sign) in table.cmap})
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=wanted)
        cutter.subset(font)
        font["head"].modified = font["head"].created  # the same characters give the same bytes
        font.recalcTimestamp = False
        subset.save_font(font, str(folder / "subset.woff2"), options)

    key = digest_of(source, ",".join(map(str, sorted(wanted))), version("fonttools"), Path(__file__))
    return cached_folder("font", key, make) / "subset.woff2"


def _add_joiner(font: TTFont) -> None:
    """An empty glyph without width for JOINER."""
    font["glyf"]["joiner"] = Glyph()
    for metrics in ("hmtx", "vmtx"):
        if metrics in font:
            font[metrics]["joiner"] = (0, 0)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[JOINER] = "joiner"
