"""The photos that facts name: the server knows what it lacks from the moment a fact is accepted or held."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session, col, select

from app.domain.facts import Fact, thread_of
from app.domain.limits import LACKS_AT_ONCE
from sync_server.db.base import table_of, word
from sync_server.db.insert import insert_new
from sync_server.db.tables import PhotoRow, PhotoSenderRow, PhotoUseRow

# States in which the phone has nothing more to do for a photo.
SETTLED = (word("verified"), word("refused"))

_UNSENT = text("not photo_sender.sent")  # as the partial index says it


def name_photos(session: Session, estate: str, device: UUID, facts: Iterable[Fact], now: datetime) -> None:
    """Register the photos of these facts and where they are used. device: that which sent the facts, whatever they say."""
    named: dict[str, dict[str, object]] = {}
    uses: dict[tuple[str, UUID, str], dict[str, object]] = {}
    for fact in facts:
        for photo in fact.photos:
            named.setdefault(
                photo.sha256,
                {
                    "estate": estate, "sha256": photo.sha256, "state": "lacking", "code": None, "received": 0,
                    "total": photo.bytes if photo.bytes < 2**31 else None, "w": None, "h": None, "dhash": None,
                    "device": device, "named_at": now, "verified_at": None,
                },
            )  # fmt: skip
            uses[photo.sha256, fact.id, photo.role] = {
                "estate": estate, "sha256": photo.sha256, "fact": fact.id, "role": photo.role, "device": device,
                "thread": thread_of(fact.place, fact.item),
            }  # fmt: skip
    insert_new(session, table_of(PhotoRow), list(named.values()))
    insert_new(session, table_of(PhotoUseRow), list(uses.values()))
    senders = [{"estate": estate, "sha256": sha256, "device": device, "sent": False} for sha256 in named]
    insert_new(session, table_of(PhotoSenderRow), senders)


def lacks(session: Session, estate: str, device: UUID) -> list[str]:
    """Photos that facts of this device name and that are neither verified by what it sent nor refused, in the order in which
    they were named: the phone has something to send, or to ask about. The first LACKS_AT_ONCE; the rest when those are settled.
    """
    return (_unsettled(session, estate, device) + _sent_by_others(session, estate, device))[:LACKS_AT_ONCE]


def _sent_by_others(session: Session, estate: str, device: UUID) -> list[str]:
    """Photos that are verified, and that this device names and has not sent itself."""
    same = (col(PhotoSenderRow.estate) == col(PhotoRow.estate)) & (col(PhotoSenderRow.sha256) == col(PhotoRow.sha256))
    query = (
        select(PhotoRow.sha256)
        .join(PhotoSenderRow, same)
        .where(PhotoSenderRow.estate == estate, PhotoSenderRow.device == device, _UNSENT)
        .where(PhotoRow.state == word("verified"))
        .order_by(col(PhotoRow.named_at), col(PhotoRow.sha256))
        .limit(LACKS_AT_ONCE)
    )
    return list(session.exec(query))


def _unsettled(session: Session, estate: str, device: UUID) -> list[str]:
    """Those that nobody has sent, or nobody has looked at."""
    query = (
        select(PhotoRow.sha256)
        .join(
            PhotoUseRow,
            (col(PhotoUseRow.estate) == col(PhotoRow.estate)) & (col(PhotoUseRow.sha256) == col(PhotoRow.sha256)),
        )
        .where(PhotoUseRow.estate == estate, PhotoUseRow.device == device)
        .where(PhotoRow.estate == estate, col(PhotoRow.state).not_in(SETTLED))
        .group_by(col(PhotoRow.sha256), col(PhotoRow.named_at))
        .order_by(col(PhotoRow.named_at), col(PhotoRow.sha256))
        .limit(LACKS_AT_ONCE)
    )
    return list(session.exec(query))
