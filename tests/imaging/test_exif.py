"""The shutter's time of a JPEG, as cameras write it; what cannot be read is no time, and never an error."""

import io
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.imaging.exif import taken_at
from tests.imaging.pictures import a_picture

SHANGHAI = ZoneInfo("Asia/Shanghai")
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
