"""Records go in here, each with a rev of its own from the estate's change counter."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Text, bindparam, insert, select, type_coerce, update
from sqlmodel import Session

from app.domain.records import RecordKind
from sync_server.db.audience import audience_of, joined, split
from sync_server.db.base import parts, table_of
from sync_server.db.record_tables import CounterRow, RecordRow


@dataclass(frozen=True)
class Draft:
    """A record as it now is. text: its data as JSON; None when it is no more."""

    kind: RecordKind
    id: str
    text: str | None
    zone: str | None
    audience: frozenset[str]


def lock_estate(session: Session, estate: str) -> int:
    """Take the estate's turn to write and return its last rev: on PostgreSQL writers of one estate come one after the
    other (SQLite has one writer anyway), so folds see every fact and revs appear in their order."""
    held = select(_counter.c.rev).where(_counter.c.estate == estate).with_for_update()
    rev = session.connection().execute(held).scalar_one_or_none()
    if rev is None:
        session.connection().execute(insert(_counter).values(estate=estate, rev=0))
    return int(rev or 0)


def next_rev(session: Session, estate: str, many: int = 1) -> int:
    """The next rev of the estate, or the first of the next `many`. It is seen by readers together with what bears it, and
    after every smaller one."""
    give = (
        update(_counter).where(_counter.c.estate == estate).values(rev=_counter.c.rev + many).returning(_counter.c.rev)
    )
    last = session.connection().execute(give).scalar_one_or_none()
    if last is None:
        lock_estate(session, estate)
        last = session.connection().execute(give).scalar_one()
    return int(last) - many + 1


def put_record(
    session: Session, estate: str, kind: RecordKind, id: str, data: dict[str, Any], zone: str | None = None
) -> bool:
    """Keep a record as it now is. True if it changed, and then has a new rev.

    data: JSON values. zone: whose stewards see it, where the kind goes by zone. Who may see it follows from the kind
    (`audience_of`).
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return put_records(session, estate, [Draft(kind, id, text, zone, audience_of(kind, data, zone))]) == 1


def drop_record(session: Session, estate: str, kind: RecordKind, id: str) -> bool:
    """The record is no more: who saw it is told that it is gone. True if it was there."""
    return put_records(session, estate, [Draft(kind, id, None, None, frozenset())]) == 1


def put_records(session: Session, estate: str, drafts: Sequence[Draft]) -> int:
    """Keep those that changed, each with a new rev in the order given; returns how many. No (kind, id) stands twice."""
    known = _known(session, estate, drafts)
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for draft in drafts:
        before = known.get((draft.kind, draft.id))
        values: dict[str, Any] = {
            "b_estate": estate, "b_kind": draft.kind, "b_id": draft.id, "b_zone": draft.zone,
            "b_audience": joined(draft.audience), "b_gone": draft.text is None, "b_data": draft.text or "{}",
        }  # fmt: skip
        if before is None:
            if draft.text is not None:
                new.append({**values, "b_left": " "})
        elif any(before[name] != values[f"b_{name}"] for name in ("zone", "audience", "gone", "data")):
            left = (split(before["left"]) | split(before["audience"])) - draft.audience
            changed.append({**values, "b_left": joined(left)})
    if not new and not changed:
        return 0
    first = next_rev(session, estate, len(new) + len(changed))
    for rev, values in enumerate((*new, *changed), first):
        values["b_rev"] = rev
    if new:
        session.connection().execute(_INSERT, new)
    if changed:
        session.connection().execute(_UPDATE, changed)
    return len(new) + len(changed)


def _known(session: Session, estate: str, drafts: Iterable[Draft]) -> dict[tuple[str, str], dict[str, Any]]:
    """Asked for kind by kind: SQLite looks a list of pairs up by no index."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for draft in drafts:
        kinds[draft.kind].append(draft.id)
    names = (*(_record.c[name] for name in ("kind", "id", "zone", "audience", "left", "gone")), _TEXT.label("data"))
    known: dict[tuple[str, str], dict[str, Any]] = {}
    for kind, ids in kinds.items():
        for part in parts(ids):
            chosen = select(*names).where(_record.c.estate == estate, _record.c.kind == kind, _record.c.id.in_(part))
            rows = session.connection().execute(chosen).mappings()
            known |= {(row["kind"], row["id"]): dict(row) for row in rows}
    return known


_record = table_of(RecordRow)
_counter = table_of(CounterRow)
# The data goes in and out as the text that it is: a record is compared and sent without being read.
_TEXT = type_coerce(_record.c.data, Text)
_KEYS = ("estate", "kind", "id")
_VALUES: dict[str, BindParameter[Any]] = {
    name: bindparam(f"b_{name}") for name in ("zone", "audience", "left", "gone", "rev")
} | {"data": bindparam("b_data", type_=Text)}
_INSERT = insert(_record).values({name: bindparam(f"b_{name}") for name in _KEYS} | _VALUES)
_UPDATE = update(_record).where(*(_record.c[name] == bindparam(f"b_{name}") for name in _KEYS)).values(_VALUES)
