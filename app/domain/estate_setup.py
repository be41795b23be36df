"""From the short set-up file of an estate to what is shipped: every unit, sign-in point and path spelled out."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.bundle import load_bundle
from app.domain.estate import Estate, Register
from app.domain.estate_parts import Area, Building, Core, Disinfection, Door, Group, Home, Leg, Site
from app.domain.labels import Label
from app.domain.places import FACES, Place
from app.domain.ranges import expand, expand_all, moved
from app.domain.register_setup import register_of
from app.domain.settings import Settings, SettingsSchema
from app.domain.sign_in_setup import points_of
from app.domain.story import Story
from app.domain.zone_setup import check_zones

Raw = Mapping[str, Any]
_AREA_FACTS = ("has_water_feature", "has_power_room", "has_leisure_place", "has_garage", "has_plants")


def expand_estate(
    raw: dict[str, Any], today: date, schema: SettingsSchema | None = None
) -> tuple[Estate, Register, Story]:
    """A set-up file's values (demo-estate.yaml) as an estate, its register and the story of its first day.

    Dates move so that the file's `demo_date` becomes `today`, and today's month joins the rainy ones. schema: the keys
    that the estate's settings are checked against; None = the built bundle's. SettingsError, PlaceError, ValueError
    (pydantic's among them) or KeyError for a set-up that does not hold.
    """
    schema = schema or load_bundle().settings_schema
    if demo_date := raw.get("demo_date"):
        raw = moved(raw, today - date.fromisoformat(demo_date))
    head = raw["estate"]
    overrides = dict(head.get("settings", {}))
    if demo_date:
        rainy = schema.settings(overrides).months("facade.rainy_months")
        overrides["facade.rainy_months"] = sorted({*rainy, today.month})
    settings = schema.settings(overrides)
    estate = _ground(raw, head, overrides, settings)
    check_zones(estate)
    estate = _with(estate, sites=tuple(_site(site, estate) for site in raw.get("renovation_sites", [])))
    estate = _with(estate, legs=tuple(_leg(leg, estate) for leg in raw.get("route", [])))
    story = _story(raw.get("story", {}), raw, estate)
    points = points_of(raw["sign_in"], estate, settings.text("sign_in.top_floor"))
    estate = _with(estate, points=points, disinfections=story.planned_disinfection)
    return estate, register_of(raw, estate), story


def _with(estate: Estate, **more: object) -> Estate:
    """The estate with more of it known. Built anew, since a copy would keep what the smaller one had looked up."""
    return Estate.model_validate({**{name: getattr(estate, name) for name in Estate.model_fields}, **more})


def _ground(raw: Raw, head: Raw, overrides: dict[str, Any], settings: Settings) -> Estate:
    """All that stands for itself: zones, buildings, homes, areas, people."""
    lanes, villas = _homes(raw.get("villas"), "lanes")
    rows, shops = _homes(raw.get("shops"), "rows")
    areas = [_area(area, "public") for area in raw.get("public_areas", [])]
    areas += [_area({"has_plants": True, **area}, "green") for area in raw.get("green_areas", [])]
    return Estate.model_validate(
        {
            **{key: head[key] for key in ("id", "timezone", "fictitious", "front_desk_phone") if key in head},
            "label": _label(head),
            "settings": overrides,
            "band_floors": settings.count("facade.band_floors"),
            "zones": [{"id": z["id"], "label": _label(z), "steward": z["steward"]} for z in raw["zones"]],
            "buildings": [_building(b, raw) for b in raw.get("buildings", [])],
            "lanes": lanes,
            "villas": villas,
            "rows": rows,
            "shops": shops,
            "areas": areas,
            "staff": [{**person, "label": _label(person)} for person in raw.get("staff", [])],
            "day_plan": [{**plan, "day": plan["date"]} for plan in raw.get("day_plan", [])],
            "duty_roster": [{**duty, "day": duty["date"]} for duty in raw.get("duty_roster", [])],
        }
    )


def _building(raw: Raw, whole: Raw) -> Building:
    kind = whole["building_types"][raw["type"]]
    floors = expand(raw["floors"])
    cores = [
        Core(
            id=str(core),
            floors=floors,
            units={
                floor: tuple(
                    unit_id(kind["unit_no"], raw["id"], core, floor, unit)
                    for unit in range(1, raw["units_per_floor"] + 1)
                )
                for floor in floors
            },
        )
        for core in range(1, raw["cores"] + 1)
    ]
    doors = [
        Door(core=str(door.get("core", 1)), floor=door["floor"], id=door["door"], label=_label(door), door_kind=door["door_kind"])
        for door in whole.get("fire_doors", [])
        if door["building"] == raw["id"]
    ]  # fmt: skip
    return Building(
        id=raw["id"], zone=raw["zone"], label=_label(raw), type_label=_label(kind), has_lift=kind["has_lift"],
        has_fire_doors=kind["has_fire_doors"], door_kind=kind.get("door_kind", "normally_closed"), cores=tuple(cores),
        faces=tuple(raw.get("faces", FACES)), doors=tuple(doors),
    )  # fmt: skip


def unit_id(pattern: str, building: str, core: int, floor: str, unit: int) -> str:
    """A unit's id from its building type's pattern. Floor labels need not be numbers; those stand as they are."""
    if floor.isdigit():
        return pattern.format(building=building, core=core, floor=int(floor), unit=unit)
    return pattern.replace("{floor:02d}", "{floor}").format(building=building, core=core, floor=floor, unit=unit)


def _homes(raw: Raw | None, groups: str) -> tuple[list[Group], list[Home]]:
    """The lanes of villas, or the rows of shops, with their homes in order."""
    if raw is None:
        return [], []
    trades = {id: trade for trade, ids in raw.get("trades", {}).items() for id in expand_all(ids)}
    found = [Group(id=group["id"], zone=raw["zone"], label=_label(group)) for group in raw[groups]]
    homes = [
        Home(id=id, group=group["id"], label=_numbered(raw, id), trade=trades.get(id))
        for group in raw[groups]
        for id in expand(group["ids"])
    ]
    if {home.id for home in homes} != {*expand(raw["ids"])}:
        raise ValueError(f"the {groups} do not hold exactly {raw['ids']}")
    return found, homes


def _numbered(raw: Raw, id: str) -> Label:
    number = id.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    return Label(raw["zh"].format(no=number), raw["en"].format(no=number))


def _area(raw: Raw, kind: str) -> Area:
    return Area.model_validate(
        {
            "id": raw["id"],
            "zone": raw["zone"],
            "kind": kind,
            "label": _label(raw),
            "checks": [f"public.{check}" for check in raw.get("checks", [])],
            "facts": {fact: raw[fact] for fact in _AREA_FACTS if fact in raw},
            "trees": raw.get("trees"),
        }
    )


def _site(raw: Raw, estate: Estate) -> Site:
    place = place_named(raw["place"], estate)
    zone = estate.zone_of(place.path)
    works = Label(raw["works_zh"], raw["works_en"])
    return Site.model_validate(
        {**raw, "place": place.path, "zone": zone, "works": works, "firm": raw["firm_zh"], "foreman": raw["foreman_zh"]}
    )


def _leg(raw: Raw, estate: Estate) -> Leg:
    """A leg's places as paths of what is walked: villas and shops stand for their lanes and rows."""
    paths: list[str] = []
    for id in expand_all(raw["places"]):
        place = place_named(id, estate)
        if place.kind in ("villa", "shop"):
            place = Place.parse(estate.stop_of(place.path) or place.path)
        paths.append(place.path)
    return Leg(no=raw["leg"], label=_label(raw), places=tuple(dict.fromkeys(paths)), minutes=raw["minutes"])


def place_named(id: str, estate: Estate) -> Place:
    """The place that a bare id of the set-up file means. ValueError when nothing has it."""
    candidates = [Place.of_building(id), *(Place.of(kind, id) for kind in ("unit", "villa", "shop", "area", "site"))]
    for place in candidates:
        if estate.is_known(place.path):
            return place
    raise ValueError(f"no place is called {id}")


def _story(raw: Raw, whole: Raw, estate: Estate) -> Story:
    return Story.model_validate(
        {
            "open_tasks": [_open_task(task, estate) for task in raw.get("open_tasks", [])],
            "urgent_requests": [
                {
                    "id": r["id"], "place": place_named(r["place"], estate).path, "label": Label(r["zh"], r["en"]),
                    "received": r["received"], "assigned": r["assigned"],
                }
                for r in raw.get("urgent_requests", [])
            ],
            "planned_disinfection": [
                Disinfection(
                    id=d["id"], place=place_named(d["place"], estate).path, label=_label(d),
                    announced=d.get("announced"), planned=d["planned"],
                )
                for d in raw.get("planned_disinfection", [])
            ],
            "wrong_numbers": [
                place_named(id, estate).path for id in whole.get("contacts", {}).get("wrong_number", [])
            ],
        }
    )  # fmt: skip


def _open_task(raw: Raw, estate: Estate) -> dict[str, Any]:
    place = place_named(raw["place"], estate)
    if floor := raw.get("floor"):
        place = Place.of_floor(place.building, str(raw.get("core", 1)), floor)
    spot = Label(raw["spot_zh"], raw["spot_en"]) if "spot_zh" in raw else None
    kept = {key: raw[key] for key in raw.keys() - {"place", "floor", "core", "tag", "spot_zh", "spot_en"}}
    return {
        **kept,
        "place": (place.at_spot(spot.zh) if spot else place).path,
        "tags": [raw["tag"]] if "tag" in raw else [],
        "spot": spot,
    }


def _label(raw: Raw) -> Label:
    return Label(raw["zh"], raw["en"])
