"""A photo that a second look waited for has arrived: its matter is folded again, and the task closes (R5.5)."""

from sqlmodel import Session, col, select

from app.domain.kinds import LOOK_KINDS
from sync_server.db.records import lock_estate
from sync_server.db.tables import FactRow, PhotoUseRow
from sync_server.estates import Estates
from sync_server.ingest.fold import refold
from sync_server.ingest.touched import touched_by


def look_again(session: Session, estates: Estates, estate: str, sha256: str) -> None:
    """Fold anew what second looks with this photo are about, in the transaction in which it was verified or sent."""
    uses = select(PhotoUseRow.fact).where(PhotoUseRow.estate == estate, PhotoUseRow.sha256 == sha256)
    named = list(session.exec(uses))
    if not named:
        return
    lock_estate(session, estate)
    kinds = select(FactRow.id).where(
        FactRow.estate == estate, col(FactRow.id).in_(named), col(FactRow.kind).in_(LOOK_KINDS)
    )
    looks = list(session.exec(kinds))
    if looks:
        refold(session, estate, estates.get(session, estate).rules, touched_by(session, estate, looks), ())
