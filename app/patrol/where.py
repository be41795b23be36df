"""Finding a place: what a stop is made of, places by what is typed, and where the person is likely to stand now."""

from collections.abc import Collection
from dataclasses import dataclass

from app.domain.estate import Estate, Spot, Stop
from app.domain.facts import taken_back
from app.domain.kinds import kinds_that
from app.domain.places import Place
from app.patrol.work import Work

_BEEN = kinds_that(lambda kind: kind.in_place)
_SILENT = str.maketrans("", "", " -_·.，,、/座栋号层梯")


@dataclass(frozen=True)
class Inside:
    """What a stop is made of. parts: the stop itself first, then its lift, entrance, homes of a lane, faces in bands.
    floors: by floor label, from the top: the floor itself, its doors, its homes."""

    parts: tuple[Spot, ...]
    floors: dict[str, tuple[Spot, ...]]


@dataclass(frozen=True)
class Known:
    """A place as it can be searched for. key: all its spellings in small letters without blanks and dashes."""

    spot: Spot
    zone: str
    key: str


def inside(estate: Estate, stop: Stop) -> Inside:
    """All exact places under a stop."""
    place = Place.parse(stop.place)
    parts, floors = [place], {}
    if stop.type == "stairwell":
        parts += _parts(estate, place)
        floors = _floors(estate, place)
    elif stop.type == "lane":
        parts += [Place.of("villa", home.id) for home in estate.villas if home.group == place.id]
    elif stop.type == "row":
        parts += [Place.of("shop", home.id) for home in estate.shops if home.group == place.id]
    elif stop.type == "facade":
        parts += [Place.parse(band.place) for band in estate.facades(place.building)]
    return Inside(
        tuple(_spot(estate, part) for part in parts),
        {floor: tuple(_spot(estate, each) for each in here) for floor, here in floors.items()},
    )


def _parts(estate: Estate, place: Place) -> list[Place]:
    building = estate.building(place.building)
    lift = [Place.of_part(place.building, place.core, "lift")] if building and building.has_lift else []
    return [*lift, Place.of_part(place.building, place.core, "entrance")]


def _floors(estate: Estate, place: Place) -> dict[str, list[Place]]:
    building = estate.building(place.building)
    core = building.core(place.core) if building else None
    if building is None or core is None:
        return {}
    return {
        floor: [
            Place.of_floor(building.id, core.id, floor),
            *(Place.of_door(building.id, core.id, floor, d.id) for d in building.doors if (d.core, d.floor) == (core.id, floor)),
            *(Place.of("unit", unit) for unit in core.units.get(floor, ())),
        ]
        for floor in reversed(core.floors)
    }  # fmt: skip


def _spot(estate: Estate, place: Place) -> Spot:
    return Spot(place.path, estate.label_of(place.path))


def index(estate: Estate) -> tuple[Known, ...]:
    """Every place of the estate, ready to be searched: made once, for a few hundred homes it takes a while."""
    known: dict[str, Known] = {}
    for stop in (*estate.all_stops, *estate.facade_stops()):
        within = inside(estate, stop)
        for spot in (*within.parts, *(spot for floor in within.floors.values() for spot in floor)):
            known.setdefault(spot.place, Known(spot, stop.zone, _key(spot)))
    return tuple(known.values())


def _key(spot: Spot) -> str:
    return "|".join(
        dict.fromkeys(_plain(words) for words in (spot.label.zh, spot.label.en, Place.parse(spot.place).id))
    )


def _plain(words: str) -> str:
    return words.lower().translate(_SILENT)


def search(known: Collection[Known], words: str, zones: Collection[str] = (), limit: int = 30) -> list[Spot]:
    """Places that hold what was typed (`0804`, `A2 12`, `松径`); those that end with it and those of these zones first."""
    wanted = _plain(words)
    if not wanted:
        return []
    hits = [place for place in known if wanted in place.key]
    hits.sort(key=lambda place: (place.zone not in zones, not _ends(place, wanted), len(place.key)))
    return [place.spot for place in hits[:limit]]


def _ends(place: Known, wanted: str) -> bool:
    return any(spelling.endswith(wanted) for spelling in place.key.split("|"))


def recent(work: Work, limit: int = 6) -> list[Spot]:
    """Where the person has been today, the latest first; each place once. What was taken back was elsewhere."""
    facts = work.store.own_facts(work.account.id, day=work.day, kinds=(*_BEEN, "retracted"))
    gone = taken_back(facts)
    been = [fact.place for fact in reversed(facts) if fact.kind in _BEEN and fact.id not in gone]
    paths = dict.fromkeys(place for place in been if place and work.estate.is_known(place))
    return [Spot(path, work.estate.label_of(path)) for path in list(paths)[:limit]]


def here(work: Work) -> str | None:
    """Where the person stands, as far as the phone can tell: the place of today's last sign-in, or of what was recorded
    after it. A spot in words is left out: the next finding has one of its own. None before anything was recorded."""
    last = recent(work, 1)
    return last[0].place.partition("#")[0] if last else None
