"""Confirmations that can hardly have been looked at: a hint to the supervisor, never a refusal (R6.16, R7.12)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from app.domain.estate import Estate, Stop
from app.domain.places import Place
from app.domain.records import PlaceDay, PointDay
from app.domain.settings import Settings

Reason = Literal["too_quick", "unsigned"]

# These have answers of their own, one for each question or face: their pace is no sign of anything.
_ANSWERED = ("site", "facade")


@dataclass(frozen=True)
class Doubt:
    """A confirmed stop and why it is doubted. after_s: seconds since the same person confirmed somewhere else."""

    record: PlaceDay
    reasons: tuple[Reason, ...]
    after_s: int | None = None


def walked_as(stop: Stop) -> str:
    """Stops that are walked in one go share this: the roof and the stairwell of a core; any other stop is its own."""
    return stop_core(stop) or stop.place


def stop_core(stop: Stop) -> str | None:
    """The stairwell's path of a stop inside a building; None for other stops."""
    if stop.type not in ("stairwell", "roof"):
        return None
    place = Place.parse(stop.place)
    return Place.of_stairwell(place.building, place.core).path


def points_at(estate: Estate, stop: Stop) -> list[str]:
    """The sign-in points of the stop's core; none for a stop that is in no building."""
    core = stop_core(stop)
    return [point.id for point in estate.points if core and estate.stop_of(point.place) == core]


def signed_by(estate: Estate, stop: Stop, points: Mapping[str, PointDay], who: str) -> bool:
    """Whether this person signed in that day in the stop's core; True where there is no point."""
    here = points_at(estate, stop)
    visits = [visit for id in here if id in points for visit in points[id].visits]
    return not here or any(visit["by"] == who for visit in visits)


def doubts(
    estate: Estate, settings: Settings, places: Iterable[PlaceDay], points: Mapping[str, PointDay]
) -> list[Doubt]:
    """One day's doubted confirmations, the earliest first.

    too_quick: the same person had confirmed somewhere else less than `rounds.stop_least` before.
    unsigned: the person did not sign in that day in the stop's stairwell.
    """
    least = settings.duration("rounds.stop_least").total_seconds()
    last: dict[str, tuple[str, PlaceDay]] = {}  # by person: where and what was confirmed before
    found: list[Doubt] = []
    done = [(record, stop) for record in places if record.state == "done" and (stop := estate.stop(record.place))]
    for record, stop in sorted(done, key=lambda pair: (pair[0].at, pair[0].place)):
        if stop.type in _ANSWERED:
            continue
        reasons: list[Reason] = []
        unit, before = walked_as(stop), last.get(record.by)
        after = (record.at - before[1].at).total_seconds() if before and before[0] != unit else None
        if after is not None and after < least:
            reasons.append("too_quick")
        if not signed_by(estate, stop, points, record.by):
            reasons.append("unsigned")
        if reasons:
            found.append(Doubt(record, tuple(reasons), round(after) if after is not None else None))
        last[record.by] = (unit, record)
    return found
