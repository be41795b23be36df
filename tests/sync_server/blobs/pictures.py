"""Pictures for the photo tests: small, real JPEGs, and some that only pretend."""

import hashlib
import random
import struct
from io import BytesIO

from PIL import Image, ImageDraw

TEXT, SHORT, LONG, SLONG = 2, 3, 4, 9  # EXIF's types
ORIENTATION, X_RESOLUTION, IMAGE_WIDTH, GPS = 0x0112, 0x011A, 0x0100, 0x8825


def scene(seed: int = 1, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A picture with shapes in it, so that its fingerprint says something."""
    rng = random.Random(seed)
    image = Image.new("RGB", size, (90, 110, 130))
    draw = ImageDraw.Draw(image)
    for _ in range(40):
        x, y = rng.randrange(size[0]), rng.randrange(size[1])
        w, h = rng.randrange(20, 200), rng.randrange(20, 200)
        draw.rectangle((x, y, x + w, y + h), fill=tuple(rng.randrange(256) for _ in range(3)))
    return image


def jpeg(image: Image.Image, quality: int = 85, orientation: int | None = None) -> bytes:
    """Without EXIF, as phones send it, unless it is to be turned."""
    out = BytesIO()
    exif = Image.Exif()
    if orientation is None:
        image.save(out, "JPEG", quality=quality)
    else:
        exif[ORIENTATION] = orientation
        image.save(out, "JPEG", quality=quality, exif=exif)
    return out.getvalue()


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def with_segment(data: bytes, code: int, body: bytes) -> bytes:
    """The JPEG with one more segment at its head."""
    return data[:2] + bytes([0xFF, code]) + struct.pack(">H", 2 + len(body)) + body + data[2:]


def with_exif(data: bytes, *entries: tuple[int, int, int, bytes]) -> bytes:
    """The JPEG with these tags, each (tag, type, count, the four bytes of its value), as if a camera had written them."""
    folder = struct.pack("<H", len(entries))
    folder += b"".join(struct.pack("<HHI", *entry[:3]) + entry[3].ljust(4, b"\0") for entry in entries)
    return with_segment(data, 0xE1, b"Exif\0\0II*\0" + struct.pack("<I", 8) + folder + bytes(4) + b"tail of the block")


def plain(size: tuple[int, int] = (64, 48)) -> bytes:
    """A small JPEG with nothing beside the picture."""
    return jpeg(scene(size=size))


def damaged_exif() -> dict[str, bytes]:
    """Photos whose pixels are well and whose EXIF is not."""
    turned = (ORIENTATION, SHORT, 1, b"\x06\0")
    return {
        "a resolution in words": with_exif(plain(), turned, (X_RESOLUTION, TEXT, 4, b"abc\0")),
        "a width of minus one": with_exif(plain(), turned, (IMAGE_WIDTH, SLONG, 1, b"\xff\xff\xff\xff")),
    }


def many_scans(scans: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    out = BytesIO()
    scene().convert("L").save(out, "JPEG", progressive=True)
    data = out.getvalue()
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * scans + data[-2:]
