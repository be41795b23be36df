"""Where a picture file keeps its EXIF: the TIFF block inside JPEG, WebP, PNG, and the HEIF family (HEIC, AVIF)."""

import struct
from collections.abc import Iterator

_EXIF = b"Exif\x00\x00"
_START, _APP1, _SCAN, _END = b"\xff\xd8", 0xE1, 0xDA, 0xD9
_PNG = b"\x89PNG\r\n\x1a\n"
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers of a JPEG without a size


def exif_block(data: bytes) -> bytes | None:
    """The TIFF block; None where the file has none. Raises struct.error, ValueError or IndexError for a damaged one."""
    if data.startswith(_START):
        return _of_jpeg(data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _first(data, _riff(data), b"EXIF")
    if data.startswith(_PNG):
        return _first(data, _png(data), b"eXIf")
    if data[4:8] == b"ftyp":
        return _of_heif(data)
    return None


def _of_jpeg(data: bytes) -> bytes | None:
    at = len(_START)
    while at + 4 <= len(data) and data[at] == 0xFF:
        kind = data[at + 1]
        if kind == 0xFF:  # any number of fill bytes may stand before a marker
            at += 1
            continue
        if kind in _BARE:
            at += 2
            continue
        if kind in (_SCAN, _END):
            break
        (size,) = struct.unpack_from(">H", data, at + 2)
        body = data[at + 4 : at + 2 + size]
        if kind == _APP1 and body.startswith(_EXIF):
            return body.removeprefix(_EXIF)
        at += 2 + max(2, size)
    return None


def _first(data: bytes, chunks: Iterator[tuple[bytes, int, int]], name: bytes) -> bytes | None:
    for kind, at, size in chunks:
        if kind == name:
            return data[at : at + size].removeprefix(_EXIF)
    return None


def _riff(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """(name, first byte, bytes) of each chunk."""
    at = 12
    while at + 8 <= len(data):
        (size,) = struct.unpack_from("<I", data, at + 4)
        yield data[at : at + 4], at + 8, size
        at += 8 + size + size % 2


def _png(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    at = len(_PNG)
    while at + 8 <= len(data):
        (size,) = struct.unpack_from(">I", data, at)
        yield data[at + 4 : at + 8], at + 8, size
        at += 12 + size


def _boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(name, first byte, end) of each box (ISO 14496-12) between two places."""
    while at + 8 <= end:
        size, head = struct.unpack_from(">I", data, at)[0], 8
        if size == 1:
            size, head = struct.unpack_from(">Q", data, at + 8)[0], 16
        stop = at + size if size else end
        if stop < at + head:
            raise ValueError("a box shorter than its head")
        yield data[at + 4 : at + 8], at + head, min(stop, end)
        at = stop


def _of_heif(data: bytes) -> bytes | None:
    """The item of type Exif (ISO 23008-12, annex A): four bytes tell where its TIFF block begins."""
    meta = next(((at + 4, end) for kind, at, end in _boxes(data, 0, len(data)) if kind == b"meta"), None)
    if meta is None:
        return None
    inside = {kind: (at, end) for kind, at, end in _boxes(data, *meta)}
    if b"iinf" not in inside or b"iloc" not in inside:
        return None
    item = _exif_item(data, *inside[b"iinf"])
    for at, size in _places(data, inside[b"iloc"][0], item) if item is not None else ():
        (skip,) = struct.unpack_from(">I", data, at)
        return data[at + 4 + skip : at + size].removeprefix(_EXIF)
    return None


def _exif_item(data: bytes, at: int, end: int) -> int | None:
    first = at + (6 if data[at] == 0 else 8)
    for kind, start, _ in _boxes(data, first, end):
        if kind == b"infe" and data[start] >= 2:
            wide = data[start] == 3
            (number,) = struct.unpack_from(">I" if wide else ">H", data, start + 4)
            if data[start + (10 if wide else 8) :][:4] == b"Exif":
                return int(number)
    return None


def _places(data: bytes, at: int, wanted: int) -> Iterator[tuple[int, int]]:
    """(first byte, bytes) of each extent of an item that lies in the file itself."""
    version = data[at]
    sizes = struct.unpack_from(">H", data, at + 4)[0]
    offset_size, length_size, base_size, index_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15, sizes & 15
    at += 6

    def number(size: int) -> int:
        nonlocal at
        at += size
        return int.from_bytes(data[at - size : at], "big")

    for _ in range(number(2 if version < 2 else 4)):
        item = number(2 if version < 2 else 4)
        method = number(2) & 15 if version else 0
        number(2)
        base = number(base_size)
        for _ in range(number(2)):
            if version:
                number(index_size)
            offset, length = number(offset_size), number(length_size)
            if item == wanted and method == 0:
                yield base + offset, length
