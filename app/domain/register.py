"""The register: who lives where, which key is held, whom to call. Guarded: together it is a list of the empty homes.

It travels apart from the estate, only for the holder's own zones, and is never in a code, on a form or in a web-hook (R1.25).
"""

from collections.abc import Collection
from typing import Literal

from pydantic import BaseModel, ConfigDict

Occupancy = Literal["occupied", "unoccupied", "renovating", "not_in_use"]


class RegisterEntry(BaseModel):
    """One home or shop. key_held None: not on record. phone None: no number is known; `name` is one occupant's."""

    model_config = ConfigDict(frozen=True)

    place: str
    zone: str
    occupancy: Occupancy = "occupied"
    key_held: bool | None = None
    name: str = ""
    phone: str | None = None

    @property
    def empty(self) -> bool:
        """Nobody lives there (homes), or nobody uses it (shops). A hint; the steward's choice on the spot decides."""
        return self.occupancy in ("unoccupied", "not_in_use")


class Register(BaseModel):
    """Entries by the path of their place."""

    model_config = ConfigDict(frozen=True)

    entries: dict[str, RegisterEntry]

    def of(self, place: str) -> RegisterEntry | None:
        """The entry of a home or shop; a spot in the path does not matter."""
        return self.entries.get(place.partition("#")[0])

    def for_zones(self, zones: Collection[str]) -> "Register":
        """What somebody who walks these zones may hold."""
        return Register(entries={place: entry for place, entry in self.entries.items() if entry.zone in zones})


def masked(phone: str) -> str:
    """138****0000: how a number is shown outside the step that calls it; short numbers lose all but the last two."""
    digits = [n for n, c in enumerate(phone) if c.isdigit()]
    hidden = set(digits[3:-4] if len(digits) > 7 else digits[:-2])
    return "".join("*" if n in hidden else c for n, c in enumerate(phone))
