"""Is it a photo? Digest, header and every pixel, by Pillow; and the fingerprint that shows a photo used twice."""

import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from app.domain.errors import ZonewalkError
from app.domain.limits import PHOTO_PIXELS

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


def check_header(data: bytes) -> None:
    """Refuse by the header alone, before anything is unpacked: not_a_photo, photo_too_large."""
    with _opened(data):
        pass


def verify(data: bytes, sha256: str) -> Seen:
    """Unpack the whole photo. ZonewalkError: photo_digest_wrong, not_a_photo, photo_too_large, photo_truncated."""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ZonewalkError("photo_digest_wrong", sha256)
    with _opened(data) as image:
        try:
            image.load()
        except (OSError, SyntaxError, ValueError) as error:
            raise ZonewalkError("photo_truncated", str(error)) from error
        upright = ImageOps.exif_transpose(image)
        return Seen(upright.width, upright.height, fingerprint(upright))


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


def _opened(data: bytes) -> Image.Image:
    try:
        # Two-lens phones write MPO, a JPEG with a second one behind it: Pillow takes that under this name too.
        image = Image.open(BytesIO(data), formats=["JPEG"])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ZonewalkError("photo_too_large", str(error)) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise ZonewalkError("not_a_photo", str(error)) from error
    if image.width * image.height > PHOTO_PIXELS:
        raise ZonewalkError("photo_too_large", f"{image.width}×{image.height} pixels")
    return image
