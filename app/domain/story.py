"""What a demo day holds when it begins. Only the seeding of a demo uses it."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from app.domain.estate_parts import Disinfection
from app.domain.labels import Label


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OpenTask(_Part):
    """A finding of earlier days with its task. place: a path, with its spot. shows: derived flags that are to be seen."""

    id: str
    item: str
    place: str
    state: str
    tags: tuple[str, ...] = ()
    trade: str
    status: Literal["filed", "accepted", "fixed"]
    found: date
    fixed: date | None = None
    fixed_by: str | None = None
    spot: Label | None = None
    protocol: str | None = None
    case_at: str | None = None
    shows: tuple[str, ...] = ()


class UrgentRequest(_Part):
    """An occupant's urgent request: it holds the shift of `assigned` open (2-六-4)."""

    id: str
    place: str
    label: Label
    received: AwareDatetime
    assigned: str


class Story(_Part):
    """wrong_numbers: places whose number on record reaches nobody they belong to; the phone finds out by calling."""

    open_tasks: tuple[OpenTask, ...] = ()
    urgent_requests: tuple[UrgentRequest, ...] = ()
    planned_disinfection: tuple[Disinfection, ...] = ()
    wrong_numbers: tuple[str, ...] = ()
