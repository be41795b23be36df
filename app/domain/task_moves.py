"""The life of a task: accepted, assigned, fixed, looked at again by somebody else, closed (rules §4, §5)."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal
from uuid import UUID

from app.domain import bodies, second_look
from app.domain.facts import PhotoRef, SeenFact
from app.domain.matter_state import MatterState
from app.domain.on_spot import put_right_by_step
from app.domain.records import Fix, Look, Matter, Note, Task
from app.domain.rules import Rules

Ending = Literal["reinspected", "ended", "case", "on_spot"]
_UNREPAIRED = ("filed", "accepted", "sent_back", "on_hold")


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
    those of the repair (rules §5). False where it does not count (the fixer's own word on his repair), or not yet: a second
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
    """Somebody puts right on the spot what was filed: done with his photos, and nobody goes there again (rules §4)."""
    words = bodies.Found.model_validate(fact.body).words if fact.kind == "found" else ""
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


def photos_of_repair(task: Task) -> list[PhotoRef]:
    """The photos of the repair that counts now and of the looks at it: those of a repair that was sent back say nothing
    of the next one."""
    if task.fix is None:
        return []
    return [*task.fix.photos, *(p for look in task.looks if look.at > task.fix.at for p in look.photos)]


def put_right_by(matter: Matter, sha256: str) -> set[str]:
    """Who put right what this photo shows, by a repair, on the spot or by a step of the protocol: they may not accept it
    (rules §1: two people)."""
    fixed = [(t.fix.by, photos_of_repair(t)) for t in matter.tasks if t.fix is not None]
    on_spot = [(finding.by, finding.photos) for finding in matter.findings if finding.on_spot]
    by_step = [(fact.author, photos_of_act(matter, fact)) for fact in matter.facts if is_put_right(fact)]
    shown = (*fixed, *on_spot, *by_step)
    return {by for by, photos in shown if any(photo.sha256 == sha256 for photo in photos)}


def is_put_right(fact: SeenFact) -> bool:
    """Whether this is a step that put the matter right on the spot."""
    if fact.kind != "stepped":
        return False
    body = bodies.Stepped.model_validate(fact.body)
    return put_right_by_step(body.protocol, body.results)


def photos_of_act(matter: Matter, act: SeenFact) -> list[PhotoRef]:
    """Its own photos, and those that were added to it later."""
    later = [fact for fact in matter.facts if (fact.kind, fact.about) == ("photo_added", act.id)]
    return [photo for fact in (act, *later) for photo in fact.photos]


def drawn_for_review(rules: Rules, id: UUID, severity: bodies.Severity) -> bool:
    """Critical ones always; of the others a share, drawn by the task's (or finding's) own id so that every side draws
    alike (rules §5)."""
    key = "review.critical_share" if severity == "critical" else "review.sample_share"
    return int.from_bytes(id.bytes[-4:], "big") < rules.settings.share(key) * 2**32


def _task(state: MatterState, fact: SeenFact, body: bodies.Body) -> Task | None:
    task = state.task(getattr(body, "task"))  # noqa: B009  every body of MOVES has it
    if task is None:
        note(state, fact, "task_unknown")
    return task


def _allowed(state: MatterState, fact: SeenFact, task: Task, *states: str) -> bool:
    if task.state not in states:
        note(state, fact, "task_state_wrong")
        return False
    return True


def _accepted(state: MatterState, fact: SeenFact) -> None:
    task = _task(state, fact, bodies.Accepted.model_validate(fact.body))
    if task and _allowed(state, fact, task, "filed", "sent_back", "on_hold"):
        task.state, task.assignee, task.accepted_at = "accepted", fact.author, fact.seen_at
        task.hold_until = None


def _assigned(state: MatterState, fact: SeenFact) -> None:
    body = bodies.Assigned.model_validate(fact.body)
    task = _task(state, fact, body)
    if task is None:
        return
    if not state.has_role(fact, "supervisor", "manager"):
        note(state, fact, "only_supervisor")
    elif _allowed(state, fact, task, "filed", "accepted", "sent_back", "on_hold"):
        task.assignee = body.to
        if task.state == "on_hold":
            task.state, task.hold_until = "accepted", None


def _fixed(state: MatterState, fact: SeenFact) -> None:
    body = bodies.Fixed.model_validate(fact.body)
    task = _task(state, fact, body)
    if task is None:
        return
    if task.kind != "repair":
        note(state, fact, "task_state_wrong")
    elif _allowed(state, fact, task, "accepted", "sent_back"):  # what waits or is on hold is taken up first
        task.fix = Fix(by=fact.author, at=fact.seen_at, fact=fact.id, words=body.words, photos=fact.photos)
        task.state, task.hold_until = "fixed", None
        _waits_no_more(task)
        task.assignee = task.assignee or fact.author
        task.accepted_at = task.accepted_at or fact.seen_at


def _reinspected(state: MatterState, fact: SeenFact) -> None:
    body = bodies.Reinspected.model_validate(fact.body)
    task = _task(state, fact, body)
    if task is None:
        return
    if task.kind == "repair" and task.state in _UNREPAIRED:
        note(
            state, fact, "looked_before_fix"
        )  # facts come in the order seen: a repair may follow, and wants its own look
        return
    if not _allowed(state, fact, task, "fixed") or task.fix is None:
        return
    reason = _why_not(state, fact, task)
    if reason:
        note(state, fact, reason)
        return
    task.looks.append(
        Look(by=fact.author, at=fact.seen_at, result=body.result, fact=fact.id, words=body.words, photos=fact.photos)
    )
    if body.result != "corrected":
        send_back(task)
        return
    task.waits_for_photo = _wants_photo(state, task) and not second_look.has_arrived(state, fact, task.fix.at)
    if task.waits_for_photo:
        return
    if task.review_required and not _accepted_already(state, task):
        task.waits_for_review = True
    else:
        close(task, fact.seen_at, "reinspected")
        state.task_moved(fact)


def _why_not(state: MatterState, fact: SeenFact, task: Task) -> str | None:
    """Why a second look does not count: never the fixer, after the repair, with a new photo (rules §5); in words where the
    item has none."""
    assert task.fix is not None
    if fact.author == task.fix.by:
        return "reinspected_by_fixer"
    if not state.has_role(fact, "steward", "duty_steward", "supervisor", "manager"):
        return "not_allowed"
    if fact.seen_at <= task.fix.at:
        return "looked_before_fix"
    return second_look.why_not(state, fact, task.fix.at, wanted=True) if _wants_photo(state, task) else None


def _wants_photo(state: MatterState, task: Task) -> bool:
    return state.item.photo_rule(state.finding(task.finding).state) != "none"


def _accepted_already(state: MatterState, task: Task) -> bool:
    """A required review is done when a photo of the repair was accepted; where there is none, words stand for it."""
    photos = photos_of_repair(task)
    verdicts = [state.matter.reviews[p.sha256].verdict for p in photos if p.sha256 in state.matter.reviews]
    return not photos or ("accepted" in verdicts and "sent_back" not in verdicts[-1:])


def _ended(state: MatterState, fact: SeenFact) -> None:
    body = bodies.Ended.model_validate(fact.body)
    task = _task(state, fact, body)
    if task is None:
        return
    if task.kind != "follow_up" or _is_the_case(state, task):
        note(state, fact, "task_state_wrong")
    elif _allowed(state, fact, task, "filed", "accepted", "on_hold", "sent_back"):
        close(task, fact.seen_at, "ended")
        task.words = body.words
        state.task_moved(fact)


def _is_the_case(state: MatterState, task: Task) -> bool:
    """The steward's follow-up of an open case is the case itself and ends with it: nobody closes it by hand."""
    case = state.case(task.case)
    return task.to == "steward" and case is not None and not case.closed


def _on_hold(state: MatterState, fact: SeenFact) -> None:
    body = bodies.PutOnHold.model_validate(fact.body)
    task = _task(state, fact, body)
    if task and _allowed(state, fact, task, "accepted", "sent_back"):
        task.state, task.hold_until, task.words = "on_hold", body.until, body.words


def _cancelled(state: MatterState, fact: SeenFact) -> None:
    body = bodies.Cancelled.model_validate(fact.body)
    task = _task(state, fact, body)
    if task is None:
        return
    if not state.has_role(fact, "supervisor"):
        note(state, fact, "only_supervisor")
    elif _allowed(state, fact, task, "filed", "accepted", "on_hold"):
        cancel(task, fact.seen_at, body.words)
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
