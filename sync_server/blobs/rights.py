"""Who may see a photo, and who may send it (R1.6, reliability: who may not see it, does not get it)."""

import json
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Text, type_coerce
from sqlmodel import Session, col, select

from sync_server.changes.own_part import as_told
from sync_server.db.audience import WHOLE_ESTATE, split
from sync_server.db.tables import FactRow, PhotoRow, PhotoSenderRow, PhotoUseRow, RecordRow


@dataclass(frozen=True)
class Asker:
    """Who asks, as the sign-in made sure: the estate, the device, and whose view it is (`KnownEstate.scope`).

    account and tags are empty for a phone whose session has ended: it still sends its photos, and sees none.
    """

    estate: str
    device: UUID
    account: str | None = None
    tags: frozenset[str] = frozenset()


def may_see(session: Session, asker: Asker, sha256: str) -> bool:
    """A photo goes where the matter goes that uses it, as far as that is told; who made the photo sees it, and who sees the whole estate. Naming
    a digest gives no right to the picture: a use counts when its device has sent the bytes."""
    query = select(PhotoSenderRow.device).where(
        PhotoSenderRow.estate == asker.estate, PhotoSenderRow.sha256 == sha256, PhotoSenderRow.sent
    )
    photo = session.get(PhotoRow, (asker.estate, sha256))
    # Of what nobody has sent yet it is told how it stands, to who will see what the first to name it sends.
    senders = set(session.exec(query)) or ({photo.device} if photo is not None else set())
    uses = [use for use in _uses(session, asker, sha256) if use.device in senders]
    if not uses or not asker.tags:
        return False
    if WHOLE_ESTATE in asker.tags:
        return True
    mine = select(FactRow.id).where(
        FactRow.estate == asker.estate, col(FactRow.id).in_([use.fact for use in uses]), FactRow.author == asker.account
    )
    if session.exec(mine.limit(1)).first() is not None:
        return True
    matters = select(RecordRow.audience, type_coerce(RecordRow.data, Text)).where(
        RecordRow.estate == asker.estate,
        RecordRow.kind == "matter",
        col(RecordRow.id).in_([use.thread.hex for use in uses if use.thread is not None]),
        col(RecordRow.gone).is_(False),
    )
    facts = {str(use.fact) for use in uses}
    return any(
        split(audience) & asker.tags and _shows(as_told("matter", data, asker.tags), sha256, facts)
        for audience, data in session.exec(matters)
    )


def _shows(told: str, sha256: str, facts: set[str]) -> bool:
    """Whether one of these facts is told: another one may name the same digest, without having the picture."""
    return f'"{sha256}"' in told and any(fact["id"] in facts for fact in json.loads(told)["facts"])


def may_send(session: Session, asker: Asker, sha256: str) -> bool:
    """The device whose fact names it; its session may long be over."""
    return any(use.device == asker.device for use in _uses(session, asker, sha256))


def _uses(session: Session, asker: Asker, sha256: str) -> list[PhotoUseRow]:
    chosen = select(PhotoUseRow).where(PhotoUseRow.estate == asker.estate, PhotoUseRow.sha256 == sha256)
    return list(session.exec(chosen))
