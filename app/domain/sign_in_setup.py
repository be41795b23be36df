"""Sign-in points of an estate: top and middle floor of every stairwell, and extra ones (2-一-8, R6.1)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.domain.estate_parts import SignPoint
from app.domain.labels import Label
from app.domain.places import Place

if TYPE_CHECKING:
    from app.domain.estate import Estate


def middle_floor(floors: tuple[str, ...]) -> str:
    """The floor number ceil(n/2) counted from below by position: labels may leave numbers out."""
    return floors[(len(floors) + 1) // 2 - 1]


def points_of(raw: Mapping[str, Any], estate: "Estate", top_floor: str) -> tuple[SignPoint, ...]:
    """Two points a stairwell, then the extra ones. top_floor: the estate's choice, `sign_in.top_floor`.

    A stairwell of one floor has its top point alone. ValueError for an extra point that no place can be found for.
    """
    points: list[SignPoint] = []
    for building in estate.buildings:
        for core in building.cores:
            top, middle = core.floors[-1], middle_floor(core.floors)
            at_top = Place.of_floor(building.id, core.id, top)
            if top_floor == "roof_landing":
                at_top = Place.of_part(building.id, core.id, "roof")
            points.append(_point(estate, raw["id"], at_top, building.zone, "T"))
            if middle != top:
                at_middle = Place.of_floor(building.id, core.id, middle)
                points.append(_point(estate, raw["id"], at_middle, building.zone, "M"))
    points += [_extra(extra, estate) for extra in raw.get("extra", [])]
    return tuple(points)


def _point(estate: "Estate", pattern: str, place: Place, zone: str, letter: str) -> SignPoint:
    id = pattern.replace("{T|M}", letter).format(building=place.building, core=place.core)
    label = estate.label_of(place.path)
    return SignPoint(
        id=id, place=place.path, zone=zone, label=label, kind="top" if letter == "T" else "middle"
    )  # fmt: skip


def _extra(raw: Mapping[str, Any], estate: "Estate") -> SignPoint:
    label = Label(raw["zh"], raw["en"])
    place = raw.get("place") or place_by_name(label, raw["zone"], estate)
    if estate.zone_of(place) != raw["zone"]:
        raise ValueError(f"the sign-in point {raw['id']} is in {raw['zone']}, its place {place} is not")
    return SignPoint(id=raw["id"], place=place, zone=raw["zone"], label=label, kind="extra")


def place_by_name(label: Label, zone: str, estate: "Estate") -> str:
    """The lane, row or area of the zone whose Chinese name shares most characters with the point's.

    A set-up may leave an extra point's place out and name it by where it hangs (梅径尽头 hangs in 梅径). Lanes and rows
    come before areas where two fit alike. ValueError when nothing in the zone has a character in common.
    """
    named = [(Place.of("lane", g.id), g.zone, g.label) for g in estate.lanes]
    named += [(Place.of("row", g.id), g.zone, g.label) for g in estate.rows]
    named += [(Place.of("area", a.id), a.zone, a.label) for a in estate.areas]
    shared = [(len({*label.zh} & {*name.zh}), place.path) for place, where, name in named if where == zone]
    best = max(shared, key=lambda pair: pair[0], default=(0, ""))
    if best[0] == 0:
        raise ValueError(f"the sign-in point {label.zh} needs a place")
    return best[1]
