"""What every host can do with a picture; each host has its own way (Pillow, or the browser's canvas)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.domain.limits import PHOTO_LONG_SIDE, PHOTO_QUALITY


@dataclass(frozen=True)
class Prepared:
    """A photo ready to be kept: `data` is the stamped JPEG, w/h its pixels, sha256 the 64 hex digits of its digest.
    preview: a JPEG of at most limits.PREVIEW_BYTES for the fact itself."""

    data: bytes
    w: int
    h: int
    sha256: str
    preview: bytes


class ImageTools(Protocol):
    """Picture work of a host."""

    async def prepare(
        self,
        data: bytes,
        stamp: Sequence[str],
        *,
        max_side: int = PHOTO_LONG_SIDE,
        quality: float = PHOTO_QUALITY,
    ) -> Prepared:
        """Turn by EXIF, scale down to `max_side` pixels (never up), write the stamp's lines into the pixels at the lower
        left, encode as JPEG without EXIF.

        Raises ZonewalkError: not_a_photo, photo_heic, photo_format, photo_too_large (limits.PHOTO_PIXELS), photo_truncated.
        """
