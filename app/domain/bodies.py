"""The bodies of facts, one model a kind. Unknown fields are kept (a newer phone may say more), wrong ones are refused."""

from typing import Literal, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.domain.limits import WORDS
from app.domain.times import Day, Utc

Severity = Literal["critical", "major", "minor"]
Words = Field(default="", max_length=WORDS)


class Body(BaseModel):
    """Each kind is built when its first body is read: no start meets them all."""

    model_config = ConfigDict(frozen=True, extra="allow", defer_build=True)


class RoundStarted(Body):
    """A steward begins to walk (5-4). zones: ids; weather matters for the rainy-season check."""

    zones: list[str] = Field(min_length=1)
    weather: Literal["sunny", "cloudy", "light_rain", "heavy_rain", "storm"] | None = None


class RoundEnded(Body):
    """The round is over; every sign-in point that was missed has a reason (R6.13)."""

    round: UUID
    missed: dict[str, Literal["locked", "lift_out", "danger", "called_away", "other"]] = Field(default_factory=dict)
    words: str = Words


class SignedIn(Body):
    """Signed at a point, with the time (2-一-8). genuine: the code's check value was right but the phone does not know it."""

    point: str
    means: Literal["scan", "typed", "photo"]
    known: bool = True
    reason: str = Words
    round: UUID | None = None


class SiteVisited(Body):
    """A renovation site's visit has a result of its own (R2.15)."""

    result: Literal["inspected", "no_entry", "paused"]


class Answered(Body):
    """A good (or not-covered) answer to an item that wants its own answer. Bad answers are findings."""

    item: str
    state: str
    catalogue: int = Field(ge=1, lt=2**31)


class Confirmed(Body):
    """A stop is confirmed as otherwise in order (R7.1), after what is not was entered. spent_s: for how many seconds its
    checklist was open. round: the id of the round in which, also of what was skipped or signed: rounds add up (R2.4)."""

    catalogue: int = Field(ge=1, lt=2**31)
    covers: list[str]
    found: list[UUID] = Field(default_factory=list)
    spent_s: int | None = Field(default=None, ge=0, le=86_400)
    round: UUID | None = None


class Skipped(Body):
    """A place was left with a reason (R2.2): the day can be complete without it."""

    reason: Literal["locked", "lift_out", "danger", "called_away", "other"]
    words: str = Words
    round: UUID | None = None


class Found(Body):
    """Something is not as it should be. `raised` is a severity above the catalogue's; joins: 同一处？ answered with yes."""

    state: str
    tags: list[str] = Field(default_factory=list)
    raised: Severity | None = None
    trade: str | None = None
    words: str = Words
    reading: str | None = Field(default=None, pattern=r"^[0-9]{1,9}(\.[0-9]{1,3})?$")
    on_spot: bool = False
    photo_owed: bool = False
    joins: UUID | None = None
    catalogue: int = Field(ge=1, lt=2**31)


class Stepped(Body):
    """A step of a case has a result. The envelope's `case` names the case, `about` the finding that opened it."""

    protocol: str
    step: str
    results: dict[str, str]
    name: str | None = None
    words: str = Words
    choice: str | None = None
    promised_at: Utc | None = None


class PhotoAdded(Body):
    """A photo that was owed, or that the reviewer asked for again. The envelope's `about` names the fact it belongs to."""

    why: Literal["owed", "asked_again", "more"]


class OfTask(Body):
    """What somebody does to a task."""

    task: UUID


class Accepted(OfTask):
    """Takes it up."""


class Assigned(OfTask):
    to: str


class Fixed(OfTask):
    """The repair is done, by the author, with a photo after (5-4 整改)."""

    words: str = Words


class Reinspected(OfTask):
    """Somebody else looked again at the place (5-4 复查)."""

    result: Literal["corrected", "partly", "not_corrected"]
    words: str = Words


class Ended(OfTask):
    """A follow-up ends with its result (R4.14)."""

    words: str = Field(min_length=1, max_length=WORDS)


class PutOnHold(OfTask):
    until: Day
    words: str = Field(min_length=1, max_length=WORDS)


class Cancelled(OfTask):
    words: str = Field(min_length=1, max_length=WORDS)


class Reviewed(Body):
    """A supervisor's look at a photo (R5.8). sent_back is for repairs and reopens the task."""

    sha256: str
    verdict: Literal["accepted", "asked_again", "sent_back"]
    words: str = Words


class Retracted(Body):
    """The author takes a fact of his own back; both stay on record. The envelope's `about` names it."""

    words: str = Words


class LookedAtContact(Body):
    """A contact was shown for a step (PIPL; R1.22)."""

    unit: str
    why: str


class ValveReopened(Body):
    """The valve of a unit was opened again after its case had closed (built-in unit event)."""

    words: str = Words


SEVERITIES: tuple[Severity, ...] = get_args(Severity)
