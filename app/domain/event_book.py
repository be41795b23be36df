"""The case of an event (a disinfection) while its matter is folded: good answers are steps of it too, and open it (2-六-3)."""

from app.domain import ids
from app.domain.case_book import CaseBook
from app.domain.facts import SeenFact
from app.domain.records import Case, Finding
from app.domain.triggers import answer_as_result


class EventBook:
    """The answers of one matter that are good and all the same steps of its case."""

    def __init__(self, cases: CaseBook) -> None:
        self.cases, self.state, self.rules, self.matter = cases, cases.state, cases.rules, cases.matter

    def answer(self, fact: SeenFact, item: str, answered: str) -> None:
        """The open case of the event goes on with it, or one opens."""
        for protocol in self.rules.protocols.protocols.values():
            result = answer_as_result(protocol, item, answered, fact.author, fact.seen_at)
            if result is None:
                continue
            case = next((c for c in self.matter.cases if c.protocol == protocol.id and not c.closed), None)
            if case is None and self._over_that_day(fact):
                return  # a new date is a new case
            if case is None:
                case = self._open(fact, protocol.id)
            else:
                self.matter.aliases[ids.case_id(fact.id, protocol.id)] = case.id
            self.state.results.setdefault(case.id, []).append(result)
            self.cases.advance(case, fact)

    def _open(self, fact: SeenFact, protocol: str) -> Case:
        """The case of an event that begins with a good answer: nothing was found, so its finding is shown to nobody."""
        case = Case(
            id=ids.case_id(fact.id, protocol), protocol=protocol, finding=fact.id, opened_by=fact.author,
            opened_at=fact.seen_at, trigger={},
        )  # fmt: skip
        self.state.openers[fact.id] = Finding(
            id=fact.id, by=fact.author, at=fact.seen_at, received_at=fact.received_at, state="", severity="minor", case=case.id
        )  # fmt: skip
        self.state.trades[fact.id] = self.state.item.trade or "steward"
        self.matter.cases.append(case)
        return case

    def _over_that_day(self, fact: SeenFact) -> bool:
        """Whether an event of the same day has ended already."""
        ended = {case.finding for case in self.matter.cases if case.closed}
        return fact.day is not None and fact.day in {each.day for each in self.matter.facts if each.id in ended}
