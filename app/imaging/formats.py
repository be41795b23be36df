"""What a file is that could not be read as a picture, so that the person hears its name and what to do."""

from dataclasses import replace

from app.domain.errors import ERRORS, ZonewalkError

_HEIC = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
_BEGIN = (
    (b"\xff\xd8", "JPEG"), (b"\x89PNG", "PNG"), (b"GIF8", "GIF"), (b"BM", "BMP"), (b"%PDF", "PDF"), (b"\x00\x00\x00\x0cJXL ", "JPEG XL"),
    (b"\xff\x0a", "JPEG XL"), (b"II*\x00", "TIFF / RAW"), (b"MM\x00*", "TIFF / RAW"), (b"8BPS", "Photoshop"), (b"PK\x03\x04", "ZIP"),
)  # fmt: skip


def format_of(data: bytes) -> str:
    """The name of the file's format by its first bytes; "" where it is not known."""
    if data[4:8] == b"ftyp":
        brands = {data[8:12], *(data[at : at + 4] for at in range(16, min(64, int.from_bytes(data[:4], "big")), 4))}
        if b"avif" in brands:
            return "AVIF"
        return "HEIC" if brands & _HEIC else "MP4 / MOV"
    if data.startswith(b"RIFF"):
        return {b"WEBP": "WebP", b"AVI ": "AVI"}.get(data[8:12], "")
    return next((name for begin, name in _BEGIN if data.startswith(begin)), "")


def unreadable(data: bytes, detail: str) -> ZonewalkError:
    """The error for a file that the device can't read as a picture: photo_heic, photo_format (which names it) or not_a_photo."""
    name = format_of(data)
    if name == "HEIC":
        return ZonewalkError("photo_heic", detail)
    if name in ("", "JPEG", "PNG", "WebP"):  # of a format that every device reads: this one is damaged
        return ZonewalkError("not_a_photo", detail)
    error = ZonewalkError("photo_format", detail)
    kind = ERRORS["photo_format"]
    error.kind = replace(kind, zh=kind.zh.replace("{name}", name), en=kind.en.replace("{name}", name))
    return error
