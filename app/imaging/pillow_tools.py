"""Picture work with Pillow: for the desktop and the tests. The browser has its canvas instead (`hosts/browser.py`)."""

import asyncio
import hashlib
import io
import warnings
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageOps

from app.domain.errors import ZonewalkError
from app.domain.limits import PHOTO_LONG_SIDE, PHOTO_PIXELS, PHOTO_QUALITY, PREVIEW_BYTES, PREVIEW_SIDE
from app.imaging.base import Prepared
from app.imaging.stamp_pixels import StampFont, draw_stamp

FORMATS = ("JPEG", "PNG", "WEBP")  # Pillow takes the MPO of two-lens phones under the name of JPEG
# Long side in pixels and quality, tried until the preview fits.
_PREVIEW_STEPS = ((PREVIEW_SIDE, 55), (PREVIEW_SIDE, 35), (180, 35), (120, 30), (80, 25))

# Pillow only warns of a picture that unpacks into far more than it weighs.
warnings.simplefilter("error", Image.DecompressionBombWarning)


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


def _upright(data: bytes, max_side: int) -> Image.Image:
    try:
        opened = Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ZonewalkError("photo_too_large", str(error)) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise ZonewalkError("not_a_photo", str(error)) from error
    if opened.width * opened.height > PHOTO_PIXELS:
        raise ZonewalkError("photo_too_large", f"{opened.width}×{opened.height}")
    opened.draft("RGB", (max_side, max_side))  # a JPEG is unpacked no larger than needed
    try:
        opened.load()
    except (OSError, SyntaxError, ValueError) as error:
        raise ZonewalkError("photo_truncated", str(error)) from error
    turned = ImageOps.exif_transpose(opened)
    if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info:
        ground = Image.new("RGBA", turned.size, "white")
        return Image.alpha_composite(ground, turned.convert("RGBA")).convert("RGB")
    return turned.convert("RGB")


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
