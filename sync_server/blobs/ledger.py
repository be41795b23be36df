"""What the database says of a photo, and the moves of its state: lacking → partial → stored → verified, or refused."""

import re
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select, update

from app.domain.errors import ERRORS
from app.domain.exchange import PhotoReply, PhotoState
from sync_server.blobs.verify import Seen
from sync_server.db.base import table_of
from sync_server.db.records import next_rev
from sync_server.db.tables import PhotoRow, PhotoSenderRow, PhotoUseRow, RecordRow
from sync_server.ingest.photos import SETTLED

MISSING = "photo_missing"
_SHA256 = re.compile(r"[0-9a-f]{64}")


def row_of(session: Session, estate: str, sha256: str) -> PhotoRow | None:
    """The photo's row; None while no fact of the estate names it."""
    return session.exec(select(PhotoRow).where(PhotoRow.estate == estate, PhotoRow.sha256 == sha256)).one_or_none()


def reply_of(row: PhotoRow) -> PhotoReply:
    kind = ERRORS[row.code or "ok"]
    state: PhotoState = row.state  # type: ignore[assignment]
    return PhotoReply(sha256=row.sha256, state=state, received=row.received, code=kind.code, zh=kind.zh, en=kind.en)


def reply_to(session: Session, row: PhotoRow, device: UUID) -> PhotoReply:
    """The same as this device is told it: not there, as long as it has not sent the bytes itself."""
    reply = reply_of(row)
    if row.state in ("stored", "verified") and not has_sent(session, row.estate, row.sha256, device):
        return reply.model_copy(update={"state": "lacking", "received": 0})
    return reply


def has_sent(session: Session, estate: str, sha256: str, device: UUID) -> bool:
    """Whether this device has sent all bytes of the photo."""
    sender = session.get(PhotoSenderRow, (estate, sha256, device))
    return sender is not None and sender.sent


def has_arrived(session: Session, estate: str, sha256: str, received: int, total: int) -> None:
    """So much is safely in the store. A photo that was whole already is left alone: a late piece must not undo that."""
    row = row_of(session, estate, sha256)
    if row is not None and row.state in ("lacking", "partial"):
        row.state, row.code = ("partial" if received else "lacking"), None
        row.received, row.total = received, total or None
        session.add(row)


def is_stored(session: Session, estate: str, sha256: str, size: int, device: UUID) -> None:
    """The bytes are whole and theirs, and came from this device; nobody has looked at the pixels yet."""
    if not has_sent(session, estate, sha256, device):
        session.merge(PhotoSenderRow(estate=estate, sha256=sha256, device=device, sent=True))
        touch_matters(session, estate, sha256)
    row = row_of(session, estate, sha256)
    if row is not None and row.state != "verified":
        row.state, row.code, row.received, row.total = "stored", None, size, size
        session.add(row)


def is_verified(session: Session, estate: str, sha256: str, seen: Seen, now: datetime) -> None:
    row = row_of(session, estate, sha256)
    if row is not None and row.state != "verified":
        row.state, row.code, row.verified_at = "verified", None, now
        row.w, row.h, row.dhash = seen.width, seen.height, seen.fingerprint
        session.add(row)
        touch_matters(session, estate, sha256)


def is_refused(session: Session, estate: str, sha256: str, code: str) -> None:
    """The bytes are those that the phone has, and no photo: sending them again would not help."""
    row = row_of(session, estate, sha256)
    if row is not None and row.state != "refused":
        row.state, row.code, row.received = "refused", code, 0
        session.add(row)
        touch_matters(session, estate, sha256)


def is_lacking(session: Session, estate: str, sha256: str) -> None:
    """The store has lost it (a restored back-up): the phones are asked for it again."""
    row = row_of(session, estate, sha256)
    if row is not None:
        row.state, row.code, row.received, row.verified_at = "lacking", None, 0, None
        session.add(row)
        sender = table_of(PhotoSenderRow)
        here = (sender.c.estate == estate) & (sender.c.sha256 == sha256)
        session.connection().execute(update(sender).where(here).values(sent=False))


def are_missing(session: Session, estate: str, device: UUID, shas: Sequence[str]) -> None:
    """The device that took these photos can't read them any more. They stay lacking, for a file may come back. What is no
    SHA-256 names no photo."""
    shas = [sha256 for sha256 in shas if _SHA256.fullmatch(sha256)]
    own = select(PhotoUseRow.sha256).where(
        PhotoUseRow.estate == estate, PhotoUseRow.device == device, col(PhotoUseRow.sha256).in_(shas)
    )
    for sha256 in sorted(set(session.exec(own))) if shas else ():
        row = row_of(session, estate, sha256)
        if row is not None and row.device == device and row.state in ("lacking", "partial") and row.code != MISSING:
            row.code = MISSING
            session.add(row)
            touch_matters(session, estate, sha256)


def touch_matters(session: Session, estate: str, sha256: str) -> None:
    """Give the matters that use the photo a new rev, so that other devices hear that it is there (or never will be)."""
    threads = select(PhotoUseRow.thread).where(PhotoUseRow.estate == estate, PhotoUseRow.sha256 == sha256)
    for thread in {thread for thread in session.exec(threads) if thread is not None}:
        session.exec(
            update(RecordRow)
            .where(col(RecordRow.estate) == estate, col(RecordRow.kind) == "matter", col(RecordRow.id) == thread.hex)
            .values(rev=next_rev(session, estate))
        )


def left_over(session: Session) -> list[tuple[str, str]]:
    """(estate, sha256) of photos that were stored when the server died before it had looked at them."""
    unsettled = select(PhotoRow.estate, PhotoRow.sha256).where(col(PhotoRow.state).not_in(SETTLED))
    return list(session.exec(unsettled.where(PhotoRow.state == "stored")))
