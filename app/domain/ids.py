"""Ids: facts are born with a UUIDv7 (they grow with time, so tables stay quick); what both sides must agree on is derived."""

from datetime import datetime
from functools import lru_cache
from typing import Final, Protocol
from uuid import UUID, uuid5

# The name space of everything that is derived from words alone (threads, days). Fixed for ever.
ZONEWALK = UUID("5b0f4f0e-6d3a-5c52-9d0b-7a6f7a0e7a01")


class Now(Protocol):
    def now(self) -> datetime: ...


class Rng(Protocol):
    """Anything with `randbytes`: `random.SystemRandom()` in use, a seeded `random.Random` in the simulation."""

    def randbytes(self, n: int, /) -> bytes: ...


def new(clock: Now, rng: Rng) -> UUID:
    """A UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then 74 random bits."""
    ms = int(clock.now().timestamp() * 1000) & (1 << 48) - 1
    noise = int.from_bytes(rng.randbytes(10), "big") & (1 << 74) - 1
    high, low = noise >> 62, noise & (1 << 62) - 1
    return UUID(int=ms << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


@lru_cache(maxsize=4096)
def case_id(finding: UUID, protocol: str) -> UUID:
    """The case that a finding opens under a protocol."""
    return uuid5(finding, protocol)


@lru_cache(maxsize=4096)  # a fold asks for the same ones at every fact
def task_id(case: UUID, files_id: str) -> UUID:
    """The task that a case files under that protocol's `files` id."""
    return uuid5(case, files_id)


# What several items ask of one event is one matter, under the item that is asked first (2-六-3).
_OF_ONE_EVENT: Final = {"cleaning.disinfection_safety": "cleaning.disinfection_notice"}


def matter_item(item: str) -> str:
    """The item under which the matter of this one stands: itself, or for one question of an event the event's first."""
    return _OF_ONE_EVENT.get(item, item)


def is_of_event(item: str) -> bool:
    """Whether an answer to this item, a good one too, belongs to a matter."""
    return item in _OF_ONE_EVENT or item in _OF_ONE_EVENT.values()


def thread_id(place: str, item: str) -> UUID:
    """The thread of one check item, or event, at one place: all facts that are folded together."""
    return uuid5(ZONEWALK, f"thread|{place}|{matter_item(item)}")


def day_id(what: str, day: str) -> UUID:
    """The record of one place or sign-in point on one day of the estate (`day` as YYYY-MM-DD)."""
    return uuid5(ZONEWALK, f"day|{what}|{day}")
