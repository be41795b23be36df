"""A demo picture as a phone would have sent it: stamped in its pixels, a JPEG, known by its digest."""

import hashlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from app.domain.limits import PHOTO_QUALITY, PREVIEW_BYTES, PREVIEW_SIDE
from app.domain.stamp import LINE_GAP, LINE_MIN_PX, LINE_SHARE, PAD

FONT_IN_SITE = Path("assets/fonts/NotoSansSC-subset.woff2")


@dataclass(frozen=True)
class Stamped:
    """Bytes of the JPEG, its SHA-256 (hex), its pixels, and the small preview that goes inside the fact."""

    data: bytes
    sha256: str
    width: int
    height: int
    preview: bytes


def find_font(site: Path) -> Path | None:
    """The Chinese font that the app ships, out of the built site; None where the app was not built."""
    font = site / FONT_IN_SITE
    return font if font.exists() else None


def stamped(image: Image.Image, lines: list[str], font: Path | None) -> Stamped:
    """Write the stamp's lines into the picture's lower left. Without a font that has Chinese, only ASCII is written:
    an empty box would say less than nothing."""
    picture = image.convert("RGB")
    size = max(LINE_MIN_PX, round(picture.height * LINE_SHARE))
    face = ImageFont.truetype(font, size) if font else ImageFont.load_default(size)
    written = lines if font else [line.encode("ascii", "ignore").decode().strip(" ·") for line in lines]
    gap, pad = round(size * LINE_GAP), round(size * PAD)
    width = max(round(face.getlength(line)) for line in written) + 2 * pad
    height = gap * len(written) + pad
    ground = Image.new("RGBA", (width, height), (0, 0, 0, 140))
    top = picture.height - height
    picture.paste(ground, (0, top), ground)
    draw = ImageDraw.Draw(picture)
    for row, line in enumerate(written):
        draw.text((pad, top + pad / 2 + row * gap), line, font=face, fill=(255, 255, 255))
    data = _jpeg(picture, round(PHOTO_QUALITY * 100))
    return Stamped(data, hashlib.sha256(data).hexdigest(), picture.width, picture.height, _preview(picture))


def _preview(picture: Image.Image) -> bytes:
    """At most PREVIEW_BYTES; the quality gives way first."""
    small = picture.copy()
    small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    made = b""
    for quality in (60, 45, 30, 20):
        made = _jpeg(small, quality)
        if len(made) <= PREVIEW_BYTES:
            break
    return made


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()
