"""What an estate looks up all day, gathered once: things by id, and the zone of every place that has a path of its own."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.estate_parts import Area, Building, Home, SignPoint
from app.domain.places import Place

if TYPE_CHECKING:
    from app.domain.estate import Estate


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """Where a unit is: ids of building and core, label of the floor."""

    building: str
    core: str
    floor: str


@dataclass(frozen=True, slots=True)
class EstateIndex:
    """By id; points by their id in capitals. zones: by path, of everything that is not named by its building."""

    buildings: dict[str, Building]
    units: dict[str, UnitPlace]
    villas: dict[str, Home]
    shops: dict[str, Home]
    areas: dict[str, Area]
    points: dict[str, SignPoint]
    zones: dict[str, str]

    @classmethod
    def of(cls, estate: "Estate") -> "EstateIndex":
        units = {
            unit: UnitPlace(building.id, core.id, floor)
            for building in estate.buildings
            for core in building.cores
            for floor, ids in core.units.items()
            for unit in ids
        }
        buildings = {building.id: building for building in estate.buildings}
        return cls(
            buildings=buildings,
            units=units,
            villas={home.id: home for home in estate.villas},
            shops={home.id: home for home in estate.shops},
            areas={area.id: area for area in estate.areas},
            points={point.id.upper(): point for point in estate.points},
            zones=_zones(estate, {id: buildings[unit.building].zone for id, unit in units.items()}),
        )


def _zones(estate: "Estate", units: dict[str, str]) -> dict[str, str]:
    lanes, rows = {g.id: g.zone for g in estate.lanes}, {g.id: g.zone for g in estate.rows}
    zones = {Place.of("unit", id).path: zone for id, zone in units.items()}
    zones |= {Place.of("villa", home.id).path: lanes[home.group] for home in estate.villas}
    zones |= {Place.of("shop", home.id).path: rows[home.group] for home in estate.shops}
    zones |= {Place.of("lane", id).path: zone for id, zone in lanes.items()}
    zones |= {Place.of("row", id).path: zone for id, zone in rows.items()}
    zones |= {Place.of("area", area.id).path: area.zone for area in estate.areas}
    return zones | {Place.of("site", site.id).path: site.zone for site in estate.sites}


def has_place(building: Building, place: Place, band_floors: int) -> bool:
    """Whether a building has a place that names it."""
    if place.kind == "building":
        return True
    if place.kind == "facade":
        bands = -(-len(building.floors) // band_floors)
        return place.face in building.faces and place.band <= bands
    core = building.core(place.core)
    if core is None or (place.kind == "lift" and not building.has_lift):
        return False
    if place.kind == "door":
        at = (place.core, place.floor, place.id)
        return any((door.core, door.floor, door.id) == at for door in building.doors)
    return place.kind != "floor" or place.floor in core.floors
