"""The engine of the step protocols, as a pure function: a case is what its results make of its protocol (R9.5, R9.10).

Both sides run it: the phone to show the next step without a network, the server to file tasks and to close.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from app.domain.case_steps import UNIT, Standing, StepResult, StepStatus, StepView, TasksState, standing
from app.domain.conditions import Condition, NoValue, Verdict, first_match, judge
from app.domain.labels import Label
from app.domain.protocols import Filing, Protocol, SeverityRule, TaskKind
from app.domain.refusal import Refusal
from app.domain.severity import Severity
from app.domain.triggers import trigger_facts

__all__ = [
    "Alarm", "CaseError", "CaseView", "FiledTask", "StepResult", "StepStatus", "StepView", "TasksState", "TellNow",
    "can_record", "fold_case", "trigger_facts",
]  # fmt: skip


class CaseError(Refusal):
    """`step_unknown`: no such step, fact or value, or one is missing. `step_locked`: an earlier step or an unknown
    condition bars it. `task_state_wrong`: the case is closed or the step does not apply. `reinspected_by_fixer`."""


@dataclass(frozen=True, slots=True)
class FiledTask:
    """A task that the case has filed. to: a role, `trade`, or `chosen_by_steward`. settled: the case itself shows the
    matter put right, so the task is closed with it. deadline_setting: a key that replaces the severity's deadline."""

    id: str
    title: Label
    to: str
    kind: TaskKind
    severity_rule: SeverityRule
    settled: bool
    deadline_setting: str | None = None


@dataclass(frozen=True, slots=True)
class Alarm:
    """A result that needs help now: these roles are told at once."""

    step: str
    result: str
    who: tuple[str, ...]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TellNow:
    """Somebody is told with a recorded step. A `call` is made by a person; `app` goes out by itself. at None: at once."""

    step: str
    who: str
    how: str
    at: datetime | None


@dataclass(frozen=True)
class CaseView:
    """A case as it stands. next: the step to take now, None when it waits or is closed. unit_flags: marks that stand on
    the unit, also after closing. closed_by: the condition that closed it. counted: the results that count."""

    protocol: str
    kind: str
    steps: tuple[StepView, ...]
    facts: Mapping[str, str]
    next: StepView | None
    files: tuple[FiledTask, ...]
    alarms: tuple[Alarm, ...]
    tells: tuple[TellNow, ...]
    unit_flags: tuple[str, ...]
    closed: bool
    closed_by: Condition | None
    counted: tuple[StepResult, ...]

    def step(self, id: str) -> StepView:
        """CaseError(`step_unknown`) for a step that the protocol does not have."""
        for view in self.steps:
            if view.step == id:
                return view
        raise CaseError("step_unknown", f"{self.protocol} has no step {id!r}")


def fold_case(
    protocol: Protocol,
    kind: str,
    trigger_facts: Mapping[str, str],
    results: Sequence[StepResult],
    *,
    tasks: TasksState = "none",
    things: Sequence[str] | None = None,
    severity: Severity | None = None,
    put_right: bool = False,
) -> CaseView:
    """What the results, in the order observed, make of a case; what was entered at the unit stands among them
    (`case_steps.unit_event`).

    kind: the area kind of its item. tasks: how the repair tasks that it filed or joined stand. things: what a `for_each`
    step is done for; None = not known, then what the results name. severity: of the answer; for a critical one `app`
    reads `call`. put_right: it was put right on the spot, which closes it; then it files only what somebody still has to
    find out (who locked the fire door).
    A task once filed stays filed. Results after the closing do not count, except those of steps that may follow it and
    what is entered at the unit.
    """
    if not results and things is None:
        view = _untouched(protocol, kind, tuple(sorted(trigger_facts.items())), tasks, severity)
    else:
        view = _folded(protocol, kind, trigger_facts, results, tasks, things, severity)
    return _put_right(protocol, view) if put_right else view


def _put_right(protocol: Protocol, view: CaseView) -> CaseView:
    """Steps that have no result are asked of nobody any more."""
    asked = [step if step.recorded is not None else replace(step, status="not_applicable", lock_reason=None, things_left=())
             for step in view.steps]  # fmt: skip
    filed = {filing.id for filing in protocol.files if filing.kind == "follow_up" and filing.when}
    return replace(
        view, steps=tuple(asked), next=None, closed=True, files=tuple(task for task in view.files if task.id in filed)
    )


@lru_cache(maxsize=1024)
def _untouched(
    protocol: Protocol,
    kind: str,
    trigger_facts: tuple[tuple[str, str], ...],
    tasks: TasksState,
    severity: Severity | None,
) -> CaseView:
    """A case of which no step has a result yet: most cases of a day begin alike, so each kind of them is worked out once."""
    return _folded(protocol, kind, dict(trigger_facts), (), tasks, None, severity)


