"""How the steps of a case stand: one pass over the protocol, in order, from the results that count (R9.5, R9.22)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from app.domain.conditions import EMPTY, UNKNOWN, Condition, FactValue, Verdict, judge, judge_any, unknown_in
from app.domain.labels import Label
from app.domain.protocols import Protocol, Step

StepStatus = Literal["due", "done", "due_again", "locked", "not_applicable", "waiting"]
TasksState = Literal["none", "open", "all_closed"]


@dataclass(frozen=True, slots=True)
class StepResult:
    """A step's recorded result. at: aware UTC, when it was observed. thing: which one, where a step is done for each.
    fact: the one that told it."""

    step: str
    values: Mapping[str, str]
    by: str
    at: datetime
    role: str | None = None
    thing: str | None = None
    fact: UUID | None = None


UNIT = "unit"  # the step of a result that was no step: what was entered at the unit itself


def unit_event(event: str, by: str, at: datetime) -> StepResult:
    """What was entered at the unit (`valve_reopened`), as it stands among the results of a case."""
    return StepResult(step=UNIT, values={"unit_event": event}, by=by, at=at)


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as it stands now.

    status: due = may be recorded; due_again = recorded, but not with what it needs; locked = an earlier step bars it
    (`lock_reason` is that step's id); waiting = its condition is not known yet (`lock_reason` is the unknown fact).
    asks: what a result must say, fact → values, the hoped-for first. recorded: the values that count; for a step that
    the finding or the server does, with `by` None. things_left: which of the things still lack a result.
    """

    step: str
    status: StepStatus
    lock_reason: str | None
    label: Label
    asks: Mapping[str, tuple[str, ...]]
    recorded: Mapping[str, str] | None
    by: str | None
    at: datetime | None
    things_left: tuple[str, ...]
    spec: Step

    @property
    def id(self) -> str:
        return self.step

    @property
    def applies(self) -> bool:
        return self.status != "not_applicable"


@dataclass(frozen=True)
class Standing:
    """All steps, and every fact of the case: a value, EMPTY, or UNKNOWN where it stands nowhere."""

    steps: tuple[StepView, ...]
    facts: Mapping[str, FactValue]

    @property
    def complete(self) -> bool:
        """Every step that applies has a result. One whose condition is not known yet might apply, so it counts as open."""
        return all(
            view.status == "not_applicable" or view.recorded is not None
            for view in self.steps
            if not view.spec.after_close
        )


@dataclass
class _Walk:
    """What one pass carries from step to step. per_thing: facts of single things, for steps that are done for each."""

    kind: str
    results: Sequence[StepResult]
    things: Sequence[str] | None
    facts: dict[str, FactValue]
    per_thing: dict[str, dict[str, FactValue]] = field(default_factory=dict)
    lock: str | None = None
    begun: bool = False


def standing(
    protocol: Protocol,
    kind: str,
    trigger_facts: Mapping[str, str],
    results: Sequence[StepResult],
    *,
    tasks: TasksState,
    things: Sequence[str] | None,
) -> Standing:
    """The steps of a case of an area kind. Of several results of a step the last in the given order counts."""
    facts: dict[str, FactValue] = {**trigger_facts, "tasks": tasks}
    facts["unit_event"] = next((r.values["unit_event"] for r in reversed(results) if r.step == UNIT), EMPTY)
    first = protocol.steps[0]
    for fact in protocol.facts_asked:
        said = [r.values[fact] for r in results if r.step == first.id and fact in r.values]
        facts[fact] = said[-1] if said else UNKNOWN
    walk = _Walk(kind, results, things, facts)
    views = tuple(_view(step, protocol, walk) for step in protocol.steps)
    return Standing(views, walk.facts)


def applies(step: Step, facts: Mapping[str, FactValue]) -> Verdict:
    """Whether a step applies: `only_if` and, where there is one, a match of `any_of_only_if`."""
    verdicts = [judge(step.only_if, facts)]
    if step.any_of_only_if:
        verdicts.append(judge_any(step.any_of_only_if, facts))
    if Verdict.RULED_OUT in verdicts:
        return Verdict.RULED_OUT
    return Verdict.OPEN if Verdict.OPEN in verdicts else Verdict.MATCHES


