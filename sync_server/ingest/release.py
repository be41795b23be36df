"""Held facts are released when what they waited for is there: a place in the set-up, a session, a newer server."""

import json
import logging
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, select

from sync_server.db.base import table_of, word
from sync_server.db.records import lock_estate
from sync_server.db.tables import DeviceRow, FactRow
from sync_server.estates import KnownEstate
from sync_server.ingest import judge
from sync_server.ingest.envelope import Incoming, read
from sync_server.ingest.fold import refold
from sync_server.ingest.judge import Sender
from sync_server.ingest.known import known_sessions
from sync_server.ingest.stops import stop_or_place
from sync_server.ingest.touched import touched_by

log = logging.getLogger(__name__)

# Reasons that lie with who sent a fact, which a person can answer; for the others its sender was found right when it came.
OF_SENDER = frozenset({"device_revoked", "session_unknown", "session_ended", "account_closed", "author_no_right"})
# What a person may let count all the same.
TO_DECIDE = OF_SENDER | {"matter_full"}
# What a new set-up, or a newer server, may answer.
OF_SET_UP = (
    "place_unknown", "point_unknown", "place_unfit", "item_unknown", "catalogue_newer", "addressee_unknown", "kind_unknown",
    "internal",
)  # fmt: skip


def release_held(session: Session, known: KnownEstate, reason: str, credential: bytes | None = None) -> list[UUID]:
    """Judge again the facts that are held for `reason` (a receipt's code), fold those that count now, and return their
    ids. One that waits for something else now is held for that. Call it in the transaction that brought the change.

    credential: by which they were sent, where the change concerns these alone: nobody waits for what others piled up.
    """
    estate = known.id
    lock_estate(session, estate)
    waiting = select(FactRow).where(FactRow.estate == estate, FactRow.state == word("held"), FactRow.code == reason)
    if credential is not None:
        waiting = waiting.where(FactRow.credential == credential)
    held = session.exec(waiting).all()
    sessions = known_sessions(session, estate, {row.session for row in held})
    revoked = _revoked(session, estate)
    released: list[UUID] = []
    fact = table_of(FactRow)
    for row in held:
        incoming = _read(row)
        if incoming is None:
            continue
        if incoming.fact is None:  # a kind that was unknown is known now, and this is none of it
            code: str | None = "fact_malformed"
            roles = row.roles
        else:
            now = judge.roles_of(incoming.fact, sessions.get(row.session))
            roles = sorted(now) if reason in OF_SENDER else row.roles
            sender = Sender(row.device, row.credential, row.device in revoked)
            code = (
                judge.of_sender(incoming.fact, sender, sessions.get(row.session), row.seen_at)
                if reason in OF_SENDER
                else None
            ) or judge.of_set_up(incoming.fact, incoming.body, known.estate, known.rules)
        if code == reason:
            continue
        state = "accepted" if code is None else "refused" if incoming.fact is None else "held"
        session.connection().execute(
            update(fact)
            .where(fact.c.estate == estate, fact.c.id == row.id)
            .values(
                state=state, code=code or "ok", stop=stop_or_place(known, row.place), point=incoming.point, roles=roles
            )
        )
        if code is None:
            released.append(row.id)
    held_after_all = refold(session, estate, known.rules, touched_by(session, estate, released), released)
    return [id for id in released if id not in held_after_all]


def _read(row: FactRow) -> Incoming | None:
    """None, and a line in the log, where what is kept can't even be taken for JSON: the others are judged all the same."""
    try:
        return read(json.loads(row.raw))
    except ValueError:
        log.exception("fact %s of %s cannot be read", row.id, row.estate)
        return None


def let_count(session: Session, known: KnownEstate, wanted: Iterable[UUID]) -> dict[UUID, str]:
    """A person lets held facts count although their sender or author had no right, and learns how each stands now: `ok`, or
    the code for which it still waits. Ids that are not held so are left out."""
    estate = known.id
    lock_estate(session, estate)
    rows = session.exec(
        select(FactRow).where(
            FactRow.estate == estate, FactRow.state == word("held"), col(FactRow.id).in_(list(wanted)),
            col(FactRow.code).in_(TO_DECIDE),
        )
    ).all()  # fmt: skip
    told: dict[UUID, str] = {}
    for row in rows:
        incoming = _read(row)
        if incoming is None or incoming.fact is None:
            continue
        code = judge.of_set_up(incoming.fact, incoming.body, known.estate, known.rules)
        row.state, row.code, row.released = ("held" if code else "accepted"), code or "ok", True
        row.stop, row.point = stop_or_place(known, row.place), incoming.point
        told[row.id] = row.code
    session.flush()
    counting = [id for id, code in told.items() if code == "ok"]
    return told | refold(session, estate, known.rules, touched_by(session, estate, counting), counting)


def _revoked(session: Session, estate: str) -> set[UUID]:
    query = select(DeviceRow.id).where(DeviceRow.estate == estate, col(DeviceRow.revoked_at).is_not(None))
    return set(session.exec(query))
