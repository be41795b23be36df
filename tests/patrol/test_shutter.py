"""A picture of the album is marked so and never said to be of now; nor is one that came by the camera's way but is old."""

from datetime import UTC, datetime, timedelta

import pytest

from app.hosts import PhotoAsk, Shot
from app.locales import set_language
from app.patrol.evidence import keep, take
from app.patrol.shutter import FRESH, Taken, taken
from app.patrol.work import Work
from tests.imaging.pictures import a_picture
from tests.patrol.scenes import caption
from tests.ui.harness import NOW, FakeApp

EARLIER = datetime(2026, 5, 19, 7, 30, tzinfo=UTC)  # 15:30 in Shanghai
PLAIN = a_picture(64, 48)


def of(at: datetime) -> bytes:
    """A picture whose EXIF says that it was taken then."""
    return a_picture(64, 48, taken=f"{at:%Y:%m:%d %H:%M:%S}", offset="+00:00")


JUST_NOW = NOW - timedelta(minutes=2)
LATER = NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("shot", "expected"),
    [
        (Shot(PLAIN, "camera"), Taken("camera", NOW)),
        (Shot(PLAIN, "album"), Taken("album", None)),
        (Shot(of(EARLIER), "album"), Taken("album", EARLIER)),
        (Shot(of(LATER), "album"), Taken("album", None)),
        (Shot(PLAIN, "album", modified=EARLIER), Taken("album", None)),
        (Shot(PLAIN, "system"), Taken("system", NOW)),
        (Shot(of(JUST_NOW), "system"), Taken("system", JUST_NOW)),
        (Shot(PLAIN, "system", modified=JUST_NOW), Taken("system", NOW)),
        (Shot(of(EARLIER), "system", modified=NOW), Taken("album", EARLIER)),
        (Shot(PLAIN, "system", modified=NOW - 2 * FRESH), Taken("album", None)),
        (Shot(of(LATER), "system"), Taken("system", NOW)),
    ],
    ids=["camera", "album, no time", "album", "album of tomorrow", "a file's time is no shutter's", "system", "system with EXIF",
         "a new file", "an old picture chosen in the camera's place", "an old file chosen", "a clock of another zone"],
)  # fmt: skip
def test_where_a_picture_comes_from_and_when_it_was_taken(work: Work, shot: Shot, expected: Taken) -> None:
    assert taken(shot, NOW, work.tz) == expected


@pytest.mark.anyio
async def test_an_album_picture_bears_its_own_time_in_the_stamp_and_in_the_record(phone: FakeApp, work: Work) -> None:
    ref = (await keep(phone.host, Shot(of(EARLIER), "album"), Taken("album", EARLIER), caption(work), "evidence")).ref
    assert (ref.source, ref.taken_at) == ("album", EARLIER)
    assert phone.images.stamps[-1][-1] == "林  相册照片 · 拍于 2026-05-19 15:30:00"


@pytest.mark.anyio
async def test_an_album_picture_of_unknown_time_bears_none(phone: FakeApp, work: Work) -> None:
    phone.host.shots.append(Shot(PLAIN, "album"))
    evidence = await take(phone.host, work.taken, PhotoAsk("", lang="zh"), caption(work), "evidence")
    assert evidence is not None
    assert (evidence.ref.source, evidence.ref.taken_at) == ("album", None)
    assert "2026" not in "".join(phone.images.stamps[-1])
    assert "相册照片" in phone.images.stamps[-1][-1]


@pytest.mark.anyio
async def test_in_english_the_stamp_says_it_in_english(phone: FakeApp, work: Work) -> None:
    set_language("en")
    try:
        await keep(phone.host, Shot(PLAIN, "album"), Taken("album", None), caption(work), "evidence")
    finally:
        set_language("zh")
    assert phone.images.stamps[-1][-1].endswith("album picture · time unknown")
