"""What the server still misses from the other devices of an account: told at a sign-in, so that a phone whose storage was
emptied can say what did not arrive."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select

from app.domain.exchange import Elsewhere, LackingPhoto
from sync_server.db.tables import AccountRow, FactRow, PhotoRow, PhotoUseRow, SessionRow
from sync_server.ingest.photos import SETTLED

MOST_PHOTOS = 20  # of each device; the rest is a number
MOST_DEVICES = 20
LOOKED_THROUGH = 500  # devices
USES = 4  # of one photo that are looked through for its latest one


def elsewhere(session: Session, account: AccountRow, device: UUID, before: UUID | None) -> list[Elsewhere]:
    """The devices on which this account was signed in, besides `device`, that are `before` or that owe photos of its facts;
    at most MOST_DEVICES, those that were there last.

    A device on which it never was is not spoken of, whatever `before` says.
    """
    query = (
        select(SessionRow.device)
        .where(SessionRow.estate == account.estate, SessionRow.account == account.id, SessionRow.device != device)
        .group_by(col(SessionRow.device))
        .order_by(col(SessionRow.device) != before, func.max(SessionRow.started).desc())
        .limit(LOOKED_THROUGH)
    )
    others = list(session.exec(query))
    owed = _owed(session, account, others)
    wanted = [other for other in others if other == before or other in owed][:MOST_DEVICES]
    told = [_told(session, account, other, owed.get(other, 0), other == before) for other in wanted]
    return sorted(told, key=lambda each: (not each.before, str(each.device)))


def _told(session: Session, account: AccountRow, device: UUID, lacking: int, before: bool) -> Elsewhere:
    last: tuple[int, datetime] | None = session.exec(
        select(FactRow.seq, FactRow.seen_at)
        .where(FactRow.estate == account.estate, FactRow.device == device)
        .order_by(col(FactRow.seq).desc())
        .limit(1)
    ).first()
    return Elsewhere(
        device=device, before=before, last_seq=last[0] if last else 0, last_at=last[1] if last else None,
        lacking=lacking, photos=_latest(session, account, device) if lacking else [],
    )  # fmt: skip


def _owed(session: Session, account: AccountRow, devices: Iterable[UUID]) -> dict[UUID, int]:
    """How many photos of this account's facts never arrived, by the device that has them."""
    counted = select(PhotoUseRow.device, func.count(col(PhotoUseRow.sha256).distinct()))
    never_came = _never_came(counted, account).where(col(PhotoUseRow.device).in_(list(devices)))
    return dict(session.exec(never_came.group_by(col(PhotoUseRow.device))).all())


def _latest(session: Session, account: AccountRow, device: UUID) -> list[LackingPhoto]:
    """The latest of them of one device, each once."""
    named = select(PhotoUseRow.sha256, FactRow.place, FactRow.item, FactRow.seen_at)
    query = _never_came(named, account).where(PhotoUseRow.device == device)
    latest: dict[str, LackingPhoto] = {}
    for sha256, place, item, at in session.exec(
        query.order_by(col(FactRow.seen_at).desc(), col(PhotoUseRow.sha256)).limit(MOST_PHOTOS * USES)
    ):
        latest.setdefault(sha256, LackingPhoto(sha256=sha256, place=place, item=item, at=at))
    return list(latest.values())[:MOST_PHOTOS]


def _never_came(chosen: Any, account: AccountRow) -> Any:
    """`chosen` of the uses, facts and photos where a photo of this account's fact never arrived."""
    return (
        chosen.select_from(PhotoUseRow)
        .join(PhotoRow, (col(PhotoRow.estate) == PhotoUseRow.estate) & (col(PhotoRow.sha256) == PhotoUseRow.sha256))
        .join(FactRow, (col(FactRow.estate) == PhotoUseRow.estate) & (col(FactRow.id) == PhotoUseRow.fact))
        .where(PhotoUseRow.estate == account.estate)
        .where(FactRow.author == account.id, col(PhotoRow.state).not_in(SETTLED))
    )
