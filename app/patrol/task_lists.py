"""The lists of tasks: mine, the zone's, those that wait for my second look, and what has ended (R4.15, R5.1)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal
from uuid import UUID

from app.domain.places import PlaceError
from app.domain.severity import rank
from app.domain.whose_move import move_of
from app.patrol.tasks import TaskRow, all_tasks, mine, my_move, overdue
from app.patrol.work import Work
from app.store import Delivery

Segment = Literal["mine", "zone", "looks", "ended"]
SEGMENTS: tuple[Segment, ...] = ("mine", "zone", "looks", "ended")


def lists(work: Work, query: str = "") -> dict[Segment, list[TaskRow]]:
    """Every list with its rows in order. query: part of a place's name, its path or the item's name."""
    rows = [row for row in all_tasks(work) if matches(work, row, query)]
    found = {segment: [row for row in rows if belongs(work, row, segment)] for segment in SEGMENTS}
    return {segment: in_order(of, work.now(), ended=segment == "ended") for segment, of in found.items()}


def belongs(work: Work, row: TaskRow, segment: Segment) -> bool:
    """Whether a task is in a list. The zone's list of somebody without a zone holds all that the account may see."""
    task = row.task
    match segment:
        case "mine":
            return task.open and mine(work, task)
        case "zone":
            return task.open and (work.is_supervisor() or not work.zones or row.matter.zone in work.zones)
        case "looks":
            return move_of(task) in ("look", "review") and my_move(work, task)
        case "ended":
            return not task.open


def my_moves(work: Work) -> list[TaskRow]:
    """Every task that waits for this person, in order: nobody has taken it, or it is mine, or I look again."""
    return in_order((row for row in all_tasks(work) if my_move(work, row.task)), work.now())


def in_order(rows: Iterable[TaskRow], now: datetime, *, ended: bool = False) -> list[TaskRow]:
    """Critical and overdue first, then by severity and deadline; what waits for somebody's second look last. Ended: the latest first."""
    if ended:
        return sorted(rows, key=lambda row: row.task.closed_at or row.task.last_seen_at, reverse=True)
    return sorted(rows, key=lambda row: _urgency(row, now))


def _urgency(row: TaskRow, now: datetime) -> tuple[bool, bool, int, datetime]:
    task = row.task
    pressing = task.severity == "critical" or overdue(task, now)
    return task.state == "fixed", not pressing, -rank(task.severity), task.due_at


def matches(work: Work, row: TaskRow, query: str) -> bool:
    """Every word of the query stands somewhere in the place's or the item's names, whatever the case of its letters."""
    wanted = query.casefold().split()
    if not wanted:
        return True
    try:
        place = work.estate.label_of(row.matter.place)
        names = [place.zh, place.en]
    except PlaceError:
        names = []
    item = work.rules.catalogue.items.get(row.matter.item)
    names += [row.matter.place, row.matter.item, *((item.label.zh, item.label.en) if item else ())]
    text = " ".join(names).casefold()
    return all(word in text for word in wanted)


def own_move(row: TaskRow, account: str, deliveries: dict[UUID, Delivery]) -> Delivery | None:
    """How far the person's latest own fact about this task is on its way; None when there is none on this device."""
    about = {row.task.id, row.task.finding, row.task.case}
    own = [
        fact
        for fact in row.matter.facts
        if fact.author == account and fact.id in deliveries and {fact.id, fact.about, fact.case} & about
    ]
    return deliveries[max(own, key=lambda fact: fact.order).id] if own else None
