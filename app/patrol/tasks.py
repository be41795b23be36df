"""What people do with tasks: accept, assign, fix, look again, end, review. Each is one fact (R4.15)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.domain import bodies
from app.domain.estate_parts import Staff
from app.domain.facts import Fact
from app.domain.records import Case, Matter, Task
from app.domain.rights import Ask, may_say, why_not
from app.domain.whose_move import delay, is_move_of
from app.patrol.evidence import Evidence
from app.patrol.work import Work

Action = Literal["step", "reinspect", "fix", "accept", "end", "assign", "hold", "cancel"]


@dataclass(frozen=True)
class TaskRow:
    """A task with the matter that it belongs to."""

    task: Task
    matter: Matter


def all_tasks(work: Work) -> Iterator[TaskRow]:
    """Every task that this account sees, closed ones too."""
    for matter in work.store.matters(work.account.id, work.rules):
        for task in matter.tasks:
            yield TaskRow(task, matter)


def mine(work: Work, task: Task) -> bool:
    """Assigned to me; or to one of my roles and to nobody by name."""
    if task.assignee:
        return task.assignee == work.account.id
    return work.rules.has_role(work.account.id, task.to)


def my_move(work: Work, task: Task) -> bool:
    """Whether this person can bring the task on; a delay is then this person's, too."""
    return is_move_of(task, work.account.id, work.rules.staff.get(work.account.id, ()))


def overdue(task: Task, now: datetime) -> bool:
    """Whether whoever has the next move is late."""
    return delay(task, now) is not None


def can_step(work: Work) -> bool:
    """Who may go on with a case: trades mend, they take no steps and see no contacts (R1.6, R1.17)."""
    return may_say("stepped", work.rules.staff.get(work.account.id, ()))


def may(work: Work, row: TaskRow, act: str) -> bool:
    """Whether this account may do this to the task as it stands."""
    roles = work.rules.staff.get(work.account.id, frozenset())
    return why_not(Ask(act, work.account.id, roles, work.rules, row.matter, row.task)) is None


def case_open(row: TaskRow) -> Case | None:
    """The case that filed the task, while it still has a step to take."""
    case = row.matter.case(row.task.case)
    return case if case is not None and not case.closed and case.next_step else None


def actions(work: Work, row: TaskRow) -> tuple[Action, ...]:
    """What this person may do with the task as it stands, the likeliest first (task_states in protocols.yaml, R1.16, R4.15)."""
    task, own = row.task, mine(work, row.task)
    # Who decides, and who stands in, may do more than is offered: what is somebody else's to do is left to that person.
    offered: dict[Action, bool] = {
        "step": task.open and case_open(row) is not None and can_step(work),
        "reinspect": not task.waits_for_review and may(work, row, "reinspected"),
        "fix": own and may(work, row, "fixed"),
        "accept": own and may(work, row, "accepted"),
        "end": own and may(work, row, "ended"),
        "assign": may(work, row, "assigned"),
        "hold": (own or work.is_supervisor()) and may(work, row, "on_hold"),
        "cancel": may(work, row, "cancelled"),
    }
    found = [action for action, is_so in offered.items() if is_so]
    if task.state == "filed" and "accept" in found:  # what was only filed is accepted first
        found.remove("accept")
        found.insert(0, "accept")
    return tuple(found)


def people_for(work: Work, task: Task) -> list[Staff]:
    """Who may be given a task: those of its role first, then the stewards; each once."""
    fit = [
        *work.estate.staff_with(task.to),
        *work.estate.staff_with("steward"),
        *work.estate.staff_with("duty_steward"),
    ]
    return list({person.id: person for person in fit}.values())


def _move(work: Work, row: TaskRow, kind: str, body: bodies.Body, evidence: Sequence[Evidence] = ()) -> Fact:
    return work.record(kind, body, place=row.matter.place, item=row.matter.item, about=row.task.id, evidence=evidence)


def accept(work: Work, row: TaskRow) -> Fact:
    return _move(work, row, "accepted", bodies.Accepted(task=row.task.id))


def assign(work: Work, row: TaskRow, to: str) -> Fact:
    """A supervisor gives the task to somebody; that person's phone shows it after its next exchange."""
    return _move(work, row, "assigned", bodies.Assigned(task=row.task.id, to=to))


def fix(work: Work, row: TaskRow, words: str, evidence: Sequence[Evidence]) -> Fact:
    return _move(work, row, "fixed", bodies.Fixed(task=row.task.id, words=words), evidence)


def reinspect(
    work: Work,
    row: TaskRow,
    result: Literal["corrected", "partly", "not_corrected"],
    words: str,
    evidence: Sequence[Evidence],
) -> Fact:
    """Looked at again, by somebody other than the fixer, with a new photo."""
    return _move(work, row, "reinspected", bodies.Reinspected(task=row.task.id, result=result, words=words), evidence)


def end(work: Work, row: TaskRow, words: str) -> Fact:
    """A follow-up ends with its result."""
    return _move(work, row, "ended", bodies.Ended(task=row.task.id, words=words))


def hold(work: Work, row: TaskRow, until: str, words: str) -> Fact:
    return _move(work, row, "on_hold", bodies.PutOnHold(task=row.task.id, until=until, words=words))


def cancel(work: Work, row: TaskRow, words: str) -> Fact:
    return _move(work, row, "cancelled", bodies.Cancelled(task=row.task.id, words=words))


def review(
    work: Work, matter: Matter, sha256: str, verdict: Literal["accepted", "asked_again", "sent_back"], words: str = ""
) -> Fact:
    """A supervisor's verdict on a photo."""
    body = bodies.Reviewed(sha256=sha256, verdict=verdict, words=words)
    return work.record("reviewed", body, place=matter.place, item=matter.item)
