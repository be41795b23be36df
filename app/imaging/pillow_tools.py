"""Picture work with Pillow: for the desktop and the tests. The browser has its canvas instead (`hosts/browser.py`)."""

import asyncio
import hashlib
import io
import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from PIL import ExifTags, Image

from app.domain.errors import ZonewalkError
from app.domain.limits import (
    PHOTO_LONG_SIDE,
    PHOTO_PIXELS,
    PHOTO_PIXELS_WHOLE,
    PHOTO_QUALITY,
    PREVIEW_BYTES,
    PREVIEW_SIDE,
)
from app.imaging.base import Prepared
from app.imaging.formats import unreadable
from app.imaging.stamp_pixels import StampFont, draw_stamp

log = logging.getLogger("zonewalk.imaging")

FORMATS = ("JPEG", "PNG", "WEBP")  # Pillow takes the MPO of two-lens phones under the name of JPEG
# Long side in pixels and quality, tried until the preview fits.
_PREVIEW_STEPS = ((PREVIEW_SIDE, 55), (PREVIEW_SIDE, 35), (180, 35), (120, 30), (80, 25))

_TURN = Image.Transpose
# What makes a picture upright, by EXIF's orientation.
_TURNS: dict[object, Image.Transpose] = {
    2: _TURN.FLIP_LEFT_RIGHT,
    3: _TURN.ROTATE_180,
    4: _TURN.FLIP_TOP_BOTTOM,
    5: _TURN.TRANSPOSE,
    6: _TURN.ROTATE_270,
    7: _TURN.TRANSVERSE,
    8: _TURN.ROTATE_90,
}

_BOMBS = Lock()  # Pillow's limit is one for all threads


class PillowTools:
    """`ImageTools` on Pillow. font: the bundled Chinese font (ttf, otf or woff2). threads: off where runs must replay alike."""

    def __init__(self, font: Path, *, threads: bool = True) -> None:
        self._font = StampFont(font)
        self._threads = threads

    async def prepare(
        self,
        data: bytes,
        stamp: Sequence[str],
        *,
        max_side: int = PHOTO_LONG_SIDE,
        quality: float = PHOTO_QUALITY,
    ) -> Prepared:
        """See `ImageTools.prepare`."""
        if self._threads:
            return await asyncio.to_thread(prepare, data, stamp, self._font, max_side=max_side, quality=quality)
        return prepare(data, stamp, self._font, max_side=max_side, quality=quality)


def prepare(data: bytes, stamp: Sequence[str], font: StampFont, *, max_side: int, quality: float) -> Prepared:
    """Upright, scaled, stamped, encoded. Raises ZonewalkError not_a_photo, photo_too_large, photo_truncated."""
    picture = _upright(data, max_side)
    picture.thumbnail((max_side, max_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    preview = _preview(picture)
    draw_stamp(picture, stamp, font)
    made = _jpeg(picture, round(quality * 100))
    return Prepared(made, picture.width, picture.height, hashlib.sha256(made).hexdigest(), preview)


def _opened(data: bytes) -> Image.Image:
    """The picture, not yet unpacked. Pillow warns by the pixels of the whole; a JPEG is unpacked in part."""
    with _BOMBS, warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        Image.MAX_IMAGE_PIXELS, before = PHOTO_PIXELS, Image.MAX_IMAGE_PIXELS
        try:
            return Image.open(io.BytesIO(data), formats=FORMATS)
        finally:
            Image.MAX_IMAGE_PIXELS = before


def _upright(data: bytes, max_side: int) -> Image.Image:
    try:
        with _refusing("not_a_photo"):
            opened = _opened(data)
            opened.draft("RGB", (max_side, max_side))  # a JPEG is unpacked no larger than needed
    except ZonewalkError as error:
        raise (unreadable(data, error.detail) if error.code == "not_a_photo" else error) from error
    if opened.width * opened.height > PHOTO_PIXELS_WHOLE:
        raise ZonewalkError("photo_too_large", f"{opened.width}×{opened.height}")
    with _refusing("photo_truncated"):
        opened.load()
        turned = _turned(opened)
        if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info:
            ground = Image.new("RGBA", turned.size, "white")
            return Image.alpha_composite(ground, turned.convert("RGBA")).convert("RGB")
        return turned.convert("RGB")


def _turned(picture: Image.Image) -> Image.Image:
    """Upright by EXIF. Damaged EXIF costs nobody a picture: it is taken as it lies, as the browsers take it."""
    try:
        how = _TURNS.get(picture.getexif().get(ExifTags.Base.Orientation))
    except Exception:  # Pillow promises no types for damaged tags
        log.warning("the picture's EXIF cannot be read", exc_info=True)
        return picture
    return picture.transpose(how) if how is not None else picture


@contextmanager
def _refusing(code: str) -> Iterator[None]:
    """Whatever the decoder raises refuses the picture: with this code, or as too large. Want of memory is the device's."""
    try:
        yield
    except MemoryError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ZonewalkError("photo_too_large", str(error)) from error
    except Exception as error:
        raise ZonewalkError(code, f"{type(error).__name__}: {error}") from error


def _preview(picture: Image.Image) -> bytes:
    """The picture without its stamp, which nobody could read at that size."""
    made = b""
    for side, quality in _PREVIEW_STEPS:
        small = picture.copy()
        small.thumbnail((side, side), Image.Resampling.BILINEAR)
        made = _jpeg(small, quality)
        if len(made) <= PREVIEW_BYTES:
            break
    return made


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()
