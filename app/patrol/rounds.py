"""How far the day is: stops confirmed, points signed, sites visited; what is next, and what is owed (rules §2, §6)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from app.domain.bodies import Severity
from app.domain.calendar import day_of, in_season
from app.domain.catalogue import highest
from app.domain.estate import Stop
from app.domain.estate_parts import SignPoint
from app.domain.records import Finding, Matter, PlaceDay, PointDay, Task
from app.patrol.heirs import falls_to_me
from app.patrol.work import Work

StopState = Literal["todo", "begun", "done", "skipped"]


@dataclass(frozen=True)
class Found:
    """A finding of today at a stop, with the matter that it belongs to."""

    finding: Finding
    matter: Matter

    @property
    def item(self) -> str:
        """The item that was asked: of an event its own question."""
        return self.finding.item or self.matter.item


@dataclass(frozen=True)
class StopRow:
    """A stop as the day has it. found: today's findings there. open_tasks: what is still open from whatever day;
    open_items: the check items of those matters."""

    stop: Stop
    state: StopState
    record: PlaceDay | None = None
    found: tuple[Found, ...] = ()
    open_tasks: tuple[Task, ...] = ()
    open_items: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether it is complete for the day: done, or left with a reason; a renovation site wants its visit (rules §2)."""
        return self.state == "done" or (self.state == "skipped" and self.stop.type != "site")

    @property
    def worst(self) -> Severity | None:
        grave = [f.finding.severity for f in self.found] + [t.severity for t in self.open_tasks]
        return highest(grave) if grave else None


@dataclass(frozen=True)
class PointRow:
    point: SignPoint
    record: PointDay | None = None

    @property
    def signed(self) -> bool:
        return self.record is not None and bool(self.record.visits)


@dataclass(frozen=True)
class Leg:
    """A leg of the route, in the order in which it is walked."""

    id: int
    zh: str
    en: str
    stops: tuple[StopRow, ...]
    points: tuple[PointRow, ...]

    @property
    def share(self) -> float:
        return share(self.stops, self.points)

    @property
    def count(self) -> tuple[int, int]:
        """(done, all) of its stops of this day."""
        return _count(of_the_day(self.stops))


@dataclass(frozen=True)
class Today:
    """The day of the steward's own zones."""

    legs: tuple[Leg, ...]
    owed: tuple[Found, ...] = ()
    stops: tuple[StopRow, ...] = field(default=())
    points: tuple[PointRow, ...] = field(default=())

    @property
    def share(self) -> float:
        return share(self.stops, self.points)

    def count(self, sites: bool) -> tuple[int, int]:
        """(done, all) of the renovation sites, or of the other stops."""
        return _count(row for row in of_the_day(self.stops) if (row.stop.type == "site") == sites)

    @property
    def signed(self) -> tuple[int, int]:
        return sum(row.signed for row in self.points), len(self.points)

    @property
    def next_point(self) -> PointRow | None:
        """The next sign-in point of the route that is not signed yet."""
        return next((row for leg in self.legs for row in leg.points if not row.signed), None)

    @property
    def next_stop(self) -> StopRow | None:
        return next((row for leg in self.legs for row in leg.stops if row.state in ("todo", "begun")), None)


def of_the_day(stops: Iterable[StopRow]) -> list[StopRow]:
    """Outer walls have a cycle of their own and don't count for the day."""
    return [row for row in stops if row.stop.type != "facade"]


def _count(stops: Iterable[StopRow]) -> tuple[int, int]:
    done = [row.counts for row in stops]
    return sum(done), len(done)


def share(stops: Iterable[StopRow], points: Iterable[PointRow]) -> float:
    """How much of a day is done: every stop and every point counts alike; 1.0 for an empty list."""
    done = [row.counts for row in of_the_day(stops)]
    done += [row.signed for row in points]
    return sum(done) / len(done) if done else 1.0


