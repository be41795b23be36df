"""Pictures and a small font for the tests."""

import io
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PIL import Image

LETTERS = "青澜苑·电表林 0123456789:-"


def a_font(folder: Path, letters: str = LETTERS) -> Path:
    """A font whose letters are filled boxes (a blank one for the space) and whose missing letter is a frame."""
    names = {ord(letter): f"g{ord(letter):04X}" for letter in letters}
    pen = TTGlyphPen(None)
    for side, clockwise in ((700, True), (500, False)):
        low, high = (0, side) if clockwise else (100, 100 + side)
        corners = [(low, low), (low, high), (high, high), (high, low)]
        pen.moveTo(corners[0])
        for corner in corners[1:] if clockwise else reversed(corners[1:]):
            pen.lineTo(corner)
        pen.closePath()
    frame = pen.glyph()
    glyphs = {".notdef": frame}
    for code, name in names.items():
        box = TTGlyphPen(None)
        if code != ord(" "):
            box.moveTo((0, 0))
            for corner in ((0, 800), (800, 800), (800, 0)):
                box.lineTo(corner)
            box.closePath()
        glyphs[name] = box.glyph()
    order = [".notdef", *names.values()]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(dict.fromkeys(order, (900, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Test", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    path = folder / "font.ttf"
    builder.save(path)
    return path


def a_picture(
    w: int,
    h: int,
    *,
    kind: str = "JPEG",
    orientation: int | None = None,
    mode: str = "RGB",
    taken: str = "",
    offset: str = "",
) -> bytes:
    """A picture whose upper left quarter is red, the rest blue. taken, offset: what EXIF says of the shutter's time."""
    picture = Image.new("RGB", (w, h), (20, 40, 200))
    picture.paste((220, 20, 20), (0, 0, w // 2, h // 2))
    out = io.BytesIO()
    exif = Image.Exif()
    if orientation is not None:
        exif[0x0112] = orientation
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    if offset:
        exif.get_ifd(0x8769)[0x9011] = offset
    if kind == "AVIF" and taken:
        exif[0x010F] = "Zonewalk"  # Pillow writes no AVIF's EXIF that is empty but for its inner folder
    picture.convert(mode).save(out, kind, **({"exif": exif} if len(exif) or taken else {}))
    return out.getvalue()


# EXIF orientation → how `a_picture(800, 600, orientation=…)` lies once it is upright: no two of them alike.
UPRIGHT = {
    1: ("upper left", (800, 600)), 2: ("upper right", (800, 600)), 3: ("lower right", (800, 600)), 4: ("lower left", (800, 600)),
    5: ("upper left", (600, 800)), 6: ("upper right", (600, 800)), 7: ("lower right", (600, 800)), 8: ("lower left", (600, 800)),
}  # fmt: skip


def lies(data: bytes) -> tuple[str, tuple[int, int]]:
    """In which corner the red quarter lies, and the picture's size. The corners are looked at above the stamp's band."""
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    w, h = picture.size
    spots = {"upper left": (w // 8, h // 8), "upper right": (w * 7 // 8, h // 8), "lower left": (w // 8, h * 5 // 8),
             "lower right": (w * 7 // 8, h * 5 // 8)}  # fmt: skip

    def redness(at: tuple[int, int]) -> int:
        pixel = picture.getpixel(at)
        assert isinstance(pixel, tuple)
        return int(pixel[0]) - int(pixel[2])

    return max(spots, key=lambda name: redness(spots[name])), picture.size
