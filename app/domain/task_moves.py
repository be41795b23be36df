"""The life of a task: accepted, assigned, fixed, looked at again by somebody else, closed (R4.15, R5.7)."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal
from uuid import UUID

from app.domain import bodies, second_look
from app.domain.facts import SeenFact
from app.domain.matter_state import MatterState
from app.domain.records import Fix, Look, Note, Task
from app.domain.repair_photos import photos_of_repair
from app.domain.rules import Rules

Ending = Literal["reinspected", "ended", "case", "on_spot"]


def note(state: MatterState, fact: SeenFact, code: str) -> None:
    """The fact is kept and does not count; its author is told why."""
    state.matter.notes.append(Note(fact=fact.id, code=code))


def close(task: Task, at: datetime, how: Ending) -> None:
    task.state, task.closed_at, task.closed_how = "closed", at, how
    task.hold_until = None
    _waits_no_more(task)


def send_back(task: Task) -> None:
    """The repair does not hold: the same task is open again, with its history, and waits for no review."""
    task.state, task.closed_at, task.closed_how = "sent_back", None, None
    _waits_no_more(task)


def _waits_no_more(task: Task) -> None:
    task.waits_for_review, task.waits_for_photo = False, False


def sent_back_by_look(task: Task, fact: SeenFact, result: str) -> None:
    """A step of the case is the second look, and finds the repair not or only partly done."""
    look = {"by": fact.author, "at": fact.seen_at, "result": result, "fact": fact.id, "photos": fact.photos}
    task.looks.append(Look.model_validate(look))
    send_back(task)


def settle(state: MatterState, fact: SeenFact, task: Task) -> bool:
    """The case itself shows the repair done: it closes, or waits for the review that is due, with the photos of this act as
    those of the repair (R4.22). False where it does not count (the fixer's own word on his repair), or not yet: a second
    look whose photo is on its way."""
    if task.waits_for_review or (task.state == "fixed" and task.fix and task.fix.by == fact.author):
        return False
    if waits_for_photo(state, fact, task):
        return False
    if not task.review_required:
        close(task, fact.seen_at, "case")
        return True
    if task.state == "fixed":
        look = Look(by=fact.author, at=fact.seen_at, result="corrected", fact=fact.id, photos=fact.photos)
        task.looks.append(look)
    else:
        task.fix = Fix(by=fact.author, at=fact.seen_at, fact=fact.id, photos=fact.photos)
        task.state, task.hold_until, task.accepted_at = "fixed", None, task.accepted_at or fact.seen_at
    if _accepted_already(state, task):
        close(task, fact.seen_at, "case")
    else:
        task.waits_for_review = True
    return True


def waits_for_photo(state: MatterState, fact: SeenFact, task: Task) -> bool:
    """Whether this step is a second look whose photo is not there yet; the task is then marked so."""
    if not second_look.is_passed_step(fact):
        return False
    repaired = task.fix.at if task.state == "fixed" and task.fix else task.found_at
    task.waits_for_photo = not second_look.has_arrived(state, fact, repaired)
    return task.waits_for_photo


def put_right_at_once(state: MatterState, fact: SeenFact, task: Task) -> None:
    """Somebody puts right on the spot what was filed: done with his photos, and nobody goes there again (R4.10)."""
    words = fact.read(bodies.Found).words if fact.kind == "found" else ""
    task.fix = Fix(by=fact.author, at=fact.seen_at, fact=fact.id, words=words, photos=fact.photos)
    task.hold_until, task.accepted_at = None, task.accepted_at or fact.seen_at
    if task.review_required and not _accepted_already(state, task):
        task.state, task.waits_for_review, task.waits_for_photo = "fixed", True, False
    else:
        close(task, fact.seen_at, "on_spot")


def cancel(task: Task, at: datetime, words: str) -> None:
    task.state, task.closed_at, task.words = "cancelled", at, words
    task.hold_until = None
    _waits_no_more(task)


def drawn_for_review(rules: Rules, id: UUID, severity: bodies.Severity) -> bool:
    """Critical ones always; of the others a share, drawn by the task's (or finding's) own id so that every side draws
    alike (R5.8)."""
    key = "review.critical_share" if severity == "critical" else "review.sample_share"
    return int.from_bytes(id.bytes[-4:], "big") < rules.settings.share(key) * 2**32


def _task(state: MatterState, body: bodies.OfTask) -> Task:
    """The task that an act is about; whether it counts was asked before (`rights.why_not`)."""
    task = state.task(body.task)
    assert task is not None
    return task


def _accepted(state: MatterState, fact: SeenFact) -> None:
    task = _task(state, fact.read(bodies.Accepted))
    task.state, task.assignee, task.accepted_at = "accepted", fact.author, fact.seen_at
    task.hold_until = None


def _assigned(state: MatterState, fact: SeenFact) -> None:
    """Whoever is given it takes it up himself: what another one had accepted is no longer accepted."""
    body = fact.read(bodies.Assigned)
    task = _task(state, body)
    if body.to != task.assignee and task.state in ("accepted", "on_hold"):
        task.state, task.accepted_at = "filed", None
    elif task.state == "on_hold":
        task.state = "accepted"
    task.assignee, task.hold_until = body.to, None


def _fixed(state: MatterState, fact: SeenFact) -> None:
    body = fact.read(bodies.Fixed)
    task = _task(state, body)
    task.fix = Fix(by=fact.author, at=fact.seen_at, fact=fact.id, words=body.words, photos=fact.photos)
    task.state, task.hold_until = "fixed", None
    _waits_no_more(task)
    task.assignee = task.assignee or fact.author
    task.accepted_at = task.accepted_at or fact.seen_at


def _reinspected(state: MatterState, fact: SeenFact) -> None:
    body = fact.read(bodies.Reinspected)
    task = _task(state, body)
    assert task.fix is not None
    task.looks.append(
        Look(by=fact.author, at=fact.seen_at, result=body.result, fact=fact.id, words=body.words, photos=fact.photos)
    )
    if body.result != "corrected":
        send_back(task)
        return
    task.waits_for_photo = second_look.wants_photo(state, task) and not second_look.has_arrived(
        state, fact, task.fix.at
    )
    if task.waits_for_photo:
        return
    if task.review_required and not _accepted_already(state, task):
        task.waits_for_review = True
    else:
        close(task, fact.seen_at, "reinspected")
        state.task_moved(fact)


def _accepted_already(state: MatterState, task: Task) -> bool:
    """A required review is done when a photo of the repair was accepted; where there is none, words stand for it."""
    photos = photos_of_repair(task)
    verdicts = [state.matter.reviews[p.sha256].verdict for p in photos if p.sha256 in state.matter.reviews]
    return not photos or ("accepted" in verdicts and "sent_back" not in verdicts[-1:])


def _ended(state: MatterState, fact: SeenFact) -> None:
    body = fact.read(bodies.Ended)
    task = _task(state, body)
    close(task, fact.seen_at, "ended")
    task.words = body.words
    state.task_moved(fact)


def _on_hold(state: MatterState, fact: SeenFact) -> None:
    body = fact.read(bodies.PutOnHold)
    task = _task(state, body)
    task.state, task.hold_until, task.words = "on_hold", body.until, body.words


def _cancelled(state: MatterState, fact: SeenFact) -> None:
    body = fact.read(bodies.Cancelled)
    cancel(_task(state, body), fact.seen_at, body.words)
    state.task_moved(fact)


MOVES: dict[str, Callable[[MatterState, SeenFact], None]] = {
    "accepted": _accepted,
    "assigned": _assigned,
    "fixed": _fixed,
    "reinspected": _reinspected,
    "ended": _ended,
    "on_hold": _on_hold,
    "cancelled": _cancelled,
}
