"""One page of changes. Records go out as the JSON text that they are kept as; only trades are told part of a matter."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Text, false, or_, select, type_coerce
from sqlmodel import Session

from app.domain.errors import ZonewalkError
from app.domain.limits import PAGE_BYTES, RECORDS_A_PAGE
from sync_server.changes.cursor import Cursor, parse, scope_hash
from sync_server.changes.own_part import as_told
from sync_server.db.base import table_of
from sync_server.db.tables import CounterRow, RecordRow
from sync_server.estates import KnownEstate

AT_ONCE = 20  # rows in hand

_record = table_of(RecordRow).c
_counter = table_of(CounterRow).c


@dataclass(frozen=True)
class Page:
    """changes: JSON of each `records.Change`, by rev. more: there are further ones; ask again at once."""

    changes: list[str]
    cursor: Cursor
    more: bool


def page_since(
    session: Session, known: KnownEstate, tags: frozenset[str], since: str, size: int = RECORDS_A_PAGE
) -> Page:
    """What changed for this view, up to `size` records or PAGE_BYTES of them. since: a cursor, or empty for all from the
    beginning.

    ZonewalkError `cursor_malformed`, or `cursor_gone` when the server's generation or the view is another: the phone starts
    its records anew.
    """
    # First how far the estate is, then the records up to there: what is written in between comes with the next page.
    last = (
        session.connection().execute(select(_counter.rev).where(_counter.estate == known.id)).scalar_one_or_none() or 0
    )
    begin = Cursor(known.generation, 0, scope_hash(tags))
    cursor = parse(since) if since else begin
    if (cursor.generation, cursor.scope) != (begin.generation, begin.scope) or cursor.rev > last:
        raise ZonewalkError("cursor_gone")
    rows = session.connection().execute(
        select(
            _record.kind, _record.id, _record.rev, _record.gone, _record.audience,
            type_coerce(_record.data, Text).label("data"),
        )
        .where(_record.estate == known.id, _record.rev > cursor.rev, _record.rev <= last)
        .where(_meets(_record.audience, tags) | (_meets(_record.left, tags) if cursor.rev else false()))
        .order_by(_record.rev)
        .limit(size + 1)
        .execution_options(yield_per=AT_ONCE)
    )  # fmt: skip
    changes: list[str] = []
    room, rev = PAGE_BYTES, cursor.rev
    for row in rows:
        change = _change(row, tags)
        takes = len(change.encode())
        if changes and (len(changes) == size or takes > room):
            rows.close()
            return Page(changes, Cursor(begin.generation, rev, begin.scope), more=True)
        changes.append(change)
        room, rev = room - takes, row.rev
    return Page(changes, Cursor(begin.generation, last, begin.scope), more=False)


def _meets(column: ColumnElement[str], tags: frozenset[str]) -> ColumnElement[bool]:
    return or_(*(column.contains(f" {tag} ", autoescape=True) for tag in sorted(tags)))


def _change(row: Any, tags: frozenset[str]) -> str:
    head = {"kind": row.kind, "id": row.id, "rev": row.rev}
    if row.gone or tags.isdisjoint(row.audience.split()):
        return json.dumps({**head, "gone": True, "data": {}})
    return f'{json.dumps(head)[:-1]}, "gone": false, "data": {as_told(row.kind, row.data, tags)}}}'