def _folded(
    protocol: Protocol,
    kind: str,
    trigger_facts: Mapping[str, str],
    results: Sequence[StepResult],
    tasks: TasksState,
    things: Sequence[str] | None,
    severity: Severity | None,
) -> CaseView:
    steps = {UNIT, *(step.id for step in protocol.steps)}
    known = [result for result in results if result.step in steps]
    filed: dict[str, Filing] = {}
    counted = known
    for n in range(len(known) + 1):
        now = standing(protocol, kind, trigger_facts, known[:n], tasks="none", things=things)
        filed |= {f.id: f for f in protocol.files if not f.when or first_match(f.when, now.facts) is not None}
        if _closed_by(protocol, now) is not None:
            counted = known[:n] + [r for r in known[n:] if r.step == UNIT or protocol.step(r.step).after_close]
            break
    now = standing(protocol, kind, trigger_facts, counted, tasks=tasks, things=things)
    closed_by = _closed_by(protocol, now)
    return CaseView(
        protocol=protocol.id, kind=kind, steps=now.steps,
        facts={fact: value for fact, value in now.facts.items() if not isinstance(value, NoValue)},
        next=None if closed_by else _next(now.steps),
        files=tuple(_filed(f, now, closed_by is not None) for f in protocol.files if f.id in filed),
        alarms=_alarms(protocol, counted), tells=_tells(now.steps, severity), unit_flags=_flags(protocol, now, counted),
        closed=closed_by is not None, closed_by=closed_by, counted=tuple(counted),
    )  # fmt: skip


def can_record(view: CaseView, step: str, values: Mapping[str, str], by: str | None = None) -> None:
    """Whether this result may be recorded now; CaseError says why not. `by` is checked against `not_by` where given."""
    found = view.step(step)
    if view.closed and not found.spec.after_close:
        raise CaseError("task_state_wrong", f"the case is closed; {step} is too late")
    if found.status == "not_applicable":
        raise CaseError("task_state_wrong", f"{step} does not apply")
    if found.status in ("locked", "waiting"):
        raise CaseError("step_locked", f"{step} waits for {found.lock_reason}")
    if {*values} != {*found.asks}:
        raise CaseError("step_unknown", f"{step} asks for {sorted(found.asks)}, not {sorted(values)}")
    for fact, value in values.items():
        if value not in found.asks[fact]:
            raise CaseError("step_unknown", f"{step}: {fact} is never {value!r}")
    if by is not None and found.spec.not_by and view.step(found.spec.not_by).by == by:
        raise CaseError("reinspected_by_fixer", f"{by} did {found.spec.not_by}")


def _closed_by(protocol: Protocol, now: Standing) -> Condition | None:
    return first_match(protocol.closes_if, now.facts) if now.complete else None


def _next(steps: Sequence[StepView]) -> StepView | None:
    """The first step that is due; one that is due again only when nothing else can be done."""
    open_steps = [view for view in steps if not view.spec.after_close]
    for status in ("due", "due_again"):
        for view in open_steps:
            if view.status == status:
                return view
    return None


def _filed(filing: Filing, now: Standing, closed: bool) -> FiledTask:
    """A follow-up that was filed with the opening is the case itself, so it ends with it; others only by `settled_by`."""
    own = closed and filing.kind == "follow_up" and not filing.when
    return FiledTask(
        id=filing.id, title=filing.label, to=filing.to, kind=filing.kind, severity_rule=filing.severity,
        settled=own or first_match(filing.settled_by, now.facts) is not None,
        deadline_setting=filing.deadline.get("setting"),
    )  # fmt: skip


def _alarms(protocol: Protocol, counted: Sequence[StepResult]) -> tuple[Alarm, ...]:
    return tuple(
        Alarm(result.step, value, protocol.step(result.step).alarm[value], result.by, result.at)
        for result in counted
        if result.step != UNIT
        for value in result.values.values()
        if value in protocol.step(result.step).alarm
    )


def _tells(steps: Sequence[StepView], severity: Severity | None) -> tuple[TellNow, ...]:
    return tuple(
        TellNow(view.step, tell.who, "call" if severity == "critical" and tell.how == "app" else tell.how, view.at)
        for view in steps
        if view.recorded is not None
        for tell in view.spec.tell
    )


def _flags(protocol: Protocol, now: Standing, counted: Sequence[StepResult]) -> tuple[str, ...]:
    """The mark stands from what sets it until what is said after that takes it away: no reopening answers a closing that
    comes later."""
    mark = protocol.sets_unit_flag
    set_by = first_match(mark.when, now.facts) if mark else None
    if mark is None or set_by is None:
        return ()
    said = {fact: n for n, result in enumerate(counted) for fact in result.values}
    since = max(said.get(fact, -1) for fact in set_by)
    ended = any(
        judge(until, now.facts) is Verdict.MATCHES and all(said.get(fact, -1) > since for fact in until)
        for until in mark.until
    )
    return () if ended else (mark.flag,)
