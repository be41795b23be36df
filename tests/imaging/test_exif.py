"""The shutter's time of a JPEG, as cameras write it; what cannot be read is no time, and never an error."""

import io
import struct
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.imaging.exif import taken_at
from tests.imaging.pictures import a_picture

SHANGHAI = ZoneInfo("Asia/Shanghai")
WHOLE = {
    kind: a_picture(8, 8, kind=kind, orientation=3, taken="2026:05:20 08:12:30") for kind in ("WEBP", "PNG", "AVIF")
}
SHOT = "2026:05:20 08:12:30"


def test_given_a_time_without_a_zone_then_the_cameras_clock_showed_the_estates_time() -> None:
    assert taken_at(a_picture(64, 48, taken=SHOT), SHANGHAI) == datetime(2026, 5, 20, 0, 12, 30, tzinfo=UTC)


def test_given_a_time_with_its_own_zone_then_that_one_counts() -> None:
    picture = a_picture(64, 48, orientation=6, taken=SHOT, offset="+09:00")
    assert taken_at(picture, SHANGHAI) == datetime(2026, 5, 20, 8, 12, 30, tzinfo=timezone(timedelta(hours=9)))


def test_given_big_endian_numbers_then_they_are_read_as_well() -> None:
    exif = Image.Exif()
    exif.endian = ">"
    exif.get_ifd(0x8769)[0x9003] = SHOT
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG", exif=exif.tobytes())
    assert b"Exif\x00\x00MM" in out.getvalue()
    assert taken_at(out.getvalue(), SHANGHAI) == datetime(2026, 5, 20, 8, 12, 30, tzinfo=SHANGHAI)


def described(picture: bytes, words: bytes) -> bytes:
    """The same JPEG with an EXIF text that is not ASCII, as phones and Chinese camera software write it."""
    exif = Image.open(io.BytesIO(picture)).getexif()
    exif[0x010E] = "x" * len(words)
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG", exif=exif)
    return out.getvalue().replace(b"x" * len(words), words)


@pytest.mark.parametrize("words", ["水表井积水".encode(), "水表井".encode("gbk"), b"caf\xe9 du coin"])
def test_given_a_description_that_is_not_ascii_then_the_time_is_read_all_the_same(words: bytes) -> None:
    picture = described(a_picture(64, 48, taken=SHOT), words)
    assert words in picture
    assert taken_at(picture, SHANGHAI) == datetime(2026, 5, 20, 8, 12, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize("fill", [1, 2, 7])
def test_given_fill_bytes_before_a_marker_then_the_time_is_read_all_the_same(fill: int) -> None:
    picture = a_picture(64, 48, taken=SHOT)
    filled = picture[:2] + b"\xff" * fill + picture[2:]
    assert taken_at(filled, SHANGHAI) == datetime(2026, 5, 20, 8, 12, 30, tzinfo=SHANGHAI)
    comment = b"\xff\xff\xfe\x00\x06abcd"
    assert taken_at(picture[:2] + comment + picture[2:], SHANGHAI) is not None


@pytest.mark.parametrize("kind", ["WEBP", "PNG", "AVIF"])
def test_given_another_format_that_carries_a_time_then_it_is_read(kind: str) -> None:
    picture = a_picture(64, 48, kind=kind, orientation=6, taken=SHOT, offset="+09:00")
    assert taken_at(picture, SHANGHAI) == datetime(2026, 5, 20, 8, 12, 30, tzinfo=timezone(timedelta(hours=9)))
    assert taken_at(a_picture(64, 48, kind=kind), SHANGHAI) is None


def heic(tiff: bytes) -> bytes:
    """The boxes of a HEIC as an iPhone writes them, with its Exif item and no picture."""

    def box(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", 8 + len(body)) + kind + body

    item = struct.pack(">I", 6) + b"Exif\x00\x00" + tiff
    ftyp = box(b"ftyp", b"heic\x00\x00\x00\x00mif1heic")
    infe = box(b"infe", b"\x02\x00\x00\x00" + struct.pack(">HH", 7, 0) + b"Exif\x00")
    hvc1 = box(b"infe", b"\x02\x00\x00\x00" + struct.pack(">HH", 1, 0) + b"hvc1\x00")
    iinf = box(b"iinf", b"\x00\x00\x00\x00" + struct.pack(">H", 2) + hvc1 + infe)

    def meta(at: int) -> bytes:
        places = struct.pack(">HHHII", 7, 0, 1, at, len(item))
        iloc = box(b"iloc", b"\x00\x00\x00\x00" + b"\x44\x00" + struct.pack(">H", 1) + places)
        return box(b"meta", b"\x00\x00\x00\x00" + box(b"hdlr", b"\x00" * 24) + iinf + iloc)

    return ftyp + meta(len(ftyp) + len(meta(0)) + 8) + box(b"mdat", item)


def test_given_a_heic_then_its_time_is_read() -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = SHOT
    picture = heic(exif.tobytes().removeprefix(b"Exif\x00\x00"))
    assert taken_at(picture, SHANGHAI) == datetime(2026, 5, 20, 8, 12, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize("kind", ["WEBP", "PNG", "AVIF"])
@given(st.integers(0, 900), st.binary(min_size=1, max_size=8), st.integers(0, 1200))
def test_given_damaged_bytes_of_another_format_then_it_is_a_time_or_none(
    kind: str, at: int, noise: bytes, end: int
) -> None:
    whole = WHOLE[kind]
    for data in (whole[:at] + noise + whole[at + len(noise) :], whole[:end]):
        told = taken_at(data, SHANGHAI)
        assert told is None or told.tzinfo is not None


@pytest.mark.parametrize("told", ["0000:00:00 00:00:00", "0500:05:20 08:12:30", "    :  :     :  :  ", "gestern"])
def test_given_a_camera_whose_clock_was_never_set_then_no_time_is_told(told: str) -> None:
    assert taken_at(a_picture(64, 48, taken=told), SHANGHAI) is None


@pytest.mark.parametrize("picture", [b"", b"\xff\xd8", a_picture(64, 48), a_picture(64, 48, kind="PNG")])
def test_given_a_picture_without_exif_then_no_time_is_told(picture: bytes) -> None:
    assert taken_at(picture, SHANGHAI) is None


@given(st.integers(0, 200), st.binary(min_size=1, max_size=8), st.integers(0, 400))
def test_given_damaged_bytes_then_it_is_a_time_or_none_and_never_an_error(at: int, noise: bytes, end: int) -> None:
    whole = a_picture(8, 8, orientation=3, taken=SHOT, offset="+08:00")
    damaged = whole[:at] + noise + whole[at + len(noise) :]
    for data in (damaged, whole[:end]):
        told = taken_at(data, SHANGHAI)
        assert told is None or told.tzinfo is not None
