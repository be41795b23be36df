"""What the server still misses from the other devices of an account: told at a sign-in, so that a phone whose storage was
emptied can say what did not arrive."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.domain.exchange import Elsewhere, LackingPhoto
from sync_server.db.tables import AccountRow, FactRow, PhotoRow, PhotoUseRow, SessionRow
from sync_server.ingest.photos import SETTLED

MOST_PHOTOS = 20  # of each device; the rest is a number


def elsewhere(session: Session, account: AccountRow, device: UUID, before: UUID | None) -> list[Elsewhere]:
    """The devices on which this account was signed in, besides `device`, that are `before` or that owe photos of its facts.

    A device on which it never was is not spoken of, whatever `before` says.
    """
    estate = account.estate
    query = select(SessionRow.device).where(SessionRow.estate == estate, SessionRow.account == account.id).distinct()
    others = {other for other in session.exec(query) if other != device}
    owed = _owed(session, account, others)
    wanted = others & ({before} | owed.keys())
    told = [_told(session, estate, other, owed.get(other, []), other == before) for other in wanted]
    return sorted(told, key=lambda each: (not each.before, str(each.device)))


def _told(session: Session, estate: str, device: UUID, photos: list[LackingPhoto], before: bool) -> Elsewhere:
    last: tuple[int, datetime] | None = session.exec(
        select(FactRow.seq, FactRow.seen_at)
        .where(FactRow.estate == estate, FactRow.device == device)
        .order_by(col(FactRow.seq).desc())
        .limit(1)
    ).first()
    return Elsewhere(
        device=device, before=before, last_seq=last[0] if last else 0, last_at=last[1] if last else None,
        lacking=len(photos), photos=photos[:MOST_PHOTOS],
    )  # fmt: skip


def _owed(session: Session, account: AccountRow, devices: Iterable[UUID]) -> dict[UUID, list[LackingPhoto]]:
    """The photos of this account's facts that never arrived, by the device that has them, the latest first."""
    query = (
        select(PhotoUseRow, FactRow)
        .join(PhotoRow, (col(PhotoRow.estate) == PhotoUseRow.estate) & (col(PhotoRow.sha256) == PhotoUseRow.sha256))
        .join(FactRow, (col(FactRow.estate) == PhotoUseRow.estate) & (col(FactRow.id) == PhotoUseRow.fact))
        .where(PhotoUseRow.estate == account.estate, col(PhotoUseRow.device).in_(list(devices)))
        .where(FactRow.author == account.id, col(PhotoRow.state).not_in(SETTLED))
        .order_by(col(FactRow.seen_at).desc(), col(PhotoUseRow.sha256))
    )
    owed: dict[UUID, dict[str, LackingPhoto]] = {}
    for use, fact in session.exec(query):
        photo = LackingPhoto(sha256=use.sha256, place=fact.place, item=fact.item, at=fact.seen_at)
        owed.setdefault(use.device, {}).setdefault(use.sha256, photo)
    return {device: list(photos.values()) for device, photos in owed.items()}
