"""What stands in the pixels of a photo: estate, place, item, steward and time. Layout is shared by every image tool."""

from datetime import datetime
from zoneinfo import ZoneInfo

# Of the picture's height; the band lies at the lower left on a translucent ground.
LINE_SHARE = 0.028
LINE_MIN_PX = 14
LINE_GAP = 1.3
PAD = 0.5


def time_in_stamp(at: datetime, tz: ZoneInfo) -> str:
    """A time as it stands in the pixels, to the second."""
    return at.astimezone(tz).strftime("%Y-%m-%d %H:%M:%S")


def stamp_lines(
    *,
    estate: str,
    place: str,
    item: str,
    steward: str,
    when: str,
    near: str = "",
) -> list[str]:
    """The stamp, a line each. when: `time_in_stamp`, or the words for a picture that was not taken now. near: the phone's
    position, where it told one."""
    return [
        f"{estate} · {place}" if place else estate,
        *([item] if item else []),
        f"{steward}  {when}",
        *([near] if near else []),
    ]
