"""Pillow's picture tools: upright, scaled, stamped in the pixels, digested; and what is no photo is told apart."""

import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image

from app.domain.errors import ZonewalkError
from app.domain.limits import PHOTO_LONG_SIDE, PHOTO_PIXELS, PREVIEW_BYTES
from app.hosts.pick import FONT
from app.imaging.pillow_tools import PillowTools
from app.imaging.stamp_pixels import StampFontError
from tests.imaging.pictures import UPRIGHT, a_font, a_picture, lies
from tests.sync_server.blobs.pictures import damaged_exif, plain, with_segment

pytestmark = pytest.mark.anyio

STAMP = ["青澜苑·电表", "林 09:00"]


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> PillowTools:
    return PillowTools(a_font(tmp_path_factory.mktemp("font")))


async def test_given_a_12_megapixel_photo_then_it_is_1600_wide_and_its_digest_is_of_what_is_kept(
    tools: PillowTools,
) -> None:
    made = await tools.prepare(a_picture(4000, 3000), STAMP)
    assert (made.w, made.h) == (PHOTO_LONG_SIDE, 1200)
    assert made.sha256 == hashlib.sha256(made.data).hexdigest()
    opened = Image.open(io.BytesIO(made.data))
    assert (opened.format, opened.size) == ("JPEG", (1600, 1200))
    assert not opened.getexif()


async def test_given_a_small_photo_then_it_is_not_blown_up(tools: PillowTools) -> None:
    made = await tools.prepare(a_picture(640, 480), [])
    assert (made.w, made.h) == (640, 480)


@pytest.mark.parametrize("orientation", UPRIGHT)
async def test_given_any_orientation_then_the_photo_is_upright(tools: PillowTools, orientation: int) -> None:
    made = await tools.prepare(a_picture(800, 600, orientation=orientation), [])
    assert lies(made.data) == UPRIGHT[orientation]


async def test_given_a_stamp_then_it_stands_in_the_pixels_at_the_lower_left_and_nowhere_else(
    tools: PillowTools,
) -> None:
    plain = Image.open(io.BytesIO((await tools.prepare(a_picture(1600, 1200), [])).data)).convert("RGB")
    stamped = Image.open(io.BytesIO((await tools.prepare(a_picture(1600, 1200), STAMP)).data)).convert("RGB")
    assert _white(stamped, (0, 1050, 400, 1200)) > 500
    assert _white(plain, (0, 1050, 400, 1200)) == 0
    above, right = (0, 0, 1600, 1000), (800, 0, 1600, 1200)
    assert _white(stamped, above) == _white(stamped, right) == 0


async def test_given_a_stamp_too_long_for_the_picture_then_all_of_it_stands_inside(tools: PillowTools) -> None:
    made = await tools.prepare(a_picture(900, 900), ["青澜苑" * 20])
    picture = Image.open(io.BytesIO(made.data)).convert("RGB")
    assert _white(picture, (840, 850, 890, 900)) > 0
    assert _white(picture, (895, 850, 900, 900)) == 0


async def test_given_a_photo_then_its_preview_is_small_enough_to_travel_inside_the_fact(tools: PillowTools) -> None:
    import random

    noise = Image.frombytes("RGB", (1600, 1200), random.Random(1).randbytes(1600 * 1200 * 3))
    out = io.BytesIO()
    noise.save(out, "JPEG")
    made = await tools.prepare(out.getvalue(), STAMP)
    assert 0 < len(made.preview) <= PREVIEW_BYTES
    assert Image.open(io.BytesIO(made.preview)).format == "JPEG"


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
async def test_given_a_picture_of_another_kind_then_a_jpeg_is_kept(tools: PillowTools, kind: str) -> None:
    made = await tools.prepare(a_picture(800, 600, kind=kind), [])
    assert made.data.startswith(b"\xff\xd8")


async def test_given_a_transparent_picture_then_its_ground_is_white(tools: PillowTools) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(out, "PNG")
    made = await tools.prepare(out.getvalue(), [])
    assert Image.open(io.BytesIO(made.data)).convert("RGB").getpixel((50, 50)) == (255, 255, 255)


HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(40)


