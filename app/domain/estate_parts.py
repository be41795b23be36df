"""What an estate is made of, as it is set up (demo-estate.yaml shows one). Plain values; `estate.py` answers questions."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from app.domain.labels import Label
from app.domain.places import Face

DoorKind = Literal["normally_closed", "normally_open"]
PointKind = Literal["top", "middle", "extra"]
AreaKind = Literal["public", "green"]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Zone(Part):
    """The unit of assignment and of hand-over; `steward` answers for it."""

    id: str
    label: Label
    steward: str


class Door(Part):
    """A fire door that is not of its building's kind."""

    core: str
    floor: str
    id: str
    label: Label
    door_kind: DoorKind


class Core(Part):
    """A stairwell with its own way to the roof. floors: labels, in order from below. units: ids by floor label."""

    id: str
    floors: tuple[str, ...] = Field(min_length=1)
    units: dict[str, tuple[str, ...]]


class Building(Part):
    id: str
    zone: str
    label: Label
    type_label: Label
    has_lift: bool
    has_fire_doors: bool
    door_kind: DoorKind
    cores: tuple[Core, ...] = Field(min_length=1)
    faces: tuple[Face, ...]
    doors: tuple[Door, ...] = ()

    def core(self, id: str) -> Core | None:
        return next((core for core in self.cores if core.id == id), None)

    @property
    def floors(self) -> tuple[str, ...]:
        """The floors seen from outside: those of the highest core."""
        return max((core.floors for core in self.cores), key=len)


class Home(Part):
    """A villa of a lane or a shop of a row; `trade` says what a shop sells, in one word of the set-up."""

    id: str
    group: str
    label: Label
    trade: str | None = None


class Group(Part):
    """A lane of villas or a row of shops: confirmed as a whole."""

    id: str
    zone: str
    label: Label


class Area(Part):
    """A public or green area. checks: ids of the `public` items asked here. facts: as the items' `applies_if` names them."""

    id: str
    zone: str
    kind: AreaKind
    label: Label
    checks: tuple[str, ...] = ()
    facts: dict[str, bool] = Field(default_factory=dict)
    trees: int | None = None


class Site(Part):
    """A renovation site. place: the path of the home. It stays active past its end date until completion is recorded.
    A firm or a foreman may have one name only."""

    id: str
    place: str
    zone: str
    permit: str
    works: Label
    firm: str
    foreman: str
    firm_en: str | None = None
    foreman_en: str | None = None
    applied: date
    start: date
    end: date
    passes: tuple[str, ...]
    status: Literal["active", "completed"] = "active"

    @property
    def firm_label(self) -> Label:
        return Label(self.firm, self.firm_en or self.firm)

    @property
    def foreman_label(self) -> Label:
        return Label(self.foreman, self.foreman_en or self.foreman)


class SignPoint(Part):
    """A sign-in point (2-一-8)."""

    id: str
    place: str
    zone: str
    label: Label
    kind: PointKind


class Staff(Part):
    """A person who works here. phone: the line at work, for the calls that protocols ask for; never an occupant's."""

    id: str
    label: Label
    roles: tuple[str, ...]
    zones: tuple[str, ...] = ()
    phone: str | None = None


class DayPlan(Part):
    """Somebody else than the zone's steward walks it on this day."""

    day: date
    zone: str
    walker: str


class DutyDay(Part):
    day: date
    duty_steward: str
    rests: str | None = None


class Leg(Part):
    """A leg of the route. places: paths of buildings, lanes, rows, areas and sites, in the order of walking."""

    no: int
    label: Label
    places: tuple[str, ...]
    minutes: int


class Disinfection(Part):
    """An announced disinfection. place: the area's path; planned: aware."""

    id: str
    place: str
    label: Label
    announced: date | None
    planned: AwareDatetime
