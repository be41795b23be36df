"""What was begun and is not yet a fact: choices, words and photos, kept so that a killed page loses nothing.

One draft for each thing (a step of a case, a repair, a second look, a decision's words): begun again, it is found again by its key.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID, uuid5

from app.domain.facts import PhotoRef
from app.patrol.evidence import Evidence
from app.patrol.work import Work
from app.store import Draft

Kind = Literal["step", "fix", "look", "end", "hold", "cancel", "review"]

_SPACE = UUID("3b0c1b7e-5f0c-5d55-9a7a-2f7b6f3c9d10")


@dataclass(frozen=True)
class Kept:
    """A draft as it was left. data: JSON values."""

    id: UUID
    data: dict[str, Any] = field(default_factory=dict)
    photos: tuple[Evidence, ...] = ()


def draft_id(work: Work, kind: Kind, key: str) -> UUID:
    """The same id for the same thing, over restarts; each account has its own."""
    return uuid5(_SPACE, f"{work.account.id}|{kind}|{key}")


def keep(work: Work, kind: Kind, key: str, data: dict[str, Any], photos: Sequence[Evidence] = ()) -> UUID:
    """Keep it durably. Raises ZonewalkError storage_full, storage_failed."""
    raw = {
        "key": key,
        "data": data,
        "photos": [shot.ref.model_dump(mode="json") for shot in photos],
        "previews": [(shot.preview or b"").hex() for shot in photos],
    }
    found = draft_id(work, kind, key)
    work.store.put_draft(Draft(found, work.account.id, kind, raw))
    return found


def kept(work: Work, kind: Kind, key: str) -> Kept | None:
    """What was kept of this thing; None when nothing was."""
    wanted = draft_id(work, kind, key)
    for draft in work.store.drafts(work.account.id, kind):
        if draft.id == wanted:
            return Kept(wanted, draft.data["data"], evidence_of(draft.data))
    return None


def forget(work: Work, kind: Kind, key: str) -> None:
    """The person gave it up."""
    work.store.drop_draft(draft_id(work, kind, key))


def evidence_of(raw: dict[str, Any]) -> tuple[Evidence, ...]:
    """The photos of a draft; their files are flushed since before the draft was kept."""
    return tuple(
        Evidence(PhotoRef.model_validate(ref), bytes.fromhex(preview) or None)
        for ref, preview in zip(raw["photos"], raw["previews"], strict=True)
    )
