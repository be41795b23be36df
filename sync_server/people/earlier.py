"""Sessions that began after the back-up which was restored: their phone registers them again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.domain.ids import Rng
from sync_server.db.audit import audit
from sync_server.db.records import lock_estate
from sync_server.db.tables import SessionRow
from sync_server.estates import KnownEstate
from sync_server.ingest.release import release_held
from sync_server.people.credentials import Viewer


def register_earlier(
    session: Session, known: KnownEstate, viewer: Viewer, wanted: Sequence[UUID], now: datetime, rng: Rng
) -> list[UUID]:
    """Register sessions that are unknown here as over, for the viewer's account on the viewer's device, and return those of
    `wanted` that are theirs. One of somebody else's, or of another device, is left alone. Held facts that this answers count.
    """
    estate = known.id
    lock_estate(session, estate)
    rows = session.exec(select(SessionRow).where(SessionRow.estate == estate, col(SessionRow.id).in_(list(wanted))))
    there = {row.id: row for row in rows}
    new = [id for id in dict.fromkeys(wanted) if id not in there]
    session.add_all(
        SessionRow(
            estate=estate, id=id, device=viewer.caller.device, account=viewer.account, credential=viewer.caller.credential,
            started=now, expires_at=now, ended_at=now,
        )
        for id in new
    )  # fmt: skip
    session.flush()
    if new:
        release_held(session, known, "session_unknown", viewer.caller.credential)
        audit(
            session, estate, "sessions_registered_again", now, rng, account=viewer.account, device=viewer.caller.device,
            detail={"sessions": len(new)},
        )  # fmt: skip
    theirs = (viewer.account, viewer.caller.device)
    return [*new, *(id for id, row in there.items() if (row.account, row.device) == theirs)]
