"""The photos that wait for a supervisor's look (5-4 复查, R5.8): pure queries over the matters of the estate.

Of critical findings all photos wait, of the others those that were drawn. A repair whose review is required waits until
it is accepted; a photo that was asked for again waits as soon as the new one is there.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

from app.domain.bodies import Reviewed, Severity
from app.domain.facts import PhotoRef, SeenFact, taken_back
from app.domain.records import Finding, Matter, Task
from app.domain.repair_photos import is_put_right
from app.domain.rights import Ask, why_not
from app.domain.rules import Rules
from app.domain.severity import rank
from app.domain.task_moves import drawn_for_review

Part = Literal["evidence", "on_spot", "step", "repair", "again"]
Hint = Literal["used_twice", "album", "clock_wrong", "unmeasured", "taken_before"]

# Hints only: nothing is refused for them.
CLOCK_TOLERANCE = timedelta(minutes=5)
TAKEN_BEFORE = timedelta(minutes=30)

_PARTS: Mapping[str, Part] = {"found": "evidence", "stepped": "step", "fixed": "repair", "reinspected": "again"}


@dataclass(frozen=True)
class Waiting:
    """One photo that waits. part: what it shows. fact: the one that brought it. about: the act it belongs to (another fact
    when the photo was taken later). first: the photo to hold it against, at a repair the finding's first one.
    again: it was taken because somebody asked for another."""

    matter: Matter
    photo: PhotoRef
    part: Part
    severity: Severity
    fact: SeenFact
    about: SeenFact
    finding: Finding | None
    task: Task | None
    first: PhotoRef | None
    again: bool
    hints: tuple[Hint, ...]

    @property
    def key(self) -> str:
        return self.photo.sha256

    @property
    def holds_up(self) -> bool:
        """A task cannot close before this photo is accepted."""
        return self.task is not None and self.task.waits_for_review

    def may_be_accepted_by(self, account: str, rules: Rules) -> bool:
        """Never by who put right what it shows (R1.7)."""
        body = Reviewed(sha256=self.key, verdict="accepted")
        roles = rules.staff.get(account, frozenset())
        return why_not(Ask("reviewed", account, roles, rules, self.matter, body=body)) is None

    @property
    def may_be_sent_back(self) -> bool:
        """Only what was put right can be sent back; the evidence of a finding is asked for again (R5.9, R5.10)."""
        return self.part in ("repair", "again", "on_spot")


def waiting(rules: Rules, matters: Iterable[Matter]) -> list[Waiting]:
    """All photos that wait, in the order in which they are best looked at: the gravest first, then what holds up a task,
    then the oldest."""
    known = list(matters)
    uses = Counter(photo.sha256 for matter in known for fact in matter.facts for photo in fact.photos)
    found = [each for matter in known for each in _of(rules, matter, uses)]
    return sorted(found, key=lambda w: (-rank(w.severity), not w.holds_up, w.fact.seen_at, w.key))


def _of(rules: Rules, matter: Matter, uses: Mapping[str, int]) -> Iterable[Waiting]:
    facts = {fact.id: fact for fact in matter.facts}
    void = (
        {note.fact for note in matter.notes}
        | {f.id for f in matter.findings if f.retracted}
        | taken_back(facts.values())
    )
    for fact in matter.facts:
        about = facts.get(fact.about) if fact.kind == "photo_added" and fact.about else fact
        if about is None or about.kind not in _PARTS or {fact.id, about.id} & void:
            continue
        for photo in fact.photos:
            if photo.sha256 not in matter.reviews:
                each = _one(rules, matter, fact, about, photo, uses)
                if each is not None:
                    yield each


def _one(
    rules: Rules, matter: Matter, fact: SeenFact, about: SeenFact, photo: PhotoRef, uses: Mapping[str, int]
) -> Waiting | None:
    finding, task, part = _belongs(matter, about)
    severity = task.severity if task else finding.severity if finding else "minor"
    asked = _asked(matter, fact, about)
    if not (asked or _is_due(rules, matter, part, finding, task, photo)):
        return None
    return Waiting(
        matter=matter, photo=photo, part=part, severity=severity, fact=fact, about=about, finding=finding, task=task,
        first=asked or _first(matter, part, finding, task, photo), again=asked is not None,
        hints=_hints(fact, photo, uses),
    )  # fmt: skip


def _belongs(matter: Matter, about: SeenFact) -> tuple[Finding | None, Task | None, Part]:
    """The finding or task that an act is part of. A step that showed a repair done is part of that; a finding or a step that
    put the matter right on the spot shows that."""
    part = _PARTS[about.kind]
    task = next((t for t in matter.tasks if _acts(t, about.id)), None)
    wanted = about.about if part == "step" else about.id
    own = next((f for f in matter.findings if f.id == wanted and not f.retracted), None)
    by_step = task is None and is_put_right(about)
    if own is not None and (by_step or (part == "evidence" and own.on_spot)):
        return own, task, "on_spot"
    if part == "step" and task is not None:
        part = "repair"
    if part in ("repair", "again"):
        finding = next((f for f in matter.findings if task and f.id == task.finding), None)
        return finding, task, part
    return own, None, part


def _acts(task: Task, fact: UUID) -> bool:
    """Whether this fact is the task's latest repair or a look at it; earlier repairs need no look any more."""
    if task.fix is None:
        return False
    return task.fix.fact == fact or any(look.fact == fact and look.at > task.fix.at for look in task.looks)


