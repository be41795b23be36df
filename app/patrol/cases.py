"""Protocols on the phone: the steps of a case, one at a time, over restarts and without a network (protocols.yaml)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.domain import bodies, ids
from app.domain.case_steps import unit_event
from app.domain.cases import CaseError, CaseView, StepResult, can_record, fold_case
from app.domain.errors import ERRORS, ZonewalkError
from app.domain.facts import Fact, taken_back
from app.domain.matter_state import tasks_state
from app.domain.matters import area_kind
from app.domain.protocols import Protocol
from app.domain.records import Case, Matter, Task
from app.domain.triggers import answer_as_result
from app.patrol.evidence import Evidence
from app.patrol.work import Work


def protocol_of(work: Work, case: Case) -> Protocol:
    return work.rules.protocols[case.protocol]


def results_of(work: Work, matter: Matter, case: Case) -> list[StepResult]:
    """The results recorded for a case so far and what was entered at its unit, in the order seen, without what did not count
    or was taken back."""
    void = {note.fact for note in matter.notes} | taken_back(matter.facts) | {*case.sent_back}
    protocol = work.rules.protocols[case.protocol]
    answers = [
        answer_as_result(protocol, f.item or matter.item, f.state, f.by, f.at)
        for f in matter.findings
        if f.case == case.id
    ]
    found: list[StepResult] = []
    for fact in sorted(matter.facts, key=lambda fact: fact.order):
        own = ids.case_id(fact.id, case.protocol)
        if fact.kind == "answered" and fact.id not in void and matter.aliases.get(own, own) == case.id:
            said = fact.read(bodies.Answered)
            answers.append(answer_as_result(protocol, said.item, said.state, fact.author, fact.seen_at))
        if fact.kind == "valve_reopened" and fact.id not in void and fact.seen_at >= case.opened_at:
            found.append(unit_event("valve_reopened", fact.author, fact.seen_at))
        if fact.kind != "stepped" or fact.id in void or fact.case is None:
            continue
        if matter.aliases.get(fact.case, fact.case) != case.id:
            continue
        body = fact.read(bodies.Stepped)
        found.append(StepResult(step=body.step, values=dict(body.results), by=fact.author, at=fact.seen_at))
    found = [*(answer for answer in answers if answer is not None), *found]
    return sorted(found, key=lambda result: result.at)


def view(work: Work, matter: Matter, case: Case) -> CaseView:
    """How the case stands: each step with its state, and the next one."""
    return fold_case(
        protocol_of(work, case), area_kind(work.rules, matter), case.trigger, results_of(work, matter, case),
        tasks=tasks_state(tasks_of(work, matter, case)), put_right=case.put_right,
    )  # fmt: skip


def tasks_of(work: Work, matter: Matter, case: Case) -> list[Task]:
    """The tasks that a case filed, or joined when one was open already."""
    filed = {ids.task_id(case.id, filing.id) for filing in protocol_of(work, case).files}
    mine = {matter.aliases.get(task, task) for task in filed}
    return [task for task in matter.tasks if task.id in mine or task.case == case.id]


def step(
    work: Work,
    matter: Matter,
    case: Case,
    step_id: str,
    results: dict[str, str],
    *,
    name: str | None = None,
    words: str = "",
    choice: str | None = None,
    promised_at: datetime | None = None,
    evidence: Sequence[Evidence] = (),
    replaces: UUID | None = None,
) -> Fact:
    """Record a step's result. name: who was told, or who gave the answer. choice: the trade that the steward names.

    Raises ZonewalkError(step_locked, step_unknown, task_state_wrong) where the protocol bars it.
    """
    try:
        can_record(view(work, matter, case), step_id, results)
    except CaseError as refused:
        raise ZonewalkError(refused.code if refused.code in ERRORS else "step_unknown", refused.code) from refused
    body = bodies.Stepped(
        protocol=case.protocol, step=step_id, results=results, name=name, words=words, choice=choice, promised_at=promised_at
    )  # fmt: skip
    return work.record(
        "stepped", body, place=matter.place, item=matter.item, case=case.id, about=case.finding, evidence=evidence,
        replaces=replaces,
    )  # fmt: skip


def valve_reopened(work: Work, matter: Matter, words: str = "") -> Fact:
    """The valve that we had closed is open again; the case may have closed long since (R9.8: the flag outlives it)."""
    return work.record("valve_reopened", bodies.ValveReopened(words=words), place=matter.place, item=matter.item)


def to_go_on(work: Work, place: str, item: str) -> tuple[Matter, Case] | None:
    """The latest open case of an item at a place that has a next step; None where nothing is to be done now."""
    matter = work.store.matter(work.account.id, work.rules, ids.thread_id(place, item))
    waiting = [case for case in matter.cases if not case.closed and case.next_step] if matter else []
    return (matter, waiting[-1]) if matter and waiting else None


def look_at_contact(work: Work, unit: str, why: str) -> Fact:
    """A contact is shown for a step; each look is a fact (PIPL, R1.22)."""
    return work.record("looked_at_contact", bodies.LookedAtContact(unit=unit, why=why), place=unit)


__all__ = ["look_at_contact", "protocol_of", "results_of", "step", "tasks_of", "to_go_on", "valve_reopened", "view"]
