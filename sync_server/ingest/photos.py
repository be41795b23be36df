"""The photos that facts name: the server knows what it lacks from the moment a fact is accepted or held."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.domain.facts import Fact, thread_of
from app.domain.limits import LACKS_AT_ONCE
from sync_server.db.base import table_of, word
from sync_server.db.insert import insert_new
from sync_server.db.tables import PhotoRow, PhotoUseRow

# States in which the phone has nothing more to do for a photo.
SETTLED = (word("verified"), word("refused"))


def name_photos(session: Session, estate: str, facts: Iterable[Fact], now: datetime) -> None:
    """Register the photos of these facts and where they are used."""
    named: dict[str, dict[str, object]] = {}
    uses: dict[tuple[str, UUID, str], dict[str, object]] = {}
    for fact in facts:
        for photo in fact.photos:
            named.setdefault(
                photo.sha256,
                {
                    "estate": estate, "sha256": photo.sha256, "state": "lacking", "code": None, "received": 0,
                    "total": photo.bytes if photo.bytes < 2**31 else None, "w": None, "h": None, "dhash": None,
                    "device": fact.device, "named_at": now, "verified_at": None,
                },
            )  # fmt: skip
            uses[photo.sha256, fact.id, photo.role] = {
                "estate": estate, "sha256": photo.sha256, "fact": fact.id, "role": photo.role, "device": fact.device,
                "thread": thread_of(fact.place, fact.item),
            }  # fmt: skip
    insert_new(session, table_of(PhotoRow), list(named.values()))
    insert_new(session, table_of(PhotoUseRow), list(uses.values()))


def lacks(session: Session, estate: str, device: UUID) -> list[str]:
    """Photos that facts of this device name and that are neither verified nor refused, in the order in which they were
    named: the phone has something to send, or to ask about. The first LACKS_AT_ONCE; the rest when those are settled."""
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
