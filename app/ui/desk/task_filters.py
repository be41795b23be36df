"""Which tasks the desk lists: filters that stand in the address, and how many there are in each state."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Final, Self

from app.domain.severity import rank
from app.patrol.tasks import TaskRow, overdue
from app.ui.desk.address import Query

# In the order in which they wait for somebody; "open" is all that is neither closed nor cancelled, "review" what was
# looked at again and waits for its photos.
STATES: Final = ("open", "filed", "accepted", "sent_back", "on_hold", "fixed", "review", "closed", "cancelled")


@dataclass(frozen=True)
class TaskFilter:
    """Empty means all. state: one of STATES. trade: the role that the task goes to. overdue: "1" or empty."""

    state: str = "open"
    zone: str = ""
    severity: str = ""
    trade: str = ""
    overdue: str = ""

    @classmethod
    def of(cls, query: Query) -> Self:
        """The filter of an address; what it does not know is left out."""
        known = {name: query[name] for name in (field.name for field in fields(cls)) if name in query}
        made = cls(**known)
        return made if made.state in STATES else replace(made, state="open")

    def query(self) -> dict[str, str]:
        """As it stands in the address; the list of all open tasks needs no word."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return given if self.state != "open" else {**given, "state": ""}

    def toggled(self, name: str, value: str) -> Self:
        """With this value, or without it when it was chosen already."""
        return replace(self, **{name: "" if getattr(self, name) == value else value})

    def takes(self, row: TaskRow, now: datetime) -> bool:
        """Whether the task passes everything but the state."""
        return (
            self.zone in ("", row.matter.zone or "")
            and self.severity in ("", row.task.severity)
            and self.trade in ("", row.task.to)
            and (not self.overdue or overdue(row.task, now))
        )

    def in_state(self, row: TaskRow) -> bool:
        return row.task.open if self.state == "open" else shown_state(row) == self.state


def shown_state(row: TaskRow) -> str:
    """Under which of STATES a task stands."""
    return "review" if row.task.waits_for_review else row.task.state


@dataclass(frozen=True)
class Listed:
    """rows: what is listed, in order. counts: how many pass the other filters, by state (and "open")."""

    rows: tuple[TaskRow, ...]
    counts: dict[str, int]


def listed(tasks: Iterable[TaskRow], wanted: TaskFilter, now: datetime) -> Listed:
    """The tasks of a filter: the gravest first, of these the one that is due first."""
    passing = [row for row in tasks if wanted.takes(row, now)]
    counts = Counter(shown_state(row) for row in passing)
    by_state = {state: counts[state] for state in STATES[1:]}
    rows = [row for row in passing if wanted.in_state(row)]
    rows.sort(key=lambda row: (not row.task.open, -rank(row.task.severity), row.task.due_at, row.task.id))
    return Listed(tuple(rows), {"open": sum(row.task.open for row in passing), **by_state})


def trades_of(tasks: Sequence[TaskRow]) -> list[str]:
    """The roles that have tasks, those with most first."""
    return [trade for trade, _ in Counter(row.task.to for row in tasks).most_common()]
