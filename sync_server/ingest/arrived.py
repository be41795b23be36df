"""Which photos have arrived: those that a device has sent itself and that are verified."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session

from app.domain.facts import SeenFact
from app.domain.kinds import LOOK_KINDS
from sync_server.db.base import parts, table_of, word
from sync_server.db.tables import PhotoRow, PhotoSenderRow

_photo, _sender = table_of(PhotoRow).c, table_of(PhotoSenderRow).c


def with_arrived(session: Session, estate: str, facts: Iterable[SeenFact]) -> list[SeenFact]:
    """The facts, and in those that may be a second look which of their photos have arrived from their own device."""
    known = list(facts)
    named = {photo.sha256 for fact in known if fact.kind in LOOK_KINDS for photo in fact.photos}
    arrived = _arrived(session, estate, named)
    return [
        fact.model_copy(update={"verified": [p.sha256 for p in fact.photos if (p.sha256, fact.device) in arrived]})
        if fact.kind in LOOK_KINDS
        else fact
        for fact in known
    ]


def _arrived(session: Session, estate: str, shas: Iterable[str]) -> set[tuple[str, UUID]]:
    """(digest, device) of each."""
    found: set[tuple[str, UUID]] = set()
    same = (_sender.estate == _photo.estate) & (_sender.sha256 == _photo.sha256)
    for part in parts(sorted(shas)):
        query = (
            select(_sender.sha256, _sender.device)
            .join_from(table_of(PhotoSenderRow), table_of(PhotoRow), same)
            .where(_sender.estate == estate, _sender.sha256.in_(part), _sender.sent, _photo.state == word("verified"))
        )
        found |= {(row.sha256, row.device) for row in session.connection().execute(query)}
    return found
