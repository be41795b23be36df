"""How a place is called: A2座 12层 · A1-0804 · 松径 · 别墅 08 号 · B3栋 西面 1–6层."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from app.domain.labels import Label
from app.domain.places import Place

if TYPE_CHECKING:
    from app.domain.estate import Estate
    from app.domain.estate_parts import Building

FACE_WORDS: Final = {
    "east": Label("东面", "east face"),
    "south": Label("南面", "south face"),
    "west": Label("西面", "west face"),
    "north": Label("北面", "north face"),
}
_PARTS: Final = {
    "roof": Label("天台", "roof"),
    "lift": Label("电梯", "lift"),
    "entrance": Label("入口", "entrance"),
}


def label_of(place: Place, estate: "Estate") -> Label:
    """The words for a place; its path where the estate does not know it, so that nothing is ever nameless."""
    base = _base(place, estate) or Label(place.without_spot().path, place.without_spot().path)
    return Label(f"{base.zh} · {place.spot}", f"{base.en} · {place.spot}") if place.spot else base


def _base(place: Place, estate: "Estate") -> Label | None:
    if place.building:
        building = estate.building(place.building)
        return _in_building(place, building, estate) if building else None
    if place.kind == "unit":
        return Label(place.id, place.id)
    if place.kind == "site":
        site = next((site for site in estate.sites if site.id == place.id), None)
        home = estate.label_of(site.place) if site else None
        return Label(f"{home.zh} 装修", f"{home.en}, renovation") if home else None
    named = {
        "villa": estate.villa(place.id),
        "shop": estate.shop(place.id),
        "lane": next((g for g in estate.lanes if g.id == place.id), None),
        "row": next((g for g in estate.rows if g.id == place.id), None),
        "area": estate.area(place.id),
    }[place.kind]
    return named.label if named else None


def _in_building(place: Place, building: "Building", estate: "Estate") -> Label | None:
    name = building.label
    if place.kind == "building":
        return name
    if place.kind == "facade":
        face = FACE_WORDS[place.face]
        band = next((b for b in estate.facades(building.id) if b.face == place.face and b.band == place.band), None)
        if band is None:
            return None
        floors = floor_range(band.floors)
        return Label(f"{name.zh} {face.zh} {floors.zh}", f"{name.en}, {face.en}, {floors.en}")
    core = building.core(place.core)
    if core is None:
        return None
    # A stairwell is named only where there are several.
    stem = Label(f"{name.zh} {core.id}梯", f"{name.en}, stair {core.id}") if len(building.cores) > 1 else name
    if place.kind == "stairwell":
        part = floor_range(core.floors)
    elif place.kind == "floor":
        part = floor_label(place.floor)
    elif place.kind == "door":
        at = (place.core, place.floor, place.id)
        door = next((door for door in building.doors if (door.core, door.floor, door.id) == at), None)
        floor = floor_label(place.floor)
        part = door.label if door else Label(f"{floor.zh} {place.id}", f"{floor.en}, {place.id}")
    else:
        part = _PARTS[place.kind]
    return Label(f"{stem.zh} {part.zh}", f"{stem.en}, {part.en}")


def floor_label(floor: str) -> Label:
    """12层 · floor 12."""
    return Label(f"{floor}层", f"floor {floor}")


def floor_range(floors: Sequence[str]) -> Label:
    """1–6层 · floors 1–6, from the first to the last of them."""
    if len(floors) == 1:
        return floor_label(floors[0])
    return Label(f"{floors[0]}–{floors[-1]}层", f"floors {floors[0]}–{floors[-1]}")