def _view(step: Step, protocol: Protocol, walk: _Walk) -> StepView:
    first = step.id == protocol.steps[0].id
    asks = step.records_for(walk.kind) | (protocol.facts_asked if first else {})
    verdict = applies(step, walk.facts)
    # The first step opens the case, so what may be done "at any time" still comes after it.
    locked_by = (None if walk.begun else protocol.steps[0].id) if step.any_time and not first else walk.lock
    recorded, last, left = _recorded(step, walk, free=locked_by is None)
    if verdict is not Verdict.MATCHES:
        recorded, last = None, None
    _take_facts(step, walk, verdict, recorded)
    status, reason = _status(step, verdict, recorded, locked_by, step.conditions, walk)
    if first:
        walk.begun = recorded is not None or status == "not_applicable"
    if step.locked and status != "not_applicable" and recorded is None:
        walk.lock = walk.lock or step.id
    return StepView(
        step=step.id, status=status, lock_reason=reason, label=step.label(walk.kind), asks=asks, recorded=recorded,
        by=last.by if last else None, at=last.at if last else None,
        things_left=left if status in ("due", "due_again") else (), spec=step,
    )  # fmt: skip


def _status(
    step: Step,
    verdict: Verdict,
    recorded: Mapping[str, str] | None,
    locked_by: str | None,
    conditions: Sequence[Condition],
    walk: _Walk,
) -> tuple[StepStatus, str | None]:
    if verdict is Verdict.RULED_OUT:
        return "not_applicable", None
    if recorded is not None:
        again = step.again_until and judge(step.again_until, recorded) is not Verdict.MATCHES
        return ("due_again" if again else "done"), None
    if locked_by:
        return "locked", locked_by
    return ("waiting", unknown_in(conditions, walk.facts)) if verdict is Verdict.OPEN else ("due", None)


def _take_facts(step: Step, walk: _Walk, verdict: Verdict, recorded: Mapping[str, str] | None) -> None:
    own = step.records_for(walk.kind)
    for fact in step.all_facts():
        if verdict is Verdict.RULED_OUT or fact not in own:
            walk.facts[fact] = EMPTY
        elif recorded and fact in recorded:
            walk.facts[fact] = recorded[fact]


def _recorded(
    step: Step, walk: _Walk, *, free: bool
) -> tuple[Mapping[str, str] | None, StepResult | None, tuple[str, ...]]:
    """The values that count, the result they come from, and the things that still lack one."""
    mine = [result for result in walk.results if result.step == step.id]
    if step.for_each:
        return _for_each(step, walk, mine)
    if mine:
        return dict(mine[-1].values), mine[-1], ()
    if step.given_by_finding or (step.by == "server" and free):
        # Nobody is asked for these: the saved finding is the entry, and the server files by itself.
        return {fact: values[0] for fact, values in step.records_for(walk.kind).items()}, None, ()
    return None, None, ()


def _for_each(
    step: Step, walk: _Walk, mine: Sequence[StepResult]
) -> tuple[Mapping[str, str] | None, StepResult | None, tuple[str, ...]]:
    """One result for each thing; together they say the worst, the value listed last. Without things: the hoped-for."""
    asked = step.records_for(walk.kind)
    if walk.things is None:
        things: Sequence[str] = list(dict.fromkeys(result.thing or "" for result in mine))
        if not things:
            return None, None, ()
    else:
        things = [t for t in walk.things if applies(step, walk.facts | walk.per_thing.get(t, {})) is Verdict.MATCHES]
    latest = {result.thing or "": result for result in mine}
    for thing in things:
        if thing in latest:
            walk.per_thing.setdefault(thing, {}).update(latest[thing].values)
    left = tuple(thing for thing in things if thing not in latest)
    if left:
        return None, None, left
    said = [latest[thing].values for thing in things]
    worst = {
        fact: max((v[fact] for v in said if v.get(fact) in values), key=values.index, default=values[0])
        for fact, values in asked.items()
    }
    # A step that is due again is due for the things that are not as they should be.
    again = tuple(t for t in things if worst and any(latest[t].values.get(f) == v for f, v in worst.items()))
    return worst, (mine[-1] if said else None), again if step.again_until else ()
