"""Stops: the places that are confirmed as a whole, and the outer walls that are looked at in bands (R7.1, R7.7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from app.domain.labels import Label
from app.domain.places import Face, Place

if TYPE_CHECKING:
    from app.domain.estate import Estate
    from app.domain.estate_parts import Building

StopType = Literal["stairwell", "roof", "lane", "row", "public", "green", "site", "facade"]

_KINDS: dict[StopType, tuple[str, ...]] = {
    "stairwell": ("building",),
    "roof": ("building",),
    "facade": ("building",),
    "lane": ("villa",),
    "row": ("shop",),
    "public": ("public", "cleaning"),
    "green": ("cleaning",),
    "site": ("renovation",),
}


@dataclass(frozen=True, slots=True)
class Stop:
    """One place that is confirmed as a whole. place: its path. leg: number of the route's leg, 0 when it is on none.
    kinds: the area kinds whose items are asked here."""

    place: str
    type: StopType
    label: Label
    zone: str
    leg: int

    @property
    def kinds(self) -> tuple[str, ...]:
        return _KINDS[self.type]


@dataclass(frozen=True, slots=True)
class FacadeBand:
    """A face of a building between two floors. floors: their labels, from below."""

    place: str
    face: Face
    band: int
    floors: tuple[str, ...]


def all_stops(estate: "Estate") -> tuple[Stop, ...]:
    """Every stop in the order of the route; what is on no leg comes last."""
    numbers = {place: leg.no for leg in estate.legs for place in leg.places}
    order = {place: n for n, place in enumerate(place for leg in estate.legs for place in leg.places)}
    walked = sorted(_stops(estate, numbers), key=lambda pair: order.get(pair[0], len(order)))
    return tuple(stop for _, stop in walked)


def facade_stops(estate: "Estate") -> tuple[Stop, ...]:
    """One for each building: its outer wall is not the stairwell's matter."""
    numbers = {place: leg.no for leg in estate.legs for place in leg.places}
    return tuple(
        Stop(path, "facade", Label(f"{b.label.zh} 外墙", f"{b.label.en}, outer walls"), b.zone, numbers.get(path, 0))
        for b in estate.buildings
        for path in (Place.of_building(b.id).path,)
    )


def facade_bands(building: "Building", band_floors: int) -> tuple[FacadeBand, ...]:
    """The faces of a building in bands of so many floors from below; the last band holds what is left."""
    floors = building.floors
    bands = [floors[start : start + band_floors] for start in range(0, len(floors), band_floors)]
    return tuple(
        FacadeBand(Place.of_facade(building.id, face, n).path, face, n, band)
        for face in building.faces
        for n, band in enumerate(bands, start=1)
    )


def stop_place(place: Place, estate: "Estate") -> str | None:
    """The stop under which a place is confirmed, as a path; None for a home that the estate does not have."""
    if place.kind in ("floor", "door", "lift", "entrance"):
        return Place.of_stairwell(place.building, place.core).path
    if place.kind == "facade":
        return Place.of_building(place.building).path
    if place.kind == "unit":
        found = estate.unit(place.id)
        return Place.of_stairwell(found.building, found.core).path if found else None
    if place.kind == "villa":
        home = estate.villa(place.id)
        return Place.of("lane", home.group).path if home else None
    if place.kind == "shop":
        home = estate.shop(place.id)
        return Place.of("row", home.group).path if home else None
    return place.without_spot().path


def _stops(estate: "Estate", numbers: dict[str, int]) -> Iterator[tuple[str, Stop]]:
    """Each stop with the place that the route names for it; buildings from the roof down."""
    for building in estate.buildings:
        top = Place.of_building(building.id).path
        for core in building.cores:
            roof, stairs = Place.of_part(building.id, core.id, "roof"), Place.of_stairwell(building.id, core.id)
            yield top, _stop(estate, roof, "roof", building.zone, numbers.get(top, 0))
            yield top, _stop(estate, stairs, "stairwell", building.zone, numbers.get(top, 0))
    for group in estate.lanes:
        yield _alone(estate, Place.of("lane", group.id), "lane", group.zone, numbers)
    for group in estate.rows:
        yield _alone(estate, Place.of("row", group.id), "row", group.zone, numbers)
    for area in estate.areas:
        yield _alone(estate, Place.of("area", area.id), area.kind, area.zone, numbers)
    for site in estate.sites:
        if site.status == "active":
            yield _alone(estate, Place.of("site", site.id), "site", site.zone, numbers)


def _alone(estate: "Estate", place: Place, type_: StopType, zone: str, numbers: dict[str, int]) -> tuple[str, Stop]:
    return place.path, _stop(estate, place, type_, zone, numbers.get(place.path, 0))


def _stop(estate: "Estate", place: Place, type_: StopType, zone: str, leg: int) -> Stop:
    return Stop(place.path, type_, estate.label_of(place.path), zone, leg)
