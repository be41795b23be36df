"""发现＋: a photo first, place and item afterwards. Until they are chosen the shot lies raw in a draft that survives a killed
page; then it is stamped with the shutter's time and digested, and the finding takes the draft's place in one commit."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain import bodies, ids
from app.domain.errors import ZonewalkError
from app.domain.facts import Fact, PhotoRole
from app.domain.times import wire
from app.hosts import Shot, ShotSource
from app.patrol import acts, where
from app.patrol.evidence import Caption, Evidence
from app.patrol.evidence import keep as keep_photo
from app.patrol.shutter import Taken, taken
from app.patrol.work import Work
from app.store import Draft

log = logging.getLogger("zonewalk")

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
class RawShot:
    """A picture as it came from the camera. file: its name in the host's folder "drafts". taken_at: the shutter's time,
    None where nobody knows it."""

    file: str
    taken_at: datetime | None
    source: ShotSource
    near: str = ""


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
    shots = tuple(
        RawShot(s["file"], datetime.fromisoformat(s["taken_at"]) if s["taken_at"] else None, s["source"], s.get("near", ""))
        for s in data["shots"]
    )  # fmt: skip
    return FoundDraft(draft.id, shots, data["place"], data["item"], data["answer"], data["spot"])


def left(work: Work) -> list[FoundDraft]:
    """The account's unfinished findings, the latest first."""
    return [of(draft) for draft in work.store.drafts(work.account.id, KIND)]


def remember(work: Work, draft: FoundDraft) -> None:
    """Keep what was chosen. Raises ZonewalkError storage_full, storage_failed."""
    data = {
        "shots": [
            {"file": s.file, "taken_at": wire(s.taken_at) if s.taken_at else None, "source": s.source, "near": s.near}
            for s in draft.shots
        ],
        "place": draft.place, "item": draft.item, "answer": draft.answer, "spot": draft.spot,
    }  # fmt: skip
    work.store.put_draft(Draft(draft.id, work.account.id, KIND, data, tuple(shot.file for shot in draft.shots)))


async def add_shot(work: Work, draft: FoundDraft, shot: Shot) -> FoundDraft:
    """Keep a picture as it is: the file is flushed before the draft names it. Raises ZonewalkError storage_full, -failed."""
    when = taken(shot, work.clock.now(), work.tz)
    raw = RawShot(f"{ids.new(work.clock, work.rng).hex}.raw", when.at, when.source, shot.near)
    await work.host.put_file("drafts", raw.file, shot.data)
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
    await sweep(work)


async def sweep(work: Work) -> None:
    """Delete the files that no draft names. Only ever called after a draft went, never while a shot is being kept."""
    for name in await work.host.list_files("drafts"):
        if work.store.names_draft_file(name):
            continue
        try:
            await work.host.delete_file("drafts", name)
        except ZonewalkError as error:
            log.warning("a draft's file stays until the app starts again: %s", error)


async def finish(work: Work, draft: FoundDraft, given: Given, caption: Caption) -> Fact:
    """Stamp and keep the pictures, then save the finding: it replaces the draft in one commit.

    Raises ZonewalkError: not_a_photo, photo_truncated, photo_too_large,
    storage_full, storage_failed; the draft is then still there.
    """
    place, item = draft.where, draft.item
    if place is None or item is None:
        raise ValueError("a finding needs its place and its item")
    asked = work.rules.catalogue.item(item)
    evidence = [
        await keep_photo(work.host, await _raw(work, shot), Taken(shot.source, shot.taken_at), caption, role)
        for shot, role in zip(
            draft.shots, _roles(len(draft.shots), given.on_spot, asked.answer == "reading"), strict=True
        )
    ]
    if given.state and asked.answer != "text" and not asked.state(given.state).is_finding:
        fact = acts.answer(work, place=place, item=item, state=given.state, evidence=evidence, replaces=draft.id)
    else:
        fact = _report(work, draft.id, place, item, given, evidence)
    await sweep(work)
    return fact


def _report(work: Work, draft: UUID, place: str, item: str, given: Given, evidence: Sequence[Evidence]) -> Fact:
    return acts.report(
        work, place=place, item=item, state=given.state or "found", tags=given.tags, raised=given.raised, trade=given.trade,
        words=given.words, reading=given.reading, on_spot=given.on_spot, evidence=evidence, replaces=draft,
    )  # fmt: skip


async def _raw(work: Work, shot: RawShot) -> Shot:
    return Shot(await work.host.get_file("drafts", shot.file), shot.source, shot.near)


def _roles(count: int, on_spot: bool, meter: bool) -> list[PhotoRole]:
    """Put right on the spot: the first picture is from before, the last from after."""
    if on_spot:
        return ["before" if n == 0 else "after" if n == count - 1 else "evidence" for n in range(count)]
    return ["meter" if meter else "evidence"] * count
