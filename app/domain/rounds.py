"""How long a round runs, and what the rounds of a day add up to (R2.4, R2.7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from app.domain.records import PlaceDay, PlaceLook, PointDay
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


def walk_of(round: UUID | str | None, by: str) -> str:
    """What tells one walk of the day from another: its round, or the person who began none."""
    return str(round) if round else by


def due(kind: str, settings: Settings) -> int:
    """How often a stop of this type, or a sign-in point, is due a day. A renovation site is visited once (5-8), an outer
    wall has a cycle of its own."""
    return 1 if kind in ("site", "facade") else settings.count("rounds.per_day")


def looks_of(record: PlaceDay | None) -> list[PlaceLook]:
    """How the rounds of the day left a place. A site, and a record that does not tell its looks, was left once."""
    if record is None:
        return []
    if not record.looks and record.state != "begun":
        return [
            PlaceLook(
                fact=record.facts[-1] if record.facts else record.id, by=record.by, at=record.at, state=record.state
            )
        ]
    return record.looks


def state_in(record: PlaceDay | None, due: int, walk: str) -> Literal["todo", "begun", "done", "skipped"]:
    """How a place stands for who walks it now. Due once, as the day has it: rounds add up. Due more often, as this walk left
    it, or as the day has it where no further round is due."""
    if record is None:
        return "todo"
    looks = looks_of(record)
    mine = next((look for look in looks if walk_of(look.round, look.by) == walk), None)
    if mine is not None and due > 1:
        return mine.state
    return record.state if record.state == "begun" or len(looks) >= due else "todo"


def walks_at(record: PointDay | None) -> set[str]:
    """The walks of the day that signed at a point."""
    visits: Iterable[dict[str, str]] = record.visits if record else ()
    return {walk_of(visit.get("round"), visit["by"]) for visit in visits}
