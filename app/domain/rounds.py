"""How long a round runs (rules §2): until it is ended, or nothing was recorded for a while, or it has gone on long enough."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.settings import Settings

# A round that seems to begin later than this was begun by a clock that was wrong.
AHEAD = timedelta(hours=1)


@dataclass(frozen=True)
class Round:
    """began: corrected time (UTC). day: the estate's calendar day then (YYYY-MM-DD), to which all of it counts, past midnight
    too. zones: those with which it began; they stay its own."""

    id: UUID
    began: datetime
    day: str
    zones: tuple[str, ...]


def runs(began: datetime, last: datetime, now: datetime, settings: Settings) -> bool:
    """Whether a round that nobody ended still runs. last: when its walker last recorded something. All UTC, corrected."""
    awake = now - last < settings.duration("rounds.sleeps_after")
    return awake and -AHEAD <= now - began < settings.duration("rounds.longest")
