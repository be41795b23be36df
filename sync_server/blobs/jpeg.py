"""A JPEG by its markers (ITU T.81, annex B): how large and how costly it is, and its bytes without what a camera writes
beside the picture. Read before any decoder is given the bytes; nothing is unpacked here."""

import re
import struct
from dataclasses import dataclass

from app.domain.errors import ZonewalkError
from app.domain.limits import PHOTO_SCANS, PHOTO_SERVER_SIDE

SEGMENTS = 1_000  # at most; a photo of many scans has about a hundred
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_APP0, _EXIF, _ICC, _ADOBE, _COMMENT = 0xE0, 0xE1, 0xE2, 0xEE, 0xFE
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_TABLES = frozenset({0xC4, 0xCC, 0xDB, 0xDC, 0xDD})
_APPS = frozenset(range(0xE0, 0xF0))
# FF before a code; FF 00 and FF D0–D7 belong to the data of a scan, and FF FF fills.
_MARKER = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")
_JFIF, _EXIF_HEAD = b"JFIF\0", b"Exif\0\0"
_ORIENTATION, _SHORT = 0x0112, 3  # tag and type of EXIF 2.32


@dataclass(frozen=True)
class Jpeg:
    """width, height: pixels as stored. scans: passes that a decoder makes over all of them. kept: the segments that the
    picture needs, in their order. orientation: 1–8, as the camera told it; 1 where it did not."""

    width: int
    height: int
    scans: int
    kept: tuple[bytes, ...]
    orientation: int = 1

    def bare(self) -> bytes:
        """The same picture, bit for bit, with nothing beside it than which way up it is: no time, place, camera, thumbnail
        or words, and nothing behind its end."""
        head = self.kept[0] if self.kept and self.kept[0].startswith(b"\xff\xe0") else b""
        rest = self.kept[1:] if head else self.kept
        upright = _told(self.orientation) if self.orientation != 1 else b""
        return b"".join([b"\xff\xd8", head, upright, *rest, b"\xff\xd9"])


def read(data: bytes) -> Jpeg:
    """What a JPEG is made of. ZonewalkError: not_a_photo; photo_too_large for more pixels or scans than phones send."""
    if not data.startswith(b"\xff\xd8\xff"):
        raise ZonewalkError("not_a_photo", "no JPEG")
    at, frame, scans, orientation = 2, (0, 0), 0, 0
    kept: list[bytes] = []
    for _ in range(SEGMENTS):
        found = _MARKER.search(data, at)
        if found is None or found[1][0] == _END:
            break
        at, code = found.start(), found[1][0]
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        end, body = at + 2 + length, data[at + 4 : at + 2 + length]
        if length < 2 or end > len(data):
            break
        if code == _SCAN:
            scans += 1
            following = _MARKER.search(data, end)
            end = following.start() if following else len(data)
        elif code in _FRAMES:
            frame = _frame(frame, body)
        elif code == _EXIF and body.startswith(_EXIF_HEAD) and not orientation:
            orientation = _orientation(body.removeprefix(_EXIF_HEAD))
        elif code not in _TABLES | _APPS | {_COMMENT}:
            raise ZonewalkError("not_a_photo", f"a segment {code:02x}")
        if _needed(code, body):
            kept.append(_jfif(body) if code == _APP0 else data[at:end])
        at = end
    else:
        raise ZonewalkError("not_a_photo", f"more than {SEGMENTS} segments")
    if not frame[0] or not scans:
        raise ZonewalkError("not_a_photo", "no picture in it")
    if max(frame) > PHOTO_SERVER_SIDE:
        raise ZonewalkError("photo_too_large", f"{frame[0]}×{frame[1]} pixels")
    if scans > PHOTO_SCANS:
        raise ZonewalkError("photo_too_large", f"{scans} scans")
    return Jpeg(*frame, scans, tuple(kept), orientation or 1)


def _frame(before: tuple[int, int], body: bytes) -> tuple[int, int]:
    """Width and height of the picture's one frame."""
    if before != (0, 0) or len(body) < 6:
        raise ZonewalkError("not_a_photo", "no frame, or two")
    height, width = struct.unpack_from(">HH", body, 1)
    if not width or not height:
        raise ZonewalkError("not_a_photo", f"{width}×{height} pixels")
    return width, height


def _needed(code: int, body: bytes) -> bool:
    """What tells how to decode, and how to read the colours."""
    if code in _APPS:
        marks = {_APP0: _JFIF, _ICC: b"ICC_PROFILE\0", _ADOBE: b"Adobe"}
        return code in marks and body.startswith(marks[code])
    return code != _COMMENT


def _jfif(body: bytes) -> bytes:
    """The JFIF segment without its thumbnail."""
    return b"\xff\xe0\x00\x10" + body[:12].ljust(12, b"\0") + b"\0\0"


def _orientation(tiff: bytes) -> int:
    """Which way up, by the first folder of an EXIF block; 1 where it says nothing that can be read."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return 1
    try:
        (at,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, at)
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, entry)
            if (tag, kind) == (_ORIENTATION, _SHORT):
                return value if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def _told(orientation: int) -> bytes:
    """An EXIF segment that says which way up and nothing else."""
    folder = struct.pack("<HHHIHHI", 1, _ORIENTATION, _SHORT, 1, orientation, 0, 0)
    body = _EXIF_HEAD + b"II*\0" + struct.pack("<I", 8) + folder
    return b"\xff\xe1" + struct.pack(">H", 2 + len(body)) + body
