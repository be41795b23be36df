"""When a picture says that it was taken. A few lines of our own, because the browser has no Pillow, and its canvas drops EXIF."""

import struct
from datetime import datetime, tzinfo

from app.domain.times import aware
from app.imaging.exif_block import exif_block

_EXIF_FOLDER, _TAKEN, _TAKEN_OFFSET = (
    0x8769,
    0x9003,
    0x9011,
)  # tags of EXIF 2.32: ExifIFD, DateTimeOriginal, OffsetTimeOriginal
_TEXT, _LONG = 2, 4

_Tags = dict[int, int | str]


def taken_at(data: bytes, tz: tzinfo) -> datetime | None:
    """The shutter's time of a JPEG, WebP, PNG, AVIF or HEIC; None where it does not tell one that can be read.

    tz: the zone that the camera's clock is taken to show, unless the picture names its own.
    """
    try:
        block = exif_block(data)
        if block is None:
            return None
        order = {b"II": "<", b"MM": ">"}[block[:2]]
        (first,) = struct.unpack_from(f"{order}I", block, 4)
        folder = _tags(block, order, first).get(_EXIF_FOLDER)
        tags = _tags(block, order, folder) if isinstance(folder, int) else {}
        taken = _time(str(tags.get(_TAKEN, "")), str(tags.get(_TAKEN_OFFSET, "")), tz)
        return taken if taken is None or aware(taken) else None  # ValueError for one that no fact may bear
    except (struct.error, KeyError, ValueError, IndexError, OverflowError):
        return None


def _tags(block: bytes, order: str, at: int) -> _Tags:
    """The texts and the long numbers of one folder of tags."""
    (count,) = struct.unpack_from(f"{order}H", block, at)
    found: _Tags = {}
    for n in range(count):
        entry = at + 2 + 12 * n
        tag, kind, size, value = struct.unpack_from(f"{order}HHII", block, entry)
        if kind == _LONG:
            found[tag] = value
        elif kind == _TEXT:
            start = value if size > 4 else entry + 8
            found[tag] = block[start : start + size].rstrip(b"\x00 ").decode("ascii", "replace")
    return found


def _time(text: str, offset: str, tz: tzinfo) -> datetime | None:
    if not text.strip():
        return None
    if offset.strip():
        return datetime.strptime(f"{text} {offset}", "%Y:%m:%d %H:%M:%S %z")
    return datetime.strptime(text, "%Y:%m:%d %H:%M:%S").replace(tzinfo=tz)
