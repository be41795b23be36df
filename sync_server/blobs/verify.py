"""Is it a photo? Digest, structure and every pixel; and the fingerprint that shows a photo used twice."""

import hashlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from app.domain.errors import ZonewalkError
from sync_server.blobs import jpeg

# Pillow only warns of a picture that unpacks into far more than it weighs; here nobody would read the warning.
warnings.simplefilter("error", Image.DecompressionBombWarning)

FINGERPRINT_SIDE = 16  # 16 × 16 comparisons: 256 bits
NEAR = 24  # bits: two photos this close may be one photo; a hint, never a verdict


@dataclass(frozen=True)
class Seen:
    """What a good photo is: pixels as it is looked at (orientation applied), and its 256-bit fingerprint."""

    width: int
    height: int
    fingerprint: bytes


def verify(data: bytes, sha256: str) -> Seen:
    """Unpack the whole photo, and read its EXIF. ZonewalkError: photo_digest_wrong, not_a_photo, photo_too_large,
    photo_truncated; and nothing else, whatever the bytes are."""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ZonewalkError("photo_digest_wrong", sha256)
    jpeg.read(data)  # before anything is unpacked: how much that would cost
    # Two-lens phones write MPO, a JPEG with a second one behind it: Pillow takes that under this name too.
    with refusing("not_a_photo"), Image.open(BytesIO(data), formats=["JPEG"]) as image:
        with refusing("photo_truncated"):
            image.load()
        ImageOps.exif_transpose(image, in_place=True)
        return Seen(image.width, image.height, fingerprint(image))


@contextmanager
def refusing(code: str) -> Iterator[None]:
    """Whatever the decoder raises is the photo's fault and refuses it with this code: Pillow promises no types, and damaged
    bytes have brought TypeError, struct.error and KeyError out of it. Want of memory is the server's."""
    try:
        yield
    except (ZonewalkError, MemoryError):
        raise
    except Exception as error:
        raise ZonewalkError(code, f"{type(error).__name__}: {error}") from error


def fingerprint(image: Image.Image) -> bytes:
    """Difference hash of 256 bits (32 bytes): is each cell of a 16-row grid brighter than its left neighbour?"""
    side = FINGERPRINT_SIDE
    grey = image.convert("L").resize((side + 1, side), Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(side):
        for column in range(side):
            at = row * (side + 1) + column
            bits = bits << 1 | (grey[at + 1] > grey[at])
    return bits.to_bytes(side * side // 8, "big")


def distance(one: bytes, other: bytes) -> int:
    """Bits in which two fingerprints differ, 0–256."""
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()
