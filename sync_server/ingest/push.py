"""A push: every fact is judged by itself, all are written in one transaction, and each has its receipt.

What is accepted is folded at once, so a task is filed in the transaction that accepted its finding.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.domain import crash
from app.domain.exchange import Push, PushReply, ReceiptState
from app.domain.facts import Fact
from sync_server.db.base import table_of
from sync_server.db.insert import insert_new
from sync_server.db.records import lock_estate
from sync_server.db.tables import ConflictRow, DeviceRow, FactRow
from sync_server.estates import KnownEstate
from sync_server.ingest import judge
from sync_server.ingest.clocks import Clocks, keep_clocks
from sync_server.ingest.envelope import Incoming
from sync_server.ingest.fold import refold
from sync_server.ingest.judge import KnownSession, Sender
from sync_server.ingest.known import KnownFact, known_conflicts, known_facts, known_sessions
from sync_server.ingest.outcome import Outcome, conflict_row, fact_row
from sync_server.ingest.photos import lacks, name_photos
from sync_server.ingest.stops import stop_or_place
from sync_server.ingest.touched import touched_by


def take_in(
    session: Session, known: KnownEstate, sender: Sender, push: Push, facts: list[Incoming], now: datetime
) -> PushReply:
    """Take a push in. facts: those of the push, as read. The reply may be sent once the transaction is committed."""
    estate = known.id
    lock_estate(session, estate)
    readable = [incoming.fact for incoming in facts if incoming.fact is not None]
    clocks = keep_clocks(session, estate, sender.device, push.clocks, readable, now)
    judging = _Judging(
        known,
        sender,
        clocks,
        known_facts(session, estate, (incoming.id for incoming in facts if incoming.id is not None)),
        known_conflicts(session, estate, (incoming.digest for incoming in facts)),
        known_sessions(session, estate, {fact.session for fact in readable}),
        now,
    )
    outcomes = [judging.judge(incoming) for incoming in facts]
    codes = _write(session, known, sender, outcomes, judging.roles_of, now)
    crash.point("push.before_commit")
    return PushReply(
        receipts=[(o.held_as(codes[o.incoming.id]) if o.incoming.id in codes else o).receipt() for o in outcomes],
        lacks=lacks(session, estate, sender.device),
        server_time=now,
        generation=known.generation.hex,
    )


class _Judging:
    """The facts of one push in their order: a second one with the same id is a repeat of the first."""

    def __init__(
        self, known: KnownEstate, sender: Sender, clocks: Clocks, facts: dict[UUID, KnownFact],
        conflicts: dict[bytes, datetime], sessions: dict[UUID, KnownSession], now: datetime,
    ) -> None:  # fmt: skip
        self._known, self._sender, self._clocks, self._now = known, sender, clocks, now
        self._facts, self._conflicts, self._sessions = facts, conflicts, sessions

    def judge(self, incoming: Incoming) -> Outcome:
        before = self._facts.get(incoming.id) if incoming.id else None
        if before is not None and before.digest == incoming.digest:
            return Outcome(incoming, "repeated", before.code, before.first, before.seen)
        if before is not None:
            return self._refused(incoming, "id_reused", before.first)
        fact = incoming.fact
        if fact is None:
            return self._refused(incoming, "fact_malformed", self._now)
        if fact.estate != self._known.id:
            return self._refused(incoming, "fact_malformed", self._now)
        session = self._sessions.get(fact.session)
        seen = self._clocks.seen(fact, self._now, session.started if session else None, self._known.rules.tz)
        code = judge.of_sender(fact, self._sender, session, seen.at) or judge.of_set_up(
            fact, incoming.body, self._known.estate, self._known.rules
        )
        state: ReceiptState = "held" if code else "accepted"
        code = code or ("time_odd" if seen.odd else "ok")
        self._facts[fact.id] = KnownFact(incoming.digest, code, self._now, seen)
        return Outcome(incoming, state, code, self._now, seen, new=True)

    def roles_of(self, fact: Fact) -> frozenset[str]:
        """What its author is; nothing, when somebody else speaks in that name."""
        return judge.roles_of(fact, self._sessions.get(fact.session))

    def _refused(self, incoming: Incoming, code: str, first: datetime) -> Outcome:
        before = self._conflicts.get(incoming.digest)
        self._conflicts.setdefault(incoming.digest, self._now)
        first = first if code == "id_reused" else before or first
        return Outcome(incoming, "refused", code, first, new=before is None)


RolesOf = Callable[[Fact], frozenset[str]]


def _row(outcome: Outcome, known: KnownEstate, sender: Sender, roles_of: RolesOf) -> dict[str, Any]:
    fact = outcome.incoming.fact
    assert fact is not None
    return fact_row(outcome, sender.credential, stop_or_place(known, fact.place), roles_of(fact))


def _write(
    session: Session, known: KnownEstate, sender: Sender, outcomes: list[Outcome], roles_of: RolesOf, now: datetime
) -> dict[UUID, str]:
    """Returns what the fold had to hold after all, with the code."""
    estate = known.id
    kept = [outcome for outcome in outcomes if outcome.new and outcome.state != "refused"]
    refused = [outcome for outcome in outcomes if outcome.new and outcome.state == "refused"]
    crash.point("push.before_insert")
    insert_new(session, table_of(FactRow), [_row(outcome, known, sender, roles_of) for outcome in kept])
    insert_new(session, table_of(ConflictRow), [conflict_row(o, estate, sender.device, now) for o in refused])
    name_photos(session, estate, sender.device, [o.incoming.fact for o in kept if o.incoming.fact is not None], now)
    device = session.get(DeviceRow, (estate, sender.device))
    if device is not None:
        device.last_seen = now
        session.flush()
    crash.point("push.before_fold")
    accepted = [outcome.incoming.id for outcome in kept if outcome.state == "accepted" and outcome.incoming.id]
    return refold(session, estate, known.rules, touched_by(session, estate, accepted), accepted)
