"""What stands in the pixels of a photo: estate, place, item, steward and time. Layout is shared by every image tool."""

from datetime import datetime
from zoneinfo import ZoneInfo

# Of the picture's height; the band lies at the lower left on a translucent ground.
LINE_SHARE = 0.028
LINE_MIN_PX = 14
LINE_GAP = 1.3
PAD = 0.5


def stamp_lines(
    *,
    estate: str,
    place: str,
    item: str,
    steward: str,
    taken_at: datetime,
    tz: ZoneInfo,
    album: bool = False,
    near: str = "",
) -> list[str]:
    """The stamp, a line each. near: the phone's position, where it told one.

    An album picture says so and bears no time of now: nobody knows when it was taken.
    """
    local = taken_at.astimezone(tz)
    when = "相册照片 · 拍摄时间不详" if album else local.strftime("%Y-%m-%d %H:%M:%S")
    return [
        f"{estate} · {place}" if place else estate,
        *([item] if item else []),
        f"{steward}  {when}",
        *([near] if near else []),
    ]