@dataclass
class _Day:
    """What the matters say, sorted by stop."""

    found: dict[str, list[Found]] = field(default_factory=dict)
    tasks: dict[str, list[Task]] = field(default_factory=dict)
    items: dict[str, list[str]] = field(default_factory=dict)
    owed: list[Found] = field(default_factory=list)


def today(work: Work) -> Today:
    """The day as this phone knows it: the server's records with the phone's own facts laid over them."""
    account, day = work.account.id, work.day
    places = work.store.place_days(account, work.rules, day)
    points = work.store.point_days(account, work.rules, day)
    seen = _sort(work)
    rows = tuple(_row(stop, places, seen) for stop in (*work.estate.stops(work.zones), *_facades(work)))
    signed = tuple(PointRow(point, points.get(point.id)) for point in work.estate.points if point.zone in work.zones)
    return Today(legs=_legs(work, rows, signed), owed=tuple(seen.owed), stops=rows, points=signed)


def stop_row(work: Work, stop: Stop) -> StopRow:
    """One stop as the day has it."""
    return _row(stop, work.store.place_days(work.account.id, work.rules, work.day), _sort(work, only=stop.place))


def after(work: Work, stop: Stop) -> Stop | None:
    """The next stop of the route that is not done; None when nothing is left behind it."""
    places = work.store.place_days(work.account.id, work.rules, work.day)
    route = work.estate.stops(work.zones)
    here = next((n for n, each in enumerate(route) if each.place == stop.place), -1)
    later = (*route[here + 1 :], *route[: max(here, 0)])
    return next((each for each in later if each.place not in places or places[each.place].state == "begun"), None)


def _sort(work: Work, only: str | None = None) -> _Day:
    seen = _Day()
    day = work.day
    for matter in work.store.matters(work.account.id, work.rules):
        stop = work.estate.stop_of(matter.place) or matter.place
        if only is not None and stop != only:
            continue
        for finding in matter.findings:
            if finding.retracted:
                continue
            found = Found(finding, matter)
            if finding.photo_owed and falls_to_me(work, finding.by, matter.zone):
                seen.owed.append(found)
            if _day_of(work, found) == day:
                seen.found.setdefault(stop, []).append(found)
        still_open = [task for task in matter.tasks if task.open]
        seen.tasks.setdefault(stop, []).extend(still_open)
        if still_open:
            seen.items.setdefault(stop, []).append(matter.item)
    return seen


def _day_of(work: Work, found: Found) -> str:
    """The day of the round that a finding belongs to, past midnight too (rules §2)."""
    told = next((fact.day for fact in found.matter.facts if fact.id == found.finding.id), None)
    return told or day_of(found.finding.at, work.tz).isoformat()


def _facades(work: Work) -> tuple[Stop, ...]:
    """The outer walls are looked at in the rainy season (2-一-7); they take their days, so they don't bar this one."""
    season = in_season(work.today(), work.rules.settings)
    return work.estate.facade_stops(work.zones) if season else ()


def _row(stop: Stop, places: dict[str, PlaceDay], seen: _Day) -> StopRow:
    record, found = places.get(stop.place), seen.found.get(stop.place, [])
    state: StopState = record.state if record else "begun" if found else "todo"
    return StopRow(
        stop, state, record, tuple(found), tuple(seen.tasks.get(stop.place, ())), tuple(seen.items.get(stop.place, ()))
    )


def _legs(work: Work, rows: tuple[StopRow, ...], points: tuple[PointRow, ...]) -> tuple[Leg, ...]:
    leg_of_stop = {row.stop.place: row.stop.leg for row in rows}
    legs = []
    for leg in work.estate.legs:
        stops = tuple(row for row in rows if row.stop.leg == leg.no)
        signed = tuple(row for row in points if leg_of_stop.get(work.estate.stop_of(row.point.place) or "") == leg.no)
        if stops or signed:
            legs.append(Leg(leg.no, leg.label.zh, leg.label.en, stops, signed))
    return tuple(legs)
