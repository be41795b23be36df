"""What the database knows already of the facts in a push."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from sync_server.db.tables import AccountRow, ConflictRow, FactRow, SessionRow
from sync_server.ingest.clocks import Seen
from sync_server.ingest.judge import KnownSession


@dataclass(frozen=True)
class KnownFact:
    """A fact that was received before, and what its receipt says now."""

    digest: bytes
    code: str
    first: datetime
    seen: Seen


def known_facts(session: Session, estate: str, ids: Iterable[UUID]) -> dict[UUID, KnownFact]:
    rows = session.exec(
        select(
            FactRow.id,
            FactRow.digest,
            FactRow.code,
            FactRow.received_at,
            FactRow.seen_at,
            FactRow.unmeasured,
            FactRow.day,
        ).where(  # type: ignore[call-overload]
            FactRow.estate == estate, col(FactRow.id).in_(list(ids))
        )
    )
    return {
        id: KnownFact(digest, code, first, Seen(at, guessed, day=day))
        for id, digest, code, first, at, guessed, day in rows
    }


def known_conflicts(session: Session, estate: str, digests: Iterable[bytes]) -> dict[bytes, datetime]:
    """When what was refused came for the first time."""
    rows = session.exec(
        select(ConflictRow.digest, ConflictRow.received_at).where(
            ConflictRow.estate == estate, col(ConflictRow.digest).in_(list(digests))
        )
    )
    return dict(rows.all())


def known_sessions(session: Session, estate: str, ids: Iterable[UUID]) -> dict[UUID, KnownSession]:
    rows = session.exec(
        select(SessionRow, AccountRow)
        .where(SessionRow.estate == estate, col(SessionRow.id).in_(list(ids)))
        .where(AccountRow.estate == estate, AccountRow.id == SessionRow.account)
    )
    return {
        row.id: KnownSession(
            row.account, row.device, row.credential, frozenset(account.roles), row.started, ended=row.ended_at,
            last_seq=row.last_seq, closed=account.disabled_at,
        )
        for row, account in rows
    }  # fmt: skip