def _is_due(
    rules: Rules, matter: Matter, part: Part, finding: Finding | None, task: Task | None, photo: PhotoRef
) -> bool:
    beside = part == "on_spot" and photo.role == "before" and finding is not None
    if beside and finding is not None and any(p.role == "after" for p in finding.photos):
        return False  # it is shown beside the photo after
    if task is not None:
        return _repair_is_due(matter, task)
    if finding is None or part in ("repair", "again"):
        return False
    if finding.severity == "critical":
        return True
    if part == "on_spot":
        return drawn_for_review(rules, finding.id, finding.severity)
    repairs = [t for t in matter.tasks if t.case == finding.case and t.kind == "repair"]
    if part == "step":
        return any(t.severity == "critical" for t in repairs)
    if repairs:
        return any(t.review_required for t in repairs)
    return drawn_for_review(rules, finding.id, finding.severity)


def _repair_is_due(matter: Matter, task: Task) -> bool:
    """Of a critical repair every photo is looked at, also when another one has closed the task; of one that was drawn, until
    one is accepted."""
    if task.severity == "critical":
        return task.state in ("fixed", "closed")
    return task.state == "fixed" and task.review_required and not _accepted(matter, task)


def _accepted(matter: Matter, task: Task) -> bool:
    """One accepted photo settles a repair."""
    assert task.fix is not None
    shown = [*task.fix.photos, *(p for look in task.looks if look.at > task.fix.at for p in look.photos)]
    return any(p.sha256 in matter.reviews and matter.reviews[p.sha256].verdict == "accepted" for p in shown)


def _asked(matter: Matter, fact: SeenFact, about: SeenFact) -> PhotoRef | None:
    """The photo in whose place this fact brings another, because it was asked for again."""
    if fact.kind != "photo_added" or fact.body.get("why") != "asked_again":
        return None
    acts = [each for each in matter.facts if about.id in (each.id, each.about) and each.order < fact.order]
    asked = [
        (matter.reviews[photo.sha256].at, photo)
        for each in acts
        for photo in each.photos
        if photo.sha256 in matter.reviews and matter.reviews[photo.sha256].verdict == "asked_again"
    ]
    return max(asked, key=lambda pair: pair[0])[1] if asked else None


def _first(matter: Matter, part: Part, finding: Finding | None, task: Task | None, photo: PhotoRef) -> PhotoRef | None:
    """What the photo is held against: the finding's first photo, or that from before it was put right on the spot."""
    if finding is None or part in ("evidence", "step"):
        return None
    shown = [p for p in finding.photos if p.sha256 != photo.sha256]
    before = [p for p in shown if p.role == "before"] if part == "on_spot" else []
    return next(iter((*before, *shown)), None)


def _hints(fact: SeenFact, photo: PhotoRef, uses: Mapping[str, int]) -> tuple[Hint, ...]:
    """What should make one look twice."""
    signs: dict[Hint, bool] = {
        "used_twice": uses[photo.sha256] > 1,
        "album": photo.source == "album",
        "clock_wrong": abs(fact.at - fact.seen_at) > CLOCK_TOLERANCE,
        "unmeasured": fact.unmeasured,
        "taken_before": photo.taken_at is not None and (fact.shown_at or fact.at) - photo.taken_at > TAKEN_BEFORE,
    }
    return tuple(hint for hint, is_so in signs.items() if is_so)
