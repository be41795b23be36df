"""The twenty protocols: each can be brought to its end, and nothing that locks can be skipped (R9.5, protocols.yaml)."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

import pytest

from app.domain.bundle import load_bundle
from app.domain.cases import CaseError, CaseView, StepResult, StepView, can_record, fold_case
from app.domain.protocols import Protocol
from tests.patrol.scenes import T0

BOOK = load_bundle().protocols
WATER, NOTICE = BOOK["water_runs_unoccupied"], "leave_notice"


@dataclass(frozen=True)
class Opening:
    """A protocol, at an area kind, with what is known when it opens."""

    protocol: Protocol
    kind: str
    trigger: tuple[tuple[str, str], ...]

    def view(self, results: tuple[StepResult, ...] = (), tasks: str = "none") -> CaseView:
        return fold_case(self.protocol, self.kind, dict(self.trigger), results, tasks=tasks)  # type: ignore[arg-type]

    def __str__(self) -> str:
        return f"{self.protocol.id}-{self.kind}-{'-'.join(value for _, value in self.trigger)}"


def openings() -> Iterator[Opening]:
    for protocol in BOOK.protocols.values():
        given = [[(fact, value) for value in asked.values] for fact, asked in protocol.facts_from_trigger.items()]
        for kind in protocol.applies_to or ("",):
            for trigger in product(*given):
                item = dict(trigger).get("item", kind)
                if item.startswith(kind):  # a renovation found at a shop is the shop's item
                    yield Opening(protocol, kind, tuple(trigger))


OPENINGS = [*openings()]


def recorded(step: StepView, n: int, values: Mapping[str, str]) -> StepResult:
    return StepResult(step.id, values, by=f"person {n}", at=T0 + timedelta(minutes=n))


def choices(step: StepView) -> Iterator[dict[str, str]]:
    """What may be said at a step, the hoped-for first."""
    yield from (dict(zip(step.asks, values, strict=True)) for values in product(*step.asks.values()))


def walks(opening: Opening, most: int) -> Iterator[tuple[tuple[StepResult, ...], CaseView]]:
    """How the case can stand, breadth first: every result that may be recorded at any step that is due."""
    waiting: deque[tuple[StepResult, ...]] = deque([()])
    met = set()
    while waiting and most:
        results = waiting.popleft()
        view = opening.view(results)
        key = frozenset({(s.id, s.status, *sorted((s.recorded or {}).items())) for s in view.steps})
        if key in met:
            continue
        met.add(key)
        most -= 1
        yield results, view
        if view.closed:
            continue
        for step in view.steps:
            if step.status == "due":
                waiting.extend((*results, recorded(step, len(results), said)) for said in choices(step))


def closes(view: CaseView, opening: Opening, results: tuple[StepResult, ...]) -> bool:
    """Closed, or it will be when the repairs that it filed are done."""
    return view.closed or opening.view(results, tasks="all_closed" if view.files else "none").closed


# -- the book
def test_given_the_book_when_it_is_loaded_then_there_are_twenty_protocols_with_words() -> None:
    assert len(BOOK.protocols) == 20
    for protocol in BOOK.protocols.values():
        assert protocol.label.zh
        assert protocol.label.en
        for filing in protocol.files:
            assert protocol.files_title(filing.id).zh
            assert BOOK.role(filing.to).zh
        for step in protocol.steps:
            for fact, values in step.all_facts().items():
                assert all(BOOK.words(fact, value).zh != value for value in values), (protocol.id, fact)
    with pytest.raises(KeyError):
        BOOK["dance"]


def test_given_the_states_of_a_task_when_they_follow_each_other_then_only_known_ones() -> None:
    # R4.15
    ids = {state.id for state in BOOK.task_states}
    assert all({*state.next} <= ids for state in BOOK.task_states)
    assert (BOOK.task_state("closed", "repair").zh, BOOK.task_state("closed", "follow_up").zh) == ("已改正", "已办结")


# -- every case comes to its end
@pytest.mark.parametrize("opening", OPENINGS, ids=str)
def test_given_hopes_fulfilled_when_the_next_step_is_always_taken_then_the_case_closes(opening: Opening) -> None:
    results: tuple[StepResult, ...] = ()
    view = opening.view()
    for n in range(20):
        if view.next is None:
            break
        results = (*results, recorded(view.next, n, next(choices(view.next))))
        view = opening.view(results)
    if closes(view, opening, results):
        return
    # Hopes may contradict each other (nobody declines, so nobody comes in person): then some other way leads there.
    assert any(closes(view, opening, results) for results, view in walks(opening, 400))


@pytest.mark.parametrize("opening", OPENINGS, ids=str)
def test_given_any_way_that_a_case_can_stand_when_it_is_open_then_somebody_has_something_to_do(
    opening: Opening,
) -> None:
    # R9.10
    for results, view in walks(opening, 60):
        assert view.closed or view.next is not None or closes(view, opening, results)


@pytest.mark.parametrize("opening", OPENINGS, ids=str)
def test_given_a_locked_step_without_result_when_later_ones_are_tried_then_none_can_be_recorded(
    opening: Opening,
) -> None:
    # R9.5
    for _, view in walks(opening, 60):
        barred_by = None
        for step in view.steps:
            if barred_by and not step.spec.any_time and step.recorded is None:
                assert step.status in ("locked", "not_applicable")
                with pytest.raises(CaseError) as refused:
                    can_record(view, step.id, next(choices(step)))
                assert refused.value.code in ("step_locked", "task_state_wrong")
            if step.spec.locked and step.applies and step.recorded is None:
                barred_by = step.id
