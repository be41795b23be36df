"""The one typed path of a place. It is the join key between facts, tasks and the set-up, so it is spelled in one way only.

b/A1                 building            u/A1-0804   unit (a home)
b/A1/c/1             stairwell (core)    v/V01       villa        lane/L1   lane of villas
b/A1/c/1/f/12        floor               s/S07       shop         row/W1    row of shops
b/A1/c/1/f/12/d/x    door on a floor     area/P01    public or green area
b/A1/c/1/roof        roof, lift or       site/R1     renovation site
         …/lift         entrance of      b/B3/face/west/1   outer wall: face, and band of floors from below
         …/entrance     that core        any of them + #words   a spot that has no id of its own (R4.5)
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal, Self, get_args

from app.domain.refusal import Refusal

PlaceKind = Literal[
    "building", "stairwell", "floor", "door", "roof", "lift", "entrance", "facade",
    "unit", "villa", "lane", "shop", "row", "area", "site",
]  # fmt: skip
Face = Literal["east", "south", "west", "north"]

FACES: Final[tuple[Face, ...]] = get_args(Face)
SPOT_LONGEST: Final = 120  # characters

_ID = r"[\w][\w.\-]{0,39}"
_SPELLINGS: Final[tuple[tuple[PlaceKind, str], ...]] = (
    ("building", rf"b/(?P<building>{_ID})"),
    ("stairwell", rf"b/(?P<building>{_ID})/c/(?P<core>{_ID})"),
    ("floor", rf"b/(?P<building>{_ID})/c/(?P<core>{_ID})/f/(?P<floor>-?{_ID})"),
    ("door", rf"b/(?P<building>{_ID})/c/(?P<core>{_ID})/f/(?P<floor>-?{_ID})/d/(?P<id>{_ID})"),
    ("roof", rf"b/(?P<building>{_ID})/c/(?P<core>{_ID})/roof"),
    ("lift", rf"b/(?P<building>{_ID})/c/(?P<core>{_ID})/lift"),
    ("entrance", rf"b/(?P<building>{_ID})/c/(?P<core>{_ID})/entrance"),
    ("facade", rf"b/(?P<building>{_ID})/face/(?P<face>{'|'.join(FACES)})/(?P<band>[1-9][0-9]?)"),
    ("unit", rf"u/(?P<id>{_ID})"),
    ("villa", rf"v/(?P<id>{_ID})"),
    ("lane", rf"lane/(?P<id>{_ID})"),
    ("shop", rf"s/(?P<id>{_ID})"),
    ("row", rf"row/(?P<id>{_ID})"),
    ("area", rf"area/(?P<id>{_ID})"),
    ("site", rf"site/(?P<id>{_ID})"),
)
_PATTERNS: Final = tuple((kind, re.compile(spelling)) for kind, spelling in _SPELLINGS)
_PREFIX: Final[dict[str, str]] = {
    "unit": "u", "villa": "v", "lane": "lane", "shop": "s", "row": "row", "area": "area", "site": "site",
}  # fmt: skip


class PlaceError(Refusal):
    """`place_malformed`: the text is no path. `place_unknown`: a well-formed path that the estate does not have."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of an estate. Make it with `parse` or one of the `of_…` constructors; they keep the fields consistent.

    id: of a unit, villa, lane, shop, row, area, site, or of a door on its floor. band: counted from below, from 1.
    """

    kind: PlaceKind
    building: str = ""
    core: str = ""
    floor: str = ""
    id: str = ""
    face: str = ""
    band: int = 0
    spot: str = ""

    @classmethod
    @lru_cache(maxsize=8192)  # an estate has some thousands of places, and every fold asks for the same ones again
    def parse(cls, path: str) -> Self:
        """The place of a path. PlaceError(`place_malformed`) for anything else."""
        body, mark, spot = path.partition("#")
        if mark and (not spot or spot != clean_spot(spot)):
            raise PlaceError("place_malformed", f"the spot of {path!r} is empty, too long or not trimmed")
        for kind, pattern in _PATTERNS:
            if found := pattern.fullmatch(body):
                parts = found.groupdict()
                band = int(parts.pop("band", "0"))
                return cls(kind=kind, band=band, spot=spot, **parts)
        raise PlaceError("place_malformed", repr(path))

    @classmethod
    def of_building(cls, building: str) -> Self:
        return cls.parse(f"b/{building}")

    @classmethod
    def of_stairwell(cls, building: str, core: str) -> Self:
        return cls.parse(f"b/{building}/c/{core}")

    @classmethod
    def of_floor(cls, building: str, core: str, floor: str) -> Self:
        return cls.parse(f"b/{building}/c/{core}/f/{floor}")

    @classmethod
    def of_door(cls, building: str, core: str, floor: str, door: str) -> Self:
        return cls.parse(f"b/{building}/c/{core}/f/{floor}/d/{door}")

    @classmethod
    def of_part(cls, building: str, core: str, part: Literal["roof", "lift", "entrance"]) -> Self:
        return cls.parse(f"b/{building}/c/{core}/{part}")

    @classmethod
    def of_facade(cls, building: str, face: str, band: int) -> Self:
        return cls.parse(f"b/{building}/face/{face}/{band}")

    @classmethod
    def of(cls, kind: Literal["unit", "villa", "lane", "shop", "row", "area", "site"], id: str) -> Self:
        return cls.parse(f"{_PREFIX[kind]}/{id}")

    @property
    def path(self) -> str:
        """The one spelling; `Place.parse(place.path) == place`."""
        return f"{self._body()}#{self.spot}" if self.spot else self._body()

    def _body(self) -> str:
        if self.kind in _PREFIX:
            return f"{_PREFIX[self.kind]}/{self.id}"
        if self.kind == "building":
            return f"b/{self.building}"
        if self.kind == "facade":
            return f"b/{self.building}/face/{self.face}/{self.band}"
        core = f"b/{self.building}/c/{self.core}"
        if self.kind == "stairwell":
            return core
        if self.kind == "floor":
            return f"{core}/f/{self.floor}"
        if self.kind == "door":
            return f"{core}/f/{self.floor}/d/{self.id}"
        return f"{core}/{self.kind}"

    def at_spot(self, words: str) -> Self:
        """The same place, narrowed to a spot in words (路灯 3 号); blanks are trimmed and folded. PlaceError when nothing is left."""
        spot = clean_spot(words)
        if not spot:
            raise PlaceError("place_malformed", "a spot needs words")
        return replace(self, spot=spot)

    def without_spot(self) -> Self:
        return replace(self, spot="")

    def parent(self) -> "Place | None":
        """What it is a part of: spot → place → floor → stairwell → building. None for what stands by itself."""
        if self.spot:
            return self.without_spot()
        if self.kind == "door":
            return Place.of_floor(self.building, self.core, self.floor)
        if self.kind in ("floor", "roof", "lift", "entrance"):
            return Place.of_stairwell(self.building, self.core)
        if self.kind in ("stairwell", "facade"):
            return Place.of_building(self.building)
        return None


def clean_spot(words: str) -> str:
    """Words of a spot in their one spelling: blanks folded, at most SPOT_LONGEST characters, no control characters."""
    printable = "".join(c if c.isprintable() else " " for c in words)
    return " ".join(printable.split())[:SPOT_LONGEST].rstrip()
