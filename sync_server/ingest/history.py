"""The accepted facts that a fold wants, with those that take one of them back wherever they were filed."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, tuple_
from sqlmodel import Session

from app.domain import ids
from app.domain.facts import SeenFact
from app.domain.rights import KINDS_JUDGED
from sync_server.db.base import table_of
from sync_server.db.tables import FactRow
from sync_server.ingest.rights import may_say
from sync_server.ingest.touched import Key, Touched

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
    known: the fold judges them again, since what gives the right (a task that was assigned) may arrive after them."""

    threads: Facts = field(default_factory=lambda: defaultdict(list))
    place_days: Facts = field(default_factory=lambda: defaultdict(list))
    point_days: Facts = field(default_factory=lambda: defaultdict(list))
    held: set[UUID] = field(default_factory=set)


def load(session: Session, estate: str, touched: Touched) -> History:
    threads = [ids.thread_id(place, item) for place, item in touched.threads]
    rows = _rows(
        session,
        estate,
        or_(
            _fact.thread.in_(threads),
            tuple_(_fact.stop, _fact.day).in_(list(touched.place_days)),
            tuple_(_fact.point, _fact.day).in_(list(touched.point_days)),
        ),
    )
    taken_back = _taken_back(session, estate, [row.id for row in rows])
    history = History()
    for row in rows:
        facts = [_seen(row), *taken_back[row.id]]
        if row.state == "held":
            history.held.add(row.id)
            history.threads[row.place, row.item].extend(facts)
            continue
        if row.place and row.item:
            history.threads[row.place, row.item].extend(facts)
        if row.stop and row.day:
            history.place_days[row.stop, row.day].extend(facts)
        if row.point and row.day:
            history.point_days[row.point, row.day].extend(facts)
    return history


def _taken_back(session: Session, estate: str, facts: Iterable[UUID]) -> dict[UUID, list[SeenFact]]:
    backs: dict[UUID, list[SeenFact]] = defaultdict(list)
    for row in _rows(session, estate, (_fact.kind == "retracted") & _fact.about.in_(list(facts))):
        backs[row.about].append(_seen(row))
    return backs


def _rows(session: Session, estate: str, wanted: ColumnElement[bool]) -> list[Any]:
    may_count = (_fact.state == "accepted") | (
        (_fact.state == "held") & (_fact.code == "author_no_right") & _fact.kind.in_(KINDS_JUDGED)
    )
    rows = session.connection().execute(select(*_COLUMNS).where(_fact.estate == estate, may_count, wanted))
    return [row for row in rows if row.state == "accepted" or may_say(row.kind, row.roles or ())]


def _seen(row: Any) -> SeenFact:
    names = ("seen_at", "received_at", "unmeasured", "roles", "released", "day")
    return SeenFact.model_validate(json.loads(row.raw) | {name: getattr(row, name) for name in names})
