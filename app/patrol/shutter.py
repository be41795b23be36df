"""Whether a picture was taken just now or chosen, and when: a chosen one bears its own time or none, never that of now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.hosts import Shot, ShotSource
from app.imaging.exif import taken_at

# Some browsers answer the wish for the system's camera with their file chooser: what is older than this was chosen.
FRESH = timedelta(minutes=10)


@dataclass(frozen=True)
class Taken:
    """source: as it is recorded. at: the shutter's time, corrected; None where nobody knows it. sure: whether nothing speaks
    against the clock that told it."""

    source: ShotSource
    at: datetime | None
    sure: bool = True


def taken(shot: Shot, now: datetime, tz: ZoneInfo, *, off: timedelta = timedelta(0), sure: bool = True) -> Taken:
    """now: when the picture arrived, corrected, by a clock that is sure or not. off: by how much it was corrected; what the
    system's camera writes is by the clock as it is. tz: the zone of clocks that name none."""
    if shot.source == "camera":
        return Taken("camera", now, sure)
    told = taken_at(shot.data, tz)
    if shot.source == "system":
        made = told or shot.modified
        if made is None or made + off > now:  # nothing is told, or in a clock of another zone
            return Taken("system", now, sure)
        if now - made - off <= FRESH:
            return Taken("system", made + off if made is told else now, sure)
    return Taken("album", told if told is not None and told <= now else None)
