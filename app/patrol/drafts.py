"""发现＋: a photo first, place and item afterwards. Until they are chosen the shot lies raw in a draft that survives a killed
page; then it is stamped with the shutter's time and digested, and the finding takes the draft's place in one commit."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from app.domain import bodies, ids
from app.domain.facts import Fact
from app.hosts import Shot
from app.patrol import acts, raw_shots, where
from app.patrol.evidence import Caption, Evidence
from app.patrol.raw_shots import RawShot
from app.patrol.work import Work
from app.store import Draft

KIND = "found"


@dataclass(frozen=True)
class Given:
    """What was answered to the item. reading: the meter's figure as the fact keeps it."""

    state: str | None = None
    tags: tuple[str, ...] = ()
    raised: bodies.Severity | None = None
    trade: str | None = None
    words: str = ""
    reading: str | None = None
    on_spot: bool = False


@dataclass(frozen=True)
class FoundDraft:
    """What is known so far. answer: JSON of the answer form. spot: words for a spot without an id (路灯 3 号)."""

    id: UUID
    shots: tuple[RawShot, ...] = ()
    place: str | None = None
    item: str | None = None
    answer: dict[str, Any] = field(default_factory=dict)
    spot: str | None = None

    def with_(self, **changed: Any) -> "FoundDraft":
        return replace(self, **changed)

    @property
    def where(self) -> str | None:
        """The place's path with the spot."""
        spot = (self.spot or "").strip()
        return f"{self.place.partition('#')[0]}#{spot}" if self.place and spot else self.place


def new(work: Work) -> FoundDraft:
    """A draft for what is about to be photographed, at the place where the person stands."""
    return FoundDraft(ids.new(work.clock, work.rng), place=where.here(work))


def of(draft: Draft) -> FoundDraft:
    """A draft as it was left."""
    data = draft.data
    return FoundDraft(draft.id, raw_shots.of(data["shots"]), data["place"], data["item"], data["answer"], data["spot"])


def left(work: Work) -> list[FoundDraft]:
    """The account's unfinished findings, the latest first."""
    return [of(draft) for draft in work.store.drafts(work.account.id, KIND)]


def remember(work: Work, draft: FoundDraft) -> None:
    """Keep what was chosen. Raises ZonewalkError storage_full, storage_failed."""
    data = {
        "shots": raw_shots.to_json(draft.shots),
        "place": draft.place, "item": draft.item, "answer": draft.answer, "spot": draft.spot,
    }  # fmt: skip
    work.store.put_draft(Draft(draft.id, work.account.id, KIND, data, tuple(shot.file for shot in draft.shots)))


async def add_shot(work: Work, draft: FoundDraft, shot: Shot) -> FoundDraft:
    """Keep a picture as it is: the file is flushed before the draft names it. The draft as it was when it has this picture.

    Raises ZonewalkError storage_full, storage_failed.
    """
    raw = await raw_shots.keep(work, shot, draft.shots)
    if raw is None:
        return draft
    more = draft.with_(shots=(*draft.shots, raw))
    remember(work, more)
    return more


def drop_shot(work: Work, draft: FoundDraft, file: str) -> FoundDraft:
    """Leave one picture out; its file goes with the next sweep."""
    fewer = draft.with_(shots=tuple(shot for shot in draft.shots if shot.file != file))
    remember(work, fewer)
    return fewer


async def give_up(work: Work, draft: UUID) -> None:
    """The person does not want it any more."""
    work.store.drop_draft(draft)
    await raw_shots.sweep(work)


async def finish(
    work: Work, draft: FoundDraft, given: Given, caption: Caption, earlier: Sequence[Evidence] = ()
) -> Fact:
    """Stamp and keep the pictures, then save the finding or the good answer: it replaces the draft in one commit.

    earlier: photos that a draft of an older version had stamped already; they come first.

    Raises ZonewalkError: not_a_photo, photo_truncated, photo_too_large,
    storage_full, storage_failed; the draft is then still there.
    """
    place, item = draft.where, draft.item
    if place is None or item is None:
        raise ValueError("a finding needs its place and its item")
    asked = work.rules.catalogue.item(item)
    count = len(earlier) + len(draft.shots)
    roles = raw_shots.roles(count, on_spot=given.on_spot, meter=asked.answer == "reading")[len(earlier) :]
    evidence = (*earlier, *await raw_shots.stamped(work, draft.shots, caption, roles))
    if given.state and asked.answer != "text" and not asked.state(given.state).is_finding:
        fact = acts.answer(work, place=place, item=item, state=given.state, evidence=evidence, replaces=draft.id)
    else:
        fact = _report(work, draft.id, place, item, given, evidence)
    await raw_shots.sweep(work)
    return fact


def _report(work: Work, draft: UUID, place: str, item: str, given: Given, evidence: Sequence[Evidence]) -> Fact:
    return acts.report(
        work, place=place, item=item, state=given.state or "found", tags=given.tags, raised=given.raised, trade=given.trade,
        words=given.words, reading=given.reading, on_spot=given.on_spot, evidence=evidence, replaces=draft,
    )  # fmt: skip
