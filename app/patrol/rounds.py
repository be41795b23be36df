"""How far the day is: stops confirmed, points signed, sites visited; what is next, and what is owed (R2.2, R2.4)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from app.domain.bodies import Severity
from app.domain.calendar import day_of, in_season
from app.domain.catalogue import highest
from app.domain.estate import Stop
from app.domain.estate_parts import SignPoint
from app.domain.records import Finding, Matter, PlaceDay, PointDay, Task
from app.domain.rounds import due, looks_of, state_in, walk_of, walks_at
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
    open_items: the check items of those matters. due: how many rounds of the day are to look at it. again: whether the walk
    of now may look once more at what the day has done."""

    stop: Stop
    state: StopState
    record: PlaceDay | None = None
    found: tuple[Found, ...] = ()
    open_tasks: tuple[Task, ...] = ()
    open_items: tuple[str, ...] = ()
    due: int = 1
    again: bool = False

    @property
    def times(self) -> int:
        """How many of the rounds that are due have left it complete."""
        if self.stop.type == "site":
            return int(self.counts)
        return min(len(looks_of(self.record)), self.due)

    @property
    def counts(self) -> bool:
        """Whether it is complete for this round: done, or left with a reason; a renovation site wants its visit (R2.18)."""
        return self.state == "done" or (self.state == "skipped" and self.stop.type != "site")

    @property
    def worst(self) -> Severity | None:
        grave = [f.finding.severity for f in self.found] + [t.severity for t in self.open_tasks]
        return highest(grave) if grave else None


@dataclass(frozen=True)
class PointRow:
    """due: in how many rounds of the day it is to be signed. walk: that of now (`Work.walk`)."""

    point: SignPoint
    record: PointDay | None = None
    due: int = 1
    walk: str = ""

    @property
    def times(self) -> int:
        """In how many of the rounds that are due it was signed."""
        return min(len(walks_at(self.record)), self.due)

    @property
    def signed(self) -> bool:
        """Whether nothing is to be signed here in this round."""
        return self.times >= self.due or self.walk in walks_at(self.record)


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
        """(done, all) of its stops of this day, each as often as it is due."""
        return count(of_the_day(self.stops))

    @property
    def signed(self) -> tuple[int, int]:
        """(signed, all) of its points, each as often as it is due."""
        return count(self.points)

    @property
    def walked(self) -> bool:
        """Whether this round has nothing left to do here."""
        return _walked(self.stops, self.points)


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
        """(done, all) of the renovation sites, or of the other stops, each as often as it is due."""
        return count(row for row in of_the_day(self.stops) if (row.stop.type == "site") == sites)

    @property
    def signed(self) -> tuple[int, int]:
        return count(self.points)

    @property
    def walked(self) -> bool:
        """Whether this round has nothing left to do."""
        return _walked(self.stops, self.points)

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


def count(rows: Iterable[StopRow | PointRow]) -> tuple[int, int]:
    """(done, all) of stops or points, each as often as it is due a day (R2.1)."""
    known = list(rows)
    return sum(row.times for row in known), sum(row.due for row in known)


def _walked(stops: Iterable[StopRow], points: Iterable[PointRow]) -> bool:
    return all(row.counts for row in of_the_day(stops)) and all(row.signed for row in points)


def share(stops: Iterable[StopRow], points: Iterable[PointRow]) -> float:
    """How much of a day is done: every stop and every point counts alike, as often as it is due; 1.0 for an empty list."""
    done, all_ = count([*of_the_day(stops), *points])
    return done / all_ if all_ else 1.0


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
    walk, per_day = work.walk, due("point", work.rules.settings)
    rows = tuple(_row(work, walk, stop, places, seen) for stop in (*work.estate.stops(work.zones), *_facades(work)))
    signed = tuple(
        PointRow(point, points.get(point.id), per_day, walk) for point in work.estate.points if point.zone in work.zones
    )
    return Today(legs=_legs(work, rows, signed), owed=tuple(seen.owed), stops=rows, points=signed)


def stop_row(work: Work, stop: Stop) -> StopRow:
    """One stop as the day has it."""
    places = work.store.place_days(work.account.id, work.rules, work.day)
    return _row(work, work.walk, stop, places, _sort(work, only=stop.place))


def after(work: Work, stop: Stop) -> Stop | None:
    """The next stop of the route that is not done; None when nothing is left behind it."""
    places = work.store.place_days(work.account.id, work.rules, work.day)
    route = work.estate.stops(work.zones)
    here = next((n for n, each in enumerate(route) if each.place == stop.place), -1)
    later = (*route[here + 1 :], *route[: max(here, 0)])
    walk = work.walk
    return next((each for each in later if _state(work, walk, each, places) in ("todo", "begun")), None)


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
    """The day of the round that a finding belongs to, past midnight too (R2.6)."""
    told = next((fact.day for fact in found.matter.facts if fact.id == found.finding.id), None)
    return told or day_of(found.finding.at, work.tz).isoformat()


def _facades(work: Work) -> tuple[Stop, ...]:
    """The outer walls are looked at in the rainy season (2-一-7); they take their days, so they don't bar this one."""
    season = in_season(work.today(), work.rules.settings)
    return work.estate.facade_stops(work.zones) if season else ()


def _state(work: Work, walk: str, stop: Stop, places: dict[str, PlaceDay]) -> StopState:
    return state_in(places.get(stop.place), due(stop.type, work.rules.settings), walk)


def _row(work: Work, walk: str, stop: Stop, places: dict[str, PlaceDay], seen: _Day) -> StopRow:
    record, found = places.get(stop.place), seen.found.get(stop.place, [])
    state: StopState = "begun" if record is None and found else _state(work, walk, stop, places)
    mine = any(walk_of(look.round, look.by) == walk for look in looks_of(record))
    return StopRow(
        stop, state, record, tuple(found), tuple(seen.tasks.get(stop.place, ())), tuple(seen.items.get(stop.place, ())),
        due=due(stop.type, work.rules.settings),
        again=state in ("done", "skipped") and stop.type not in ("site", "facade") and not mine,
    )  # fmt: skip


def _legs(work: Work, rows: tuple[StopRow, ...], points: tuple[PointRow, ...]) -> tuple[Leg, ...]:
    leg_of_stop = {row.stop.place: row.stop.leg for row in rows}
    legs = []
    for leg in work.estate.legs:
        stops = tuple(row for row in rows if row.stop.leg == leg.no)
        signed = tuple(row for row in points if leg_of_stop.get(work.estate.stop_of(row.point.place) or "") == leg.no)
        if stops or signed:
            legs.append(Leg(leg.no, leg.label.zh, leg.label.en, stops, signed))
    return tuple(legs)
