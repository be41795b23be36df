"""Records whose parent never came: a step without its finding, a move of a task that nobody filed. A phone may be lost."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.facts import SeenFact
from app.domain.records import Matter
from app.domain.rules import Rules
from app.domain.task_moves import MOVES


@dataclass(frozen=True)
class Orphan:
    """fact: what came. waiting_since: when the server received it."""

    matter: Matter
    fact: SeenFact
    waiting_since: datetime


def orphans(rules: Rules, matters: Iterable[Matter], now: datetime) -> list[Orphan]:
    """Those that have waited longer than the estate's limit, the longest first. Before it, the parent may be on its way."""
    limit = rules.settings.duration("facts.parent_within")
    found = (each for matter in matters if not matter.partial for each in _of(matter))
    return sorted((each for each in found if now - each.waiting_since > limit), key=lambda each: each.waiting_since)


def _of(matter: Matter) -> Iterator[Orphan]:
    known = {fact.id for fact in matter.facts}
    for fact in matter.facts:
        if fact.received_at is not None and not _has_parent(matter, fact, known):
            yield Orphan(matter, fact, fact.received_at)


def _has_parent(matter: Matter, fact: SeenFact, known: set[UUID]) -> bool:
    if fact.kind == "stepped":
        return fact.case is not None and matter.case(fact.case) is not None
    if fact.kind in MOVES:
        return matter.task(UUID(str(fact.body["task"]))) is not None
    return fact.kind != "photo_added" or fact.about in known
