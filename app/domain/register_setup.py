"""The register of a set-up file: one entry for each home and shop, in the order of the places."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.domain.places import Place
from app.domain.register import Occupancy, Register, RegisterEntry

if TYPE_CHECKING:
    from app.domain.estate import Estate


def register_of(raw: Mapping[str, Any], estate: "Estate") -> Register:
    """Occupancy, keys and contacts of every home and shop. ValueError when the file speaks of a home that is not there."""
    states, keys = _states(raw)
    contacts = raw.get("contacts", {})
    no_number = {*contacts.get("no_number", ())}
    places = [Place.of("unit", id) for b in estate.buildings for c in b.cores for f in c.floors for id in c.units[f]]
    places += [Place.of("villa", home.id) for home in estate.villas]
    places += [Place.of("shop", home.id) for home in estate.shops]
    if unknown := ({*states} | no_number) - {place.id for place in places}:
        raise ValueError(f"the register names homes that are not there: {sorted(unknown)}")
    default = raw.get("occupancy", {}).get("default", "occupied")
    entries = {}
    for seq, place in enumerate(places, start=1):
        phone = contacts["phone"].format(seq=seq) if contacts and place.id not in no_number else None
        entries[place.path] = RegisterEntry(
            place=place.path,
            zone=estate.zone_of(place.path) or "",
            occupancy=states.get(place.id, default),
            key_held=keys.get(place.id),
            name=contacts["name"].format(unit=place.id) if contacts else "",
            phone=phone,
        )
    return Register(entries=entries)


def _states(raw: Mapping[str, Any]) -> tuple[dict[str, Occupancy], dict[str, bool]]:
    """What differs from the default, by id: who lives there, and whether the front desk holds a key."""
    occupancy = raw.get("occupancy", {})
    empty = occupancy.get("unoccupied", {})
    states: dict[str, Occupancy] = {}
    keys: dict[str, bool] = {}
    for held, ids in ((True, empty.get("key_held", ())), (False, empty.get("key_not_held", ()))):
        for id in ids:
            states[id], keys[id] = "unoccupied", held
    for id in occupancy.get("renovating", ()):
        states[id] = "renovating"
    for shop in raw.get("shops", {}).get("not_in_use", ()):
        states[shop["id"]], keys[shop["id"]] = "not_in_use", shop["key"] == "held"
    return states, keys
