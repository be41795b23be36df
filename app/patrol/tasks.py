"""What people do with tasks: accept, assign, fix, look again, end, review. Each is one fact (rules §4, §5)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.domain import bodies
from app.domain.facts import Fact
from app.domain.records import Matter, Task
from app.patrol.evidence import Evidence
from app.patrol.work import Work


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


def waits_for_my_look(work: Work, row: TaskRow) -> bool:
    """Fixed by somebody else, and I may look again (rules §5)."""
    task = row.task
    return (
        task.state == "fixed"
        and not task.waits_for_review
        and task.fix is not None
        and task.fix.by != work.account.id
        and (work.is_steward() or work.is_supervisor())
    )


def overdue(task: Task, now: datetime) -> bool:
    return task.open and task.due_at < now


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
