"""Smaller copies of a photo: the review copy that comes down with a task, and the thumbnail of a list."""

import logging
from io import BytesIO

from PIL import Image, ImageOps

from app.domain.limits import REVIEW_COPY_BYTES
from sync_server.blobs.store import BlobStore, CopySize

log = logging.getLogger(__name__)

THUMB_SIDE = 320  # pixels
# Long side (pixels) and JPEG quality, best first: the first one that fits is taken.
_REVIEW_STEPS = ((1024, 80), (1024, 65), (800, 65), (640, 60), (480, 50), (320, 40))


def copy_of(store: BlobStore, sha256: str, size: CopySize) -> bytes:
    """A smaller copy as JPEG bytes, made at the first asking and kept. FileNotFoundError if the photo is not there."""
    kept = store.copy(sha256, size)
    if kept is not None:
        return kept
    with store.open(sha256) as file:
        data = file.read()
    made = review_copy(data) if size == "review" else scaled(data, THUMB_SIDE, 75)
    try:
        store.put_copy(sha256, size, made)
    except OSError as error:  # a full disk keeps nobody from looking
        log.warning("the %s copy of %s is not kept: %r", size, sha256, error)
    return made


def review_copy(data: bytes) -> bytes:
    """A copy of at most REVIEW_COPY_BYTES on which a reviewer can still see what matters."""
    if len(data) <= REVIEW_COPY_BYTES:
        return data
    picture = _upright(data, _REVIEW_STEPS[0][0])
    made = data
    for side, quality in _REVIEW_STEPS:
        picture.thumbnail((side, side), Image.Resampling.BICUBIC)
        made = _jpeg(picture, quality)
        if len(made) <= REVIEW_COPY_BYTES:
            break
    return made


def scaled(data: bytes, side: int, quality: int) -> bytes:
    """JPEG bytes with the long side at most `side` pixels, upright, and without the original's EXIF."""
    picture = _upright(data, side)
    picture.thumbnail((side, side), Image.Resampling.BICUBIC)
    return _jpeg(picture, quality)


def _upright(data: bytes, side: int) -> Image.Image:
    """The picture as it is looked at, unpacked no larger than what is needed for a long side of `side` pixels."""
    with Image.open(BytesIO(data), formats=["JPEG"]) as image:
        image.draft("RGB", (side, side))
        return ImageOps.exif_transpose(image).convert("RGB")


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()
