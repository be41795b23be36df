"""In which order facts were seen, and for which day they count, whatever the clocks of the phones said."""

from collections.abc import Iterable
from datetime import datetime, tzinfo
from itertools import accumulate, pairwise
from uuid import UUID

from app.domain.calendar import counted_day
from app.domain.facts import Fact, SeenFact


def in_order(facts: Iterable[SeenFact]) -> list[SeenFact]:
    """Each fact once, in the order in which they were seen: within a device that of `seq`, whatever its clock said; between
    devices by the time seen, which never falls along `seq`. Where it would, measured times outweigh the others."""
    by_device: dict[UUID, list[SeenFact]] = {}
    for fact in {fact.id: fact for fact in facts}.values():
        by_device.setdefault(fact.device, []).append(fact)
    ordered = [fact for own in by_device.values() for fact in _never_falling(sorted(own, key=lambda fact: fact.seq))]
    return sorted(ordered, key=lambda fact: fact.order)


def _never_falling(own: list[SeenFact]) -> list[SeenFact]:
    times = [fact.seen_at for fact in own]
    if all(earlier <= later for earlier, later in pairwise(times)):
        return own
    ceiling = None
    for n in range(len(own) - 1, -1, -1):
        if not own[n].unmeasured:
            ceiling = min(times[n], ceiling or times[n])
        elif ceiling is not None:
            times[n] = min(times[n], ceiling)
    times = list(accumulate(times, max))
    return [
        fact if at == fact.seen_at else fact.model_copy(update={"seen_at": at})
        for fact, at in zip(own, times, strict=True)
    ]


def day_of_fact(fact: Fact, seen_at: datetime, tz: tzinfo) -> tuple[str | None, bool]:
    """The day for which a fact counts, and whether it told one that cannot be (`calendar.counted_day`). What takes another
    fact back tells that one's day, whenever it was."""
    if fact.day is None or fact.kind == "retracted":
        return fact.day, False
    return counted_day(fact.day, fact.shown_at or fact.at, seen_at, tz)
