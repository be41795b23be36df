"""A finding that is being entered at a stop, and how it is kept: over a killed page, and after its sheet was closed."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.domain import ids
from app.domain.catalogue import Item
from app.domain.errors import ZonewalkError
from app.domain.estate import Stop
from app.domain.facts import PhotoRef
from app.patrol import drafts, raw_shots
from app.patrol.begun import KIND, begun_here
from app.patrol.drafts import FoundDraft
from app.patrol.evidence import Evidence
from app.patrol.raw_shots import RawShot
from app.patrol.work import Work
from app.store import Draft
from app.ui.parts.answer import Answer
from app.ui.session import Session


@dataclass(frozen=True)
class Begun:
    """another: words for a spot of its own. photos: what an older version had stamped already."""

    id: UUID
    stop: str
    item: str
    place: str | None
    answer: Answer
    shots: tuple[RawShot, ...] = ()
    another: str | None = None
    photos: tuple[Evidence, ...] = ()

    def with_(self, **changed: Any) -> "Begun":
        return replace(self, **changed)

    @property
    def empty(self) -> bool:
        """Whether nothing was entered; the place alone is a proposal."""
        return not (self.pictures or self.another or self.answer != Answer())

    @property
    def pictures(self) -> int:
        return len(self.photos) + len(self.shots)

    @property
    def where(self) -> str:
        """Where it is saved, with the words of another spot."""
        place, another = self.place or self.stop, (self.another or "").strip()
        return f"{place.partition('#')[0]}#{another}" if another else place

    def draft(self, account: str, *, shown: bool) -> Draft:
        """shown: whether its sheet is open; it opens again when the page was killed meanwhile."""
        data = {
            "stop": self.stop, "item": self.item, "place": self.place, "answer": self.answer.to_json(), "another": self.another,
            "shots": raw_shots.to_json(self.shots), "shown": shown,
            "photos": [shot.ref.model_dump(mode="json") for shot in self.photos],
            "previews": [(shot.preview or b"").hex() for shot in self.photos],
        }  # fmt: skip
        return Draft(self.id, account, KIND, data, tuple(shot.file for shot in self.shots))

    def found(self) -> FoundDraft:
        """The same as 发现＋ saves it."""
        return FoundDraft(self.id, self.shots, self.where, self.item)


def begun_of(draft: Draft) -> Begun:
    """A draft as it was left."""
    data = draft.data
    photos = [
        Evidence(PhotoRef.model_validate(ref), bytes.fromhex(preview) or None)
        for ref, preview in zip(data["photos"], data["previews"], strict=True)
    ]
    return Begun(
        draft.id, data["stop"], data["item"], data["place"], Answer.from_json(data["answer"]), raw_shots.of(data.get("shots", ())),
        data.get("another"), tuple(photos),
    )  # fmt: skip


def begin(session: Session, stop: Stop, item: Item, place: str | None = None) -> Begun:
    """A fresh one; where exactly starts at the spot used last at this stop."""
    work = session.work
    assert work is not None
    spots = work.estate.spots_for(item, stop, work.register)
    last = session.last_spots.get(f"{stop.place}|{item.where}")
    first = place or (spots[0].place if len(spots) == 1 else last if any(s.place == last for s in spots) else None)
    return Begun(
        ids.new(session.clock, session.rng), stop.place, item.id, first or (stop.place if not spots else None), Answer()
    )


def left_open(work: Work, stop: Stop, named: str = "") -> Begun | None:
    """What was on the screen when the page was killed, or the draft that the address names (`draft_named`)."""
    for draft in begun_here(work, stop):
        if draft.kind == KIND and (str(draft.id) == named or (not named and draft.data.get("shown", True))):
            return begun_of(draft)
    return None


def left_of(work: Work, stop: Stop, item: str, at: str | None) -> Begun | FoundDraft | None:
    """What was begun of an item here; at: of this face and band alone."""
    for draft in begun_here(work, stop):
        if draft.data.get("item") == item and at in (None, draft.data.get("place")):
            return begun_of(draft) if draft.kind == KIND else drafts.of(draft)
    return None


class Keeping:
    """Keeps what stands in a sheet: soon after each change, and once more when the sheet goes. over: it was saved or given up."""

    def __init__(self, session: Session, work: Work, begun: Begun) -> None:
        self._session, self._work, self.now = session, work, begun
        self._stored = begun
        self._waits = False
        self.over = False

    def change(self, begun: Begun) -> None:
        """Kept right after the screen was drawn, several quick changes as one."""
        self.now = begun
        if not self._waits:
            self._waits = True
            self._session.soon(self._later)

    def keep(self, *, shown: bool) -> None:
        """Raises ZonewalkError storage_full, storage_failed."""
        if not self.now.empty:
            self._work.store.put_draft(self.now.draft(self._work.account.id, shown=shown))
        elif not self._stored.empty:
            self._work.store.drop_draft(self.now.id)
        self._stored = self.now

    def end(self) -> None:
        """The sheet goes: what was entered stays, and opens only when somebody asks for it."""
        if self.over:
            return
        try:
            self.keep(shown=False)
        except ZonewalkError as error:
            self._session.tell(error)

    def _later(self) -> None:
        self._waits = False
        if not self.over and self.now != self._stored:
            self.keep(shown=True)
