"""Records: what the estate knows from all facts so far. The server keeps them and sends those that changed.

A *matter* is one check item at one place with everything that belongs to it: its facts, cases and tasks. It carries its
facts, so that a phone can fold its own unsent facts into it and show at once what they will mean.
"""

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.domain.bodies import Severity
from app.domain.facts import PhotoRef, SeenFact
from app.domain.times import Utc

RecordKind = Literal["estate", "register", "matter", "place_day", "point_day", "request", "person"]
TaskState = Literal["filed", "accepted", "fixed", "closed", "sent_back", "on_hold", "cancelled"]
TaskKind = Literal["repair", "follow_up"]


class Model(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Look(Model):
    """A re-inspection that counted."""

    by: str
    at: Utc
    result: Literal["corrected", "partly", "not_corrected"]
    fact: UUID
    words: str = ""
    photos: list[PhotoRef] = Field(default_factory=list)


class Fix(Model):
    """The latest repair: who, when, with what photos."""

    by: str
    at: Utc
    fact: UUID
    words: str = ""
    photos: list[PhotoRef] = Field(default_factory=list)


class Task(Model):
    """A follow-up task. `protocol`/`files` name its title in protocols.yaml; `to` is a role or trade.

    Overdue, escalated, late, recurring are seen from times and counts, never set (R4.17). waits_for_photo: the second look
    found it put right, and its photo is not verified yet.
    """

    id: UUID
    protocol: str
    files: str
    case: UUID
    finding: UUID
    to: str
    assignee: str | None = None
    kind: TaskKind
    severity: Severity
    state: TaskState = "filed"
    opened_by: str
    found_at: Utc
    last_seen_at: Utc
    received_at: Utc | None = None
    ack_by: Utc
    due_at: Utc
    accepted_at: Utc | None = None
    count: int = 1
    recurrences: int = 0
    fix: Fix | None = None
    looks: list[Look] = Field(default_factory=list)
    closed_at: Utc | None = None
    closed_how: Literal["reinspected", "ended", "case", "on_spot"] | None = None
    hold_until: str | None = None
    words: str = ""
    review_required: bool = False
    waits_for_review: bool = False
    waits_for_photo: bool = False
    earlier: UUID | None = None

    @property
    def open(self) -> bool:
        return self.state not in ("closed", "cancelled")


class Review(Model):
    """The latest verdict on a photo. answered: a photo that was asked for again has been taken."""

    sha256: str
    verdict: Literal["accepted", "asked_again", "sent_back"]
    by: str
    at: Utc
    words: str = ""
    answered: bool = False


class Finding(Model):
    """A finding as the matter knows it now. item: its own, where that is another question than the matter's first."""

    id: UUID
    by: str
    at: Utc
    received_at: Utc | None = None
    item: str | None = None
    state: str
    tags: list[str] = Field(default_factory=list)
    severity: Severity
    words: str = ""
    reading: str | None = None
    on_spot: bool = False
    photo_owed: bool = False
    photos: list[PhotoRef] = Field(default_factory=list)
    case: UUID
    joined: bool = False
    retracted: bool = False


class Case(Model):
    """A protocol at work for this matter; its steps are told anew from the facts by `cases.fold_case`.

    put_right: it was put right on the spot, which closed it. sent_back: step facts whose photo did not pass the review; they
    count no more.
    """

    id: UUID
    protocol: str
    finding: UUID
    opened_by: str
    opened_at: Utc
    trigger: dict[str, str]
    closed: bool = False
    next_step: str | None = None
    flags: list[str] = Field(default_factory=list)
    put_right: bool = False
    sent_back: list[UUID] = Field(default_factory=list)


class Note(Model):
    """A fact that was kept and did not count, with the reason's code: shown to its author."""

    fact: UUID
    code: str


class Matter(Model):
    """One check item at one place: key of the thread, its facts, and what they mean now. partial: this reader is not told
    all facts, so that it cannot be folded anew (`matters.lay_over`)."""

    id: UUID
    place: str
    item: str
    zone: str | None = None
    facts: list[SeenFact] = Field(default_factory=list)
    findings: list[Finding] = Field(default_factory=list)
    cases: list[Case] = Field(default_factory=list)
    tasks: list[Task] = Field(default_factory=list)
    reviews: dict[str, Review] = Field(default_factory=dict)
    notes: list[Note] = Field(default_factory=list)
    aliases: dict[UUID, UUID] = Field(default_factory=dict)
    flags: list[str] = Field(default_factory=list)
    partial: bool = False

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something: a task, a case, a photo that was asked for again."""
        asked = any(review.verdict == "asked_again" and not review.answered for review in self.reviews.values())
        return asked or any(task.open for task in self.tasks) or not all(case.closed for case in self.cases)

    def case(self, case: UUID) -> Case | None:
        """The case with this id, also by the id that a joining finding would have given it."""
        wanted = self.aliases.get(case, case)
        return next((c for c in self.cases if c.id == wanted), None)

    def task(self, task: UUID) -> Task | None:
        """The task with this id, also by the id that a joining finding would have given it."""
        wanted = self.aliases.get(task, task)
        return next((t for t in self.tasks if t.id == wanted), None)


class PlaceLook(Model):
    """How one round of the day left a place. round: its id; None where its walker began none."""

    fact: UUID
    by: str
    at: Utc
    state: Literal["done", "skipped"]
    round: UUID | None = None


class PlaceDay(Model):
    """What one place was on one day of the estate. `begun`: only findings so far; it is no confirmation (R2.3).
    spent_s: for how many seconds its checklist was open before it was confirmed. looks: one for each round, in their order."""

    id: UUID
    place: str
    zone: str | None = None
    day: str
    state: Literal["begun", "done", "skipped"]
    by: str
    at: Utc
    visit: Literal["inspected", "no_entry", "paused"] | None = None
    answers: dict[str, str] = Field(default_factory=dict)
    covers: list[str] = Field(default_factory=list)
    spent_s: int | None = None
    reason: str | None = None
    looks: list[PlaceLook] = Field(default_factory=list)
    facts: list[UUID] = Field(default_factory=list)


class PointDay(Model):
    """The sign-ins at one point on one day; repeats within the estate's span show as one and stay facts (R6.6)."""

    id: UUID
    point: str
    zone: str | None = None
    day: str
    visits: list[dict[str, Any]] = Field(default_factory=list)


class Request(Model):
    """An owner's or merchant's request taken in by the front desk; an urgent one holds the shift open (2-六-4)."""

    id: str
    place: str
    zone: str | None = None
    zh: str
    en: str
    urgent: bool
    received: Utc
    assigned: str
    open: bool = True


class Person(Model):
    """Who a person is to others: name and roles."""

    id: str
    zh: str
    en: str
    roles: list[str]


class Change(Model):
    """One changed record. gone: it left this account's view (reassigned, or taken back); data is then empty."""

    kind: RecordKind
    id: str
    rev: int
    gone: bool = False
    data: dict[str, Any] = Field(default_factory=dict)
