"""Records go in here, each with a rev of its own from the estate's change counter."""

import json
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session

from app.domain.records import RecordKind
from sync_server.db.audience import audience_of, joined, split
from sync_server.db.base import table_of
from sync_server.db.record_tables import CounterRow, RecordRow


def lock_estate(session: Session, estate: str) -> int:
    """Take the estate's turn to write and return its last rev: on PostgreSQL writers of one estate come one after the
    other (SQLite has one writer anyway), so folds see every fact and revs appear in their order."""
    held = select(_counter.c.rev).where(_counter.c.estate == estate).with_for_update()
    rev = session.connection().execute(held).scalar_one_or_none()
    if rev is None:
        session.connection().execute(insert(_counter).values(estate=estate, rev=0))
    return int(rev or 0)


def next_rev(session: Session, estate: str) -> int:
    """The next rev of the estate. It is seen by readers together with what bears it, and after every smaller one."""
    give = update(_counter).where(_counter.c.estate == estate).values(rev=_counter.c.rev + 1).returning(_counter.c.rev)
    rev = session.connection().execute(give).scalar_one_or_none()
    if rev is None:
        lock_estate(session, estate)
        rev = session.connection().execute(give).scalar_one()
    return int(rev)


def put_record(
    session: Session, estate: str, kind: RecordKind, id: str, data: dict[str, Any], zone: str | None = None
) -> bool:
    """Keep a record as it now is. True if it changed, and then has a new rev.

    data: JSON values. zone: whose stewards see it, where the kind goes by zone. Who may see it follows from the kind
    (`audience_of`).
    """
    return _put(session, estate, kind, id, data, zone, audience_of(kind, data, zone), gone=False)


def drop_record(session: Session, estate: str, kind: RecordKind, id: str) -> bool:
    """The record is no more: who saw it is told that it is gone. True if it was there."""
    known = _known(session, estate, kind, id)
    if known is None or known["gone"]:
        return False
    return _put(session, estate, kind, id, {}, known["zone"], frozenset(), gone=True)


def _put(
    session: Session, estate: str, kind: RecordKind, id: str, data: dict[str, Any], zone: str | None,
    audience: frozenset[str], *, gone: bool,
) -> bool:  # fmt: skip
    known = _known(session, estate, kind, id)
    values: dict[str, Any] = {"zone": zone, "audience": joined(audience), "gone": gone, "data": data}
    if known is None:
        values["rev"] = next_rev(session, estate)
        session.connection().execute(insert(_record).values(estate=estate, kind=kind, id=id, left=" ", **values))
        return True
    if all(known[key] == _plain(value) for key, value in values.items()):
        return False
    left = (split(known["left"]) | split(known["audience"])) - audience
    values |= {"left": joined(left), "rev": next_rev(session, estate)}
    session.connection().execute(
        update(_record).where(_record.c.estate == estate, _record.c.kind == kind, _record.c.id == id).values(values)
    )
    return True


def _known(session: Session, estate: str, kind: str, id: str) -> dict[str, Any] | None:
    row = session.connection().execute(
        select(_record.c.zone, _record.c.audience, _record.c.left, _record.c.gone, _record.c.data).where(
            _record.c.estate == estate, _record.c.kind == kind, _record.c.id == id
        )
    )
    found = row.mappings().one_or_none()
    return None if found is None else dict(found)


def _plain(value: Any) -> Any:
    """As JSON brings it back, so that what is kept and what is new compare alike."""
    return json.loads(json.dumps(value)) if isinstance(value, dict) else value


_record = table_of(RecordRow)
_counter = table_of(CounterRow)
