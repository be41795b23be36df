"""An estate as it is set up: what a phone holds of it, and what can be asked of it. It holds no occupant's contact,
no occupancy and no key: those are in the register."""

from collections.abc import Collection
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from app.domain import asked, place_labels, stops
from app.domain.asked import Group, Spot
from app.domain.catalogue import Catalogue
from app.domain.estate_index import EstateIndex, UnitPlace, has_place
from app.domain.estate_parts import (
    Area,
    Building,
    DayPlan,
    Disinfection,
    DutyDay,
    Home,
    Leg,
    SignPoint,
    Site,
    Staff,
    Zone,
)  # fmt: skip
from app.domain.estate_parts import Group as HomeGroup
from app.domain.items import Item, PlaceFact
from app.domain.labels import Label, Lang
from app.domain.places import Place, PlaceError
from app.domain.register import Register, RegisterEntry
from app.domain.stops import FacadeBand, Stop

if TYPE_CHECKING:
    from app.domain.bundle import Bundle
    from app.domain.settings import Settings

__all__ = ["Estate", "FacadeBand", "Group", "Register", "RegisterEntry", "Spot", "Stop", "UnitPlace"]


class Estate(BaseModel):
    """The expanded set-up. settings: the estate's overrides. band_floors: `facade.band_floors` when it was expanded, since
    the bands are places. sign_in_key: hex; the server sets it at seeding. All methods are pure."""

    model_config = ConfigDict(frozen=True, extra="ignore", ignored_types=(cached_property,))

    id: str
    label: Label
    timezone: str
    fictitious: bool = False
    front_desk_phone: str = ""
    settings: dict[str, Any] = Field(default_factory=dict)
    band_floors: int
    sign_in_key: str = ""
    zones: tuple[Zone, ...]
    buildings: tuple[Building, ...] = ()
    lanes: tuple[HomeGroup, ...] = ()
    villas: tuple[Home, ...] = ()
    rows: tuple[HomeGroup, ...] = ()
    shops: tuple[Home, ...] = ()
    areas: tuple[Area, ...] = ()
    sites: tuple[Site, ...] = ()
    points: tuple[SignPoint, ...] = ()
    staff: tuple[Staff, ...] = ()
    day_plan: tuple[DayPlan, ...] = ()
    duty_roster: tuple[DutyDay, ...] = ()
    legs: tuple[Leg, ...] = ()
    disinfections: tuple[Disinfection, ...] = ()

    # -- settings and time
    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def settings_of(self, bundle: "Bundle") -> "Settings":
        """The product's defaults with this estate's own. SettingsError when an override is not allowed."""
        return bundle.settings(self.settings)

    # -- single things by id
    def building(self, id: str) -> Building | None:
        return self.index.buildings.get(id)

    def unit(self, id: str) -> UnitPlace | None:
        return self.index.units.get(id)

    def villa(self, id: str) -> Home | None:
        return self.index.villas.get(id)

    def shop(self, id: str) -> Home | None:
        return self.index.shops.get(id)

    def area(self, id: str) -> Area | None:
        return self.index.areas.get(id)

    def site(self, id: str) -> Site | None:
        return next((site for site in self.sites if site.id == id), None)

    def zone(self, id: str) -> Zone | None:
        return next((zone for zone in self.zones if zone.id == id), None)

    def person(self, id: str) -> Staff | None:
        return next((person for person in self.staff if person.id == id), None)

    def point(self, id: str) -> SignPoint | None:
        """The sign-in point with this id, in capitals or not; None for one that the set-up does not know."""
        return self.index.points.get(id.upper())

    # -- stops
    @cached_property
    def all_stops(self) -> tuple[Stop, ...]:
        return stops.all_stops(self)

    def stops(self, zones: Collection[str] | None = None) -> tuple[Stop, ...]:
        """What is confirmed as a whole in these zones (or in all), in the order of the route."""
        return tuple(stop for stop in self.all_stops if zones is None or stop.zone in zones)

    def stop(self, place: str) -> Stop | None:
        """The stop with exactly this path, an outer wall's (the building's path) among them."""
        return self._stops.get(place)

    def stop_of(self, place: str) -> str | None:
        """The path of the stop under which a place is confirmed; None for a place that is not known."""
        return stops.stop_place(Place.parse(place), self) if self.is_known(place) else None

    def facade_stops(self, zones: Collection[str] | None = None) -> tuple[Stop, ...]:
        """One stop a building for its outer walls: asked in the rainy season only (2-一-7)."""
        return tuple(stop for stop in stops.facade_stops(self) if zones is None or stop.zone in zones)

    def facades(self, building: str) -> tuple[FacadeBand, ...]:
        """The faces of a building by bands of floors; nothing for an unknown building."""
        found = self.building(building)
        return stops.facade_bands(found, self.band_floors) if found else ()

    def items_at(
        self,
        stop: Stop,
        catalogue: Catalogue,
        *,
        day: date,
        in_season: bool = False,
        visit: str | None = None,
        register: Register | None = None,
        disinfected: Collection[str] | None = None,
    ) -> tuple[Group, ...]:
        """What is asked at a stop on a day: see `asked.items_at`."""
        return asked.items_at(
            self, stop, catalogue,
            day=day, in_season=in_season, visit=visit, register=register, disinfected=disinfected,
        )  # fmt: skip

    def spots_for(self, item: Item, stop: Stop, register: Register | None = None) -> tuple[Spot, ...]:
        """The choices of where exactly: floors, units, villas, shops, faces and bands."""
        return asked.spots_for(self, item, stop, register)

    def permit_ended(self, place: str, day: str) -> bool:
        """Whether the permit of the renovation site at this path has run out before a day (YYYY-MM-DD) of the estate."""
        found = self.site(Place.parse(place).without_spot().path.removeprefix("site/"))
        return found is not None and found.end.isoformat() < day

    def disinfected_on(self, day: date) -> frozenset[str]:
        """Paths of the areas with an announced disinfection on this day of the estate."""
        planned = [d for d in self.disinfections if d.announced is not None and d.announced <= day]
        return frozenset(d.place for d in planned if d.planned.astimezone(self.tz).date() == day)

    # -- people and days
    def walkers(self, zone: str, day: date) -> tuple[str, ...]:
        """Who walks a zone on a day: those of the day's plan, else the duty steward when its steward rests, else the
        steward. Empty for an unknown zone."""
        found = self.zone(zone)
        if found is None:
            return ()
        planned = tuple(plan.walker for plan in self.day_plan if plan.day == day and plan.zone == zone)
        rests = [duty.duty_steward for duty in self.duty_roster if duty.day == day and duty.rests == found.steward]
        return planned or tuple(rests) or (found.steward,)

    def zones_of(self, user: str, day: date) -> tuple[str, ...]:
        """The zones that somebody walks on a day."""
        return tuple(zone.id for zone in self.zones if user in self.walkers(zone.id, day))

    def own_zones(self, user: str, day: date) -> tuple[str, ...]:
        """The zones whose places somebody may see: those for good and those of the day (R1.9)."""
        person = self.person(user)
        for_good = person.zones if person else ()
        return tuple(zone.id for zone in self.zones if zone.id in for_good or user in self.walkers(zone.id, day))

    def duty_steward(self, day: date) -> str | None:
        return next((duty.duty_steward for duty in self.duty_roster if duty.day == day), None)

    def staff_with(self, role: str) -> tuple[Staff, ...]:
        return tuple(person for person in self.staff if role in person.roles)

    # -- places
    def is_known(self, path: str) -> bool:
        """Whether the place exists, whatever its spot. False for text that is no path."""
        return self.zone_of(path) is not None

    def zone_of(self, path: str) -> str | None:
        """The zone of a place; None where the set-up does not know it, or it is no path at all."""
        try:
            place = Place.parse(path)
        except PlaceError:
            return None
        if place.building:
            building = self.building(place.building)
            return building.zone if building and has_place(building, place, self.band_floors) else None
        return self.index.zones.get(place.without_spot().path)

    def label_of(self, path: str) -> Label:
        """The words for a place. PlaceError for text that is no path."""
        return place_labels.label_of(Place.parse(path), self)

    def place_label(self, path: str, lang: Lang) -> str:
        return self.label_of(path).text(lang)

    def place_facts(self, path: str, register: Register | None = None) -> dict[str, PlaceFact]:
        """The facts that items and states ask for. `unoccupied` is among them only with a register that knows the home."""
        place = Place.parse(path)
        facts: dict[str, PlaceFact] = {}
        spot = self.unit(place.id) if place.kind == "unit" else None
        building = self.building(spot.building if spot else place.building)
        if building:
            doors = {(d.core, d.floor, d.id): d.door_kind for d in building.doors}
            facts["has_lift"], facts["has_fire_doors"] = building.has_lift, building.has_fire_doors
            facts["door_kind"] = doors.get((place.core, place.floor, place.id), building.door_kind)
        if area := self.area(place.id) if place.kind == "area" else None:
            facts |= area.facts
        if register is not None and (entry := register.of(path)):
            facts["unoccupied"] = entry.empty
        return facts

    @cached_property
    def index(self) -> EstateIndex:
        return EstateIndex.of(self)

    @cached_property
    def _stops(self) -> dict[str, Stop]:
        return {stop.place: stop for stop in (*self.all_stops, *stops.facade_stops(self))}
