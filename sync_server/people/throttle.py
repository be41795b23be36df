"""Wrong passwords are counted by account, from wherever they come, and by address (OWASP ASVS, anti-automation)."""

import ipaddress
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from app.domain.errors import ZonewalkError

NAMES_AN_ADDRESS = 5  # an estate's office has one address and several people
CHECKED_AT_ONCE = 60  # that wait or are looked at; beyond it nobody is helped by waiting
IPV6_OF_ONE = 64  # bits that one subscriber's addresses share

Key = tuple[RateLimitItemPerMinute, str]


class Throttle:
    """Kept in this process: with several, each allows as much."""

    def __init__(self, a_minute: int) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._name = RateLimitItemPerMinute(a_minute)
        self._address = RateLimitItemPerMinute(a_minute * NAMES_AN_ADDRESS)
        self._checking: Counter[Key] = Counter()

    @contextmanager
    def attempt(self, who: str, address: str | None) -> Iterator[None]:
        """Around the check of one password, which counts as wrong until it is known: many at once are no way around the count.
        who: the account, or the name that none has; an account on a phone that has shown to be its own is counted apart, and
        without its address (None), so that nobody is locked out by the guesses of strangers. ZonewalkError
        `sign_in_throttled`: then nothing is to be checked."""
        keys = self._keys(who, address)
        busy = address is not None and self._checking.total() >= CHECKED_AT_ONCE * len(keys)
        if busy or any(self._limiter.get_window_stats(*key).remaining <= self._checking[key] for key in keys):
            raise ZonewalkError("sign_in_throttled")
        self._checking.update(keys)
        try:
            yield
        finally:
            self._checking -= Counter(keys)  # what is zero goes

    def wrong(self, who: str, address: str | None) -> None:
        """The password was wrong."""
        for key in self._keys(who, address):
            self._limiter.hit(*key)

    def _keys(self, who: str, address: str | None) -> tuple[Key, ...]:
        named = (self._name, who)
        return (named,) if address is None else (named, (self._address, _subscriber(address)))


def plain_name(name: str) -> str:
    """A name as it is looked up: typed wide, with spaces around it, it is the same."""
    return unicodedata.normalize("NFKC", name).strip()


def _subscriber(address: str) -> str:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv4Address):
        return address
    if known.ipv4_mapped is not None:  # how a server that listens on :: is told of IPv4: not all of them are one
        return str(known.ipv4_mapped)
    return str(ipaddress.ip_network((known, IPV6_OF_ONE), strict=False))
