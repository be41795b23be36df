"""Wrong passwords are counted: for a name from one address, and for the address (OWASP ASVS, anti-automation)."""

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from app.domain.errors import ZonewalkError

NAMES_AN_ADDRESS = 5  # an estate's office has one address and several people


class Throttle:
    """Kept in this process: with several, each allows as much."""

    def __init__(self, a_minute: int) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._name = RateLimitItemPerMinute(a_minute)
        self._address = RateLimitItemPerMinute(a_minute * NAMES_AN_ADDRESS)

    def check(self, name: str, address: str) -> None:
        """ZonewalkError `sign_in_throttled` after too many wrong ones within a minute."""
        if not (self._limiter.test(self._name, name, address) and self._limiter.test(self._address, address)):
            raise ZonewalkError("sign_in_throttled")

    def wrong(self, name: str, address: str) -> None:
        self._limiter.hit(self._name, name, address)
        self._limiter.hit(self._address, address)
