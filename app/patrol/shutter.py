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
    """source: as it is recorded. at: the shutter's time; None where nobody knows it."""

    source: ShotSource
    at: datetime | None


def taken(shot: Shot, now: datetime, tz: ZoneInfo) -> Taken:
    """now: when the picture arrived. tz: the zone of clocks that name none."""
    if shot.source == "camera":
        return Taken("camera", now)
    told = taken_at(shot.data, tz)
    if shot.source == "system":
        made = told or shot.modified
        if made is None or made > now:  # nothing is told, or in a clock of another zone
            return Taken("system", now)
        if now - made <= FRESH:
            return Taken("system", made if made is told else now)
    return Taken("album", told if told is not None and told <= now else None)
