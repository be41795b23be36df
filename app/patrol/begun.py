"""What was begun at a stop and is not saved yet: it waits among the drafts, and no confirmation covers it."""

from app.domain.estate import Stop
from app.patrol import drafts
from app.patrol.work import Work
from app.store import Draft

KIND = "finding"  # the kind of the drafts that the sheet of a check item keeps


def begun_here(work: Work, stop: Stop) -> list[Draft]:
    """The account's drafts of check items at this stop, the latest first: from the sheets and from 发现＋."""
    return [draft for draft in work.store.drafts(work.account.id) if _item_at(work, draft, stop) is not None]


def begun_items(work: Work, stop: Stop) -> frozenset[str]:
    """The check items that were begun at this stop."""
    return frozenset(item for draft in begun_here(work, stop) if (item := _item_at(work, draft, stop)))


def _item_at(work: Work, draft: Draft, stop: Stop) -> str | None:
    """The item of a draft that belongs to this stop; None for any other draft."""
    item: str | None = draft.data.get("item")
    if draft.kind == KIND:
        return item if draft.data["stop"] == stop.place else None
    place = draft.data.get("place") if draft.kind == drafts.KIND else None
    return item if place and work.estate.stop_of(place) == stop.place else None
