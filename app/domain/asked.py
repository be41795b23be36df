"""Which check items are asked at a stop, grouped by where one stands, and where exactly a finding can be (R2.16, R4.3, R7.4)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from app.domain.catalogue import Catalogue
from app.domain.items import Item, PlaceFact
from app.domain.labels import Label
from app.domain.places import Place
from app.domain.register import Register
from app.domain.stops import Stop, StopType

if TYPE_CHECKING:
    from app.domain.estate import Estate

_WHERE: Final[Mapping[StopType, tuple[str, ...]]] = {
    "stairwell": ("floor", "unit", "lift", "entrance"),
    "roof": ("roof",),
    "facade": ("facade",),
    "lane": ("villa",),
    "row": ("shop",),
    "public": ("public", "cleaning"),
    "green": ("cleaning",),
    "site": ("site",),
}
_WORDS: Final[Mapping[str, Label]] = {
    "floor": Label("楼层", "On the floors"),
    "unit": Label("住户", "Homes"),
    "lift": Label("电梯", "Lift"),
    "entrance": Label("入口", "Entrance"),
    "roof": Label("天台", "Roof"),
    "facade": Label("外墙", "Outer walls"),
    "villa": Label("别墅", "Villas"),
    "shop": Label("商铺", "Shops"),
    "public": Label("公共场所", "Public area"),
    "cleaning": Label("清洁绿化", "Cleaning and landscaping"),
    "site": Label("装修现场", "Renovation site"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Items that are looked at from one standing place. items: asked on this visit. on_sight: entered when met, asked of
    nobody, and not covered by a confirmation."""

    where: str
    label: Label
    items: tuple[Item, ...]
    on_sight: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Spot:
    """One choice of where exactly."""

    place: str
    label: Label


def items_at(
    estate: "Estate",
    stop: Stop,
    catalogue: Catalogue,
    *,
    day: date,
    in_season: bool = False,
    visit: str | None = None,
    register: Register | None = None,
    disinfected: Collection[str] | None = None,
) -> tuple[Group, ...]:
    """The groups of a stop on a day; a group without items is left out.

    in_season: whether the full check of the outer walls runs. visit: the result of a renovation site's visit; before it
    nothing is asked there. register: without it nothing is asked that needs to know who lives where. disinfected: paths
    of the areas where an announced disinfection is on this day; None = as the estate has it planned.
    """
    sprayed = estate.disinfected_on(day) if disinfected is None else frozenset(disinfected)
    wheres = list(_WHERE[stop.type])
    if stop.type == "stairwell" and not in_season:
        wheres.append("facade")  # a loose tile is met from the way to the door, in any month
    facts = _stop_facts(estate, stop, register)
    groups = []
    for where in wheres:
        here = [i for i in catalogue.items.values() if _belongs(i, where, stop, estate) and _applies(i, facts)]
        asked = tuple(i for i in here if _asked(i, stop, in_season=in_season, visit=visit, sprayed=sprayed))
        seen = tuple(i for i in here if i not in asked and _may_be_met(i, visit))
        if asked or seen:
            groups.append(Group(where, _WORDS[where], asked, seen))
    return tuple(groups)


def covered(groups: Collection[Group]) -> tuple[str, ...]:
    """The ids that one confirmation covers: items by exception. Those that want their own answer are not among them."""
    return tuple(item.id for group in groups for item in group.items if item.ask == "exception")


def spots_for(estate: "Estate", item: Item, stop: Stop, register: Register | None = None) -> tuple[Spot, ...]:
    """Where exactly a finding of this item can be at this stop: one choice where the stop itself is the place."""
    place = Place.parse(stop.place)
    places = [place]
    if item.where in ("floor", "unit", "lift", "entrance", "roof") and place.core:
        places = _in_core(estate, item.where, place)
    elif item.where == "facade" and place.building:
        places = [Place.parse(band.place) for band in estate.facades(place.building)]
    elif item.where == "villa" and place.kind == "lane":
        places = [Place.of("villa", home.id) for home in estate.villas if home.group == place.id]
    elif item.where == "shop" and place.kind == "row":
        places = [Place.of("shop", home.id) for home in estate.shops if home.group == place.id]
    fitting = [p for p in places if _applies(item, estate.place_facts(p.path, register), unless_unknown=p is place)]
    return tuple(Spot(p.path, estate.label_of(p.path)) for p in fitting)


def _in_core(estate: "Estate", where: str, place: Place) -> list[Place]:
    building = estate.building(place.building)
    core = building.core(place.core) if building else None
    if building is None or core is None:
        return []
    if where == "unit":
        return [Place.of("unit", unit) for floor in reversed(core.floors) for unit in core.units.get(floor, ())]
    if where == "floor":
        found = []
        for floor in reversed(core.floors):  # one walks from the roof down
            found.append(Place.of_floor(building.id, core.id, floor))
            doors = [door for door in building.doors if (door.core, door.floor) == (core.id, floor)]
            found += [Place.of_door(building.id, core.id, floor, door.id) for door in doors]
        return found
    for part in ("lift", "entrance", "roof"):
        if where == part:
            return [Place.of_part(building.id, core.id, part)]
    return []


def _belongs(item: Item, where: str, stop: Stop, estate: "Estate") -> bool:
    if where == "public":
        area = estate.area(Place.parse(stop.place).id)
        return area is not None and item.id in area.checks
    return item.kind == "cleaning" if where == "cleaning" else item.where == where


def _applies(item: Item, facts: Mapping[str, PlaceFact], *, unless_unknown: bool = False) -> bool:
    return item.applies_if is None or bool(facts.get(item.applies_if, unless_unknown))


def _asked(item: Item, stop: Stop, *, in_season: bool, visit: str | None, sprayed: Collection[str]) -> bool:
    if item.frequency == "on_sight":
        return False
    if item.frequency == "season_full":
        return stop.type == "facade" and in_season
    if item.frequency == "per_disinfection":
        return stop.place in sprayed
    if item.asked_if:
        return visit is not None and visit in item.asked_if.get("site_visit", ())
    return True


def _may_be_met(item: Item, visit: str | None) -> bool:
    """What is seen from outside a renovation site (waste in the corridor) may be entered after any visit."""
    return "on_sight" in (item.frequency, item.also) or (bool(item.asked_if) and visit is not None)


def _stop_facts(estate: "Estate", stop: Stop, register: Register | None) -> Mapping[str, PlaceFact]:
    """The facts of a stop: its own, and `unoccupied` when one of its homes is."""
    facts = dict(estate.place_facts(stop.place, register))
    if register is not None and stop.type in ("lane", "row"):
        facts["unoccupied"] = any(
            entry.empty for path, entry in register.entries.items() if estate.stop_of(path) == stop.place
        )
    return facts
