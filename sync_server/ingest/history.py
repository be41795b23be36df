"""The accepted facts that a fold wants, with those that take one of them back wherever they were filed."""

import json
import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from app.domain import ids
from app.domain.facts import SeenFact
from app.domain.rights import KINDS_JUDGED, may_say
from sync_server.db.base import parts, table_of
from sync_server.db.tables import FactRow
from sync_server.ingest.arrived import with_arrived
from sync_server.ingest.touched import Key, Touched

log = logging.getLogger(__name__)

_fact = table_of(FactRow).c
_COLUMNS = [
    _fact[name]
    for name in (
        "id", "kind", "about", "place", "item", "stop", "day", "point", "raw", "seen_at", "received_at", "unmeasured",
        "roles", "released", "state",
    )
]  # fmt: skip
Facts = dict[Key, list[SeenFact]]


@dataclass(frozen=True)
class History:
    """Facts by thread, by stop and day, by point and day. held: those in threads whose author had no right as far as was
    known: the fold judges them again, since what gives the right (a task that was assigned) may arrive after them.
    size: bytes of each thread's facts. unreadable: what an earlier server took and this one cannot read."""

    threads: Facts = field(default_factory=lambda: defaultdict(list))
    place_days: Facts = field(default_factory=lambda: defaultdict(list))
    point_days: Facts = field(default_factory=lambda: defaultdict(list))
    held: set[UUID] = field(default_factory=set)
    size: Counter[Key] = field(default_factory=Counter)
    unreadable: set[UUID] = field(default_factory=set)


def load(session: Session, estate: str, touched: Touched) -> History:
    rows = {row.id: row for row in _wanted(session, estate, touched)}
    history = History()
    taken_back = _taken_back(session, estate, rows, history)
    read = [seen for row in rows.values() if (seen := _seen(row, history)) is not None]
    for seen in with_arrived(session, estate, read):
        row, facts = rows[seen.id], [seen, *taken_back[seen.id]]
        if row.place and row.item:
            history.size[row.place, ids.matter_item(row.item)] += len(row.raw.encode())
        if row.state == "held":
            history.held.add(row.id)
            history.threads[row.place, ids.matter_item(row.item)].extend(facts)
            continue
        if row.place and row.item:
            history.threads[row.place, ids.matter_item(row.item)].extend(facts)
        if row.stop and row.day:
            history.place_days[row.stop, row.day].extend(facts)
        if row.point and row.day:
            history.point_days[row.point, row.day].extend(facts)
    return history


def _wanted(session: Session, estate: str, touched: Touched) -> Iterator[Any]:
    """Each kind of key is asked for by its own index, day by day: neither a list of pairs nor an OR over two indexes is
    looked up by SQLite, it reads the whole estate instead. A row may come more than once."""
    threads = [ids.thread_id(place, item) for place, item in touched.threads]
    yield from _rows(session, estate, (_fact.thread.in_(part) for part in parts(threads)))
    for column, keys in ((_fact.stop, touched.place_days), (_fact.point, touched.point_days)):
        for day, names in _by_day(keys).items():
            yield from _rows(session, estate, (column.in_(part) & (_fact.day == day) for part in parts(names)))


def _by_day(keys: Iterable[Key]) -> dict[str, list[str]]:
    days: dict[str, list[str]] = defaultdict(list)
    for name, day in sorted(keys):
        days[day].append(name)
    return days


def _taken_back(session: Session, estate: str, facts: Iterable[UUID], history: History) -> dict[UUID, list[SeenFact]]:
    backs: dict[UUID, list[SeenFact]] = defaultdict(list)
    wanted = ((_fact.kind == "retracted") & _fact.about.in_(part) for part in parts(facts))
    for row in _rows(session, estate, wanted):
        seen = _seen(row, history)
        backs[row.about] += [seen] if seen is not None else []
    return backs


def _rows(session: Session, estate: str, wanted: Iterable[ColumnElement[bool]]) -> Iterator[Any]:
    may_count = (_fact.state == "accepted") | (
        (_fact.state == "held") & (_fact.code == "author_no_right") & _fact.kind.in_(KINDS_JUDGED)
    )
    for part in wanted:
        rows = session.connection().execute(select(*_COLUMNS).where(_fact.estate == estate, may_count, part))
        yield from (row for row in rows if row.state == "accepted" or may_say(row.kind, row.roles or ()))


def _seen(row: Any, history: History) -> SeenFact | None:
    """None, noted in `history`, for what cannot be read: the others of its place are folded all the same."""
    names = ("seen_at", "received_at", "unmeasured", "roles", "released", "day")
    try:
        told = {name: getattr(row, name) for name in names} | {"verified": None}  # never what the raw fact says
        return SeenFact.model_validate(json.loads(row.raw) | told)
    except ValueError:
        log.exception("fact %s cannot be read", row.id)
        history.unreadable.add(row.id)
        return None
