"""The stamp in the pixels: white lines on a translucent band at the lower left, set as `domain.stamp` says."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from app.domain.stamp import LINE_GAP, LINE_MIN_PX, LINE_SHARE, PAD

_BAND = (0, 0, 0, 128)
_NO_CHARACTER = "\U0010fffe"


class StampFontError(RuntimeError):
    """The font is missing or lacks a character: better no photo than boxes in the evidence."""


class StampFont:
    """The bundled font at any size. Raises StampFontError when the file can't be read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at = cache(self._load)
        self._missing = bytes(self._at(LINE_MIN_PX).getmask(_NO_CHARACTER))
        self._known: set[str] = set()

    def _load(self, size: int) -> ImageFont.FreeTypeFont:
        try:
            return ImageFont.truetype(str(self._path), size)
        except OSError as error:
            raise StampFontError(f"no font for the stamp at {self._path}: {error}") from error

    def sized(self, size: int, text: str) -> ImageFont.FreeTypeFont:
        """The font at `size` pixels. Raises StampFontError when it lacks a character of `text`."""
        probe = self._at(LINE_MIN_PX)
        for character in dict.fromkeys(text):  # in the order of the text: the first one is named
            if character in self._known:
                continue
            if not character.isspace() and bytes(probe.getmask(character)) == self._missing:
                raise StampFontError(f"the stamp's font lacks {character!r} (U+{ord(character):04X})")
            self._known.add(character)
        return self._at(size)


def draw_stamp(picture: Image.Image, lines: Sequence[str], font: StampFont) -> None:
    """Write the lines into the picture itself (RGB). Lines too long for it are set smaller, all alike."""
    if not lines:
        return
    text = "".join(lines)
    size = max(LINE_MIN_PX, round(picture.height * LINE_SHARE))
    widest = max(font.sized(size, text).getlength(line) for line in lines)
    room = picture.width - 2 * PAD * size
    if widest > room:
        size = max(1, int(size * room / widest))
    face = font.sized(size, text)
    pad, step = PAD * size, LINE_GAP * size
    width = max(face.getlength(line) for line in lines) + 2 * pad
    top = picture.height - (len(lines) * step + 2 * pad)
    draw = ImageDraw.Draw(picture, "RGBA")
    draw.rectangle((0, top, min(width, picture.width), picture.height), fill=_BAND)
    for number, line in enumerate(lines):
        draw.text((pad, top + pad + number * step), line, font=face, fill="white")
