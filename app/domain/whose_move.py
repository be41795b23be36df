"""Whose move a task is, and whose delay: a deadline that has passed is told to whoever holds the task up (R3.21)."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Literal

from app.domain.records import Task
from app.domain.rights import DECIDERS, STEWARDS

# accept: nobody has taken it. carry_out: repair it, or end the follow-up. look: the second look. review: the photos.
Move = Literal["accept", "carry_out", "look", "review"]

# Delays are told in minutes: less than one is none.
LEAST_DELAY = timedelta(minutes=1)


def move_of(task: Task) -> Move | None:
    """What the task waits for; None when it is over."""
    if not task.open:
        return None
    if task.waits_for_review:
        return "review"
    if task.state == "fixed":
        return "look"
    return "accept" if task.state == "filed" else "carry_out"


def is_move_of(task: Task, account: str, roles: Collection[str]) -> bool:
    """Whether this person can bring the task on. Who repaired it neither looks at it again nor reviews it."""
    held = frozenset(roles)
    match move_of(task):
        case "accept" | "carry_out":
            return account == task.assignee if task.assignee else task.to in held
        case "look":
            return not _fixed_by(task, account) and bool(held & (STEWARDS | DECIDERS))
        case "review":
            return not _fixed_by(task, account) and bool(held & DECIDERS)
    return False


def _fixed_by(task: Task, account: str) -> bool:
    return task.fix is not None and task.fix.by == account


def late_from(task: Task) -> datetime:
    """From when whoever holds the task up is late. The deadline is the repair's and never moves; who looks again or
    reviews is not late before it has become their move."""
    moved = [task.due_at]
    if move_of(task) in ("look", "review") and task.fix is not None:
        moved.append(task.fix.at)
    if move_of(task) == "review":
        moved += [look.at for look in task.looks]
    return max(moved)


def delay(task: Task, now: datetime) -> timedelta | None:
    """How late the one is whose move it is; None while nobody is."""
    return _past(late_from(task), now) if task.open else None


def accepted_late(task: Task, now: datetime) -> timedelta | None:
    """How long a task has waited to be accepted beyond its time; None while that is not over, and once it is accepted."""
    return _past(task.ack_by, now) if move_of(task) == "accept" else None


def _past(deadline: datetime, at: datetime) -> timedelta | None:
    return at - deadline if at - deadline >= LEAST_DELAY else None


def repaired_late(task: Task) -> timedelta | None:
    """How long after the deadline the repair that counts was reported; None for one in time, and before there is one."""
    return _past(task.due_at, task.fix.at) if task.fix is not None else None
