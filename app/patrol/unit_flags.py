"""Marks that stand on a unit: a valve that we closed and nobody has reopened yet (R9.6)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from app.domain import bodies, ids
from app.domain.facts import SeenFact
from app.domain.protocols import UnitFlag
from app.domain.records import Case, Matter
from app.patrol.work import Work


@dataclass(frozen=True)
class StandingFlag:
    """A mark as it stands. by, at: who set it, and when."""

    matter: Matter
    case: Case
    flag: str
    by: str
    at: datetime

    @property
    def place(self) -> str:
        return self.matter.place.partition("#")[0]


def flags(work: Work) -> list[StandingFlag]:
    """Every mark that this account sees, the longest standing first."""
    return sorted(_of(work, work.store.matters(work.account.id, work.rules)), key=lambda each: each.at)


def flags_at(work: Work, place: str) -> list[StandingFlag]:
    """The marks at one unit, whatever is looked at there."""
    unit = place.partition("#")[0]
    items = {
        answer.item
        for protocol in work.rules.protocols.protocols.values()
        if protocol.sets_unit_flag
        for answer in protocol.trigger.any
    }
    known = [work.store.matter(work.account.id, work.rules, ids.thread_id(unit, item)) for item in sorted(items)]
    return list(_of(work, [matter for matter in known if matter is not None]))


def _of(work: Work, matters: Iterable[Matter]) -> Iterator[StandingFlag]:
    for matter in matters:
        for case in matter.cases:
            mark = work.rules.protocols[case.protocol].sets_unit_flag if case.flags else None
            if mark is None:
                continue
            setter = set_by(matter, case, mark)
            at = setter.seen_at if setter else case.opened_at
            yield StandingFlag(matter, case, mark.flag, setter.author if setter else case.opened_by, at)


def set_by(matter: Matter, case: Case, mark: UnitFlag) -> SeenFact | None:
    """The latest step of the case that says what sets the mark."""
    for fact in sorted(matter.facts, key=lambda fact: fact.order, reverse=True):
        if fact.kind != "stepped" or fact.case is None or matter.aliases.get(fact.case, fact.case) != case.id:
            continue
        said = fact.read(bodies.Stepped).results
        if any(said.get(name) in values for when in mark.when for name, values in when.items()):
            return fact
    return None
