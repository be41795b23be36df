"""The estate's day as the supervisor asks for it: zones, critical cases, towers by floor, and what was last seen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.domain.bodies import Severity
from app.domain.estate_parts import Building, Zone
from app.domain.facts import SeenFact
from app.domain.places import Place, PlaceError
from app.domain.records import Case, Finding, Matter, PlaceDay, Task
from app.domain.rounds import due, looks_of
from app.domain.severity import highest
from app.patrol.rounds import PointRow, StopRow, count, share
from app.patrol.tasks import overdue
from app.patrol.work import Work

ROOF: Final = "roof"


@dataclass(frozen=True)
class Visit:
    """A sign-in: at which point, by whom, when (UTC)."""

    point: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ZoneDay:
    """One zone today. skipped: places left with a reason. late, overdue: open tasks; critical: open critical ones."""

    zone: Zone
    walkers: tuple[str, ...]
    share: float
    stops: tuple[int, int]
    points: tuple[int, int]
    visits: tuple[Visit, ...]
    skipped: tuple[PlaceDay, ...]
    late: int
    overdue: int
    critical: int


@dataclass(frozen=True)
class OpenCase:
    """A critical case that is not closed. task: one of its open tasks, if it has any."""

    matter: Matter
    case: Case
    finding: Finding
    task: Task | None


@dataclass(frozen=True)
class Cell:
    """A floor (or the roof) of one core: how many matters are open there, and how grave the worst is."""

    count: int = 0
    severity: Severity | None = None


@dataclass(frozen=True)
class Tower:
    """floors: labels from above, the roof first. cells by (core, floor label or "roof"). rest: open matters of the
    building that belong to no floor (outer walls, lifts, entrances)."""

    building: Building
    floors: tuple[str, ...]
    cells: dict[tuple[str, str], Cell]
    rest: Cell


@dataclass(frozen=True)
class News:
    """Something that was seen lately: a fact of a matter, or a sign-in, a confirmation, a place left out."""

    at: datetime
    by: str
    kind: str
    place: str
    key: str
    fact: SeenFact | None = None
    matter: Matter | None = None


def zone_days(work: Work, matters: Iterable[Matter], late: Iterable[Task], now: datetime) -> list[ZoneDay]:
    """One row a zone, in the order of the set-up. late: tasks that were reported late."""
    today, late_ids = work.today(), {task.id for task in late}
    places = work.store.place_days(work.account.id, work.rules, today.isoformat())
    points = work.store.point_days(work.account.id, work.rules, today.isoformat())
    open_by_zone: dict[str | None, list[Task]] = {}
    for matter in matters:
        open_by_zone.setdefault(matter.zone, []).extend(task for task in matter.tasks if task.open)
    rows = []
    for zone in work.estate.zones:
        stops = [
            StopRow(
                stop, record.state if (record := places.get(stop.place)) else "todo", record,
                due=due(stop.type, work.rules.settings),
            )
            for stop in work.estate.stops([zone.id])
        ]  # fmt: skip
        signed = [
            PointRow(point, points.get(point.id), due("point", work.rules.settings))
            for point in work.estate.points
            if point.zone == zone.id
        ]
        tasks = open_by_zone.get(zone.id, [])
        rows.append(
            ZoneDay(
                zone=zone, walkers=work.estate.walkers(zone.id, today), share=share(stops, signed),
                stops=count(stops), points=count(signed), visits=tuple(_visits(signed)),
                skipped=tuple(row.record for row in stops if row.record and row.state == "skipped"),
                late=sum(task.id in late_ids for task in tasks), overdue=sum(overdue(task, now) for task in tasks),
                critical=sum(task.severity == "critical" for task in tasks),
            )
        )  # fmt: skip
    return rows


def _visits(points: Iterable[PointRow]) -> list[Visit]:
    found = [
        Visit(row.point.id, visit["by"], _moment(visit["at"]))
        for row in points
        if row.record
        for visit in row.record.visits
    ]
    return sorted(found, key=lambda visit: visit.at)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def critical_cases(matters: Iterable[Matter]) -> list[OpenCase]:
    """Critical cases that are not closed, the latest first."""
    found = []
    for matter in matters:
        for case in matter.cases:
            finding = next((f for f in matter.findings if f.id == case.finding), None)
            tasks = [task for task in matter.tasks if task.case == case.id and task.open]
            if case.closed or finding is None or finding.retracted:
                continue
            if finding.severity == "critical" or any(task.severity == "critical" for task in tasks):
                found.append(OpenCase(matter, case, finding, tasks[0] if tasks else None))
    return sorted(found, key=lambda each: each.finding.at, reverse=True)


def towers(work: Work, matters: Iterable[Matter]) -> list[Tower]:
    """Each building with the floors where something is open."""
    cells: dict[str, dict[tuple[str, str], Cell]] = {building.id: {} for building in work.estate.buildings}
    for matter in matters:
        worst, at = _worst(matter), _floor(work, matter.place)
        if worst is None or at is None or at[0] not in cells:
            continue
        building, spot = at
        before = cells[building].get(spot, Cell())
        grave = highest([worst, before.severity]) if before.severity else worst
        cells[building][spot] = Cell(before.count + 1, grave)
    return [
        Tower(
            building, (ROOF, *reversed(building.floors)), cells[building.id], cells[building.id].get(("", ""), Cell())
        )
        for building in work.estate.buildings
    ]


def _worst(matter: Matter) -> Severity | None:
    """How grave what is still open of a matter is; None when nothing is."""
    open_cases = {case.finding for case in matter.cases if not case.closed}
    grave: list[Severity] = [task.severity for task in matter.tasks if task.open]
    grave += [f.severity for f in matter.findings if f.id in open_cases and not f.retracted]
    return highest(grave) if grave else None


def _floor(work: Work, path: str) -> tuple[str, tuple[str, str]] | None:
    """(building, (core, floor)) of a place in a building; ("", "") as the floor of what has none."""
    try:
        place = Place.parse(path)
    except PlaceError:
        return None
    if place.kind == "unit":
        unit = work.estate.unit(place.id)
        return (unit.building, (unit.core, unit.floor)) if unit else None
    if not place.building:
        return None
    if place.kind in ("floor", "door"):
        return place.building, (place.core, place.floor)
    return place.building, (place.core, ROOF) if place.kind == "roof" else ("", "")


def news(work: Work, matters: Iterable[Matter], limit: int) -> list[News]:
    """What was seen last, the latest first."""
    day = work.today().isoformat()
    found = [
        News(fact.seen_at, fact.author, fact.kind, matter.place, fact.id.hex, fact, matter)
        for matter in matters
        for fact in matter.facts
    ]
    for record in work.store.place_days(work.account.id, work.rules, day).values():
        for look in looks_of(record):
            kind = "confirmed" if look.state == "done" else "skipped"
            found.append(News(look.at, look.by, kind, record.place, f"{look.fact.hex}-{look.state}"))
    for point in work.store.point_days(work.account.id, work.rules, day).values():
        known = work.estate.point(point.point)
        for visit in point.visits:
            place = known.place if known else point.point
            found.append(News(_moment(visit["at"]), visit["by"], "signed_in", place, str(visit["fact"])))
    return sorted(found, key=lambda each: (each.at, each.key), reverse=True)[:limit]