async def test_given_a_format_that_cannot_be_read_then_it_is_named_and_what_to_do(tools: PillowTools) -> None:
    for data, name, way in ((b"GIF89a" + b"0" * 40, "GIF", "JPEG"), (HEIC, "HEIC", "兼容性最佳")):
        with pytest.raises(ZonewalkError) as raised:
            await tools.prepare(data, STAMP)
        fault = raised.value.fault()
        assert name in fault.zh
        assert name in fault.en
        assert way in fault.do_zh


@pytest.mark.parametrize(("wide", "high"), [(8_165, 6_124), (12_000, 9_000)], ids=["50 Mpx", "108 Mpx"])
async def test_given_a_large_picture_of_todays_phones_then_it_is_scaled_and_not_refused(
    tools: PillowTools, wide: int, high: int
) -> None:
    out = io.BytesIO()
    Image.new("L", (wide, high), 90).save(out, "JPEG", quality=40)
    made = await tools.prepare(out.getvalue(), STAMP)
    assert max(made.w, made.h) == PHOTO_LONG_SIDE


async def test_given_a_webp_with_an_orientation_then_it_is_turned_upright(tools: PillowTools) -> None:
    made = await tools.prepare(a_picture(800, 600, kind="WEBP", orientation=6), [])
    assert (made.w, made.h) == (600, 800)


def huge() -> bytes:
    """A picture of few bytes and too many pixels."""
    out = io.BytesIO()
    Image.new("1", (8_000, PHOTO_PIXELS // 8_000 + 1)).save(out, "PNG")
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "not_a_photo"), (b"hello", "not_a_photo"), (b"\xff\xd8\xff", "not_a_photo"), (b"GIF89a" + b"0" * 40, "photo_format"),
     (HEIC, "photo_heic"), (b"\x00\x00\x00\x18ftypisom" + bytes(40), "photo_format"),
     (a_picture(800, 600)[:-900], "photo_truncated"), (a_picture(800, 600, kind="PNG")[:-300], "photo_truncated"),
     (huge(), "photo_too_large"), (bomb(), "photo_too_large")],
    ids=["empty", "text", "header", "gif", "heic", "film", "cut jpeg", "cut png", "over 40 Mpx", "bomb"],
)  # fmt: skip
async def test_given_what_is_no_photo_then_it_is_refused_with_its_code(
    tools: PillowTools, data: bytes, code: str
) -> None:
    with pytest.raises(ZonewalkError) as raised:
        await tools.prepare(data, STAMP)
    assert raised.value.code == code


@pytest.mark.parametrize("data", damaged_exif().values(), ids=damaged_exif())
async def test_given_damaged_exif_then_the_picture_is_taken_upright_where_that_can_be_read(
    tools: PillowTools, data: bytes
) -> None:
    made = await tools.prepare(data, [])
    assert (made.w, made.h) == (48, 64)


async def test_given_exif_that_nobody_can_read_then_the_picture_is_taken_as_it_lies(tools: PillowTools) -> None:
    for block in (b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0", b"Exif\0\0XX", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff"):
        made = await tools.prepare(with_segment(plain(), 0xE1, block), [])
        assert (made.w, made.h) == (64, 48)


async def test_given_a_letter_that_the_font_lacks_then_it_is_an_error_and_no_box(tools: PillowTools) -> None:
    with pytest.raises(StampFontError, match="U\\+6F0F"):
        await tools.prepare(a_picture(800, 600), ["漏水"])


def test_given_no_font_then_it_says_so_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(StampFontError):
        PillowTools(tmp_path / "none.woff2")


@pytest.mark.skipif(not FONT.exists(), reason="the web build, which cuts the font, has not run here")
async def test_given_the_bundled_font_then_a_real_stamp_can_be_written() -> None:
    made = await PillowTools(FONT).prepare(
        a_picture(1600, 1200), ["青澜苑 · 1栋1单元3层", "水表", "林晓  2026-03-02 09:00:00"]
    )
    assert _white(Image.open(io.BytesIO(made.data)).convert("RGB"), (0, 1000, 800, 1200)) > 500


def _white(picture: Image.Image, box: tuple[int, int, int, int]) -> int:
    """How many nearly white pixels lie in the box."""
    counts = picture.crop(box).convert("L").histogram()
    return sum(counts[235:])
