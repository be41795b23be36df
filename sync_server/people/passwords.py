"""Passwords: argon2 with the library's current cost, which each hash carries in itself."""

from anyio import CapacityLimiter, to_thread
from pwdlib import PasswordHash

AT_ONCE = 2  # each takes 64 MiB and a tenth of a second
_hasher = PasswordHash.recommended()
# Checked for an unknown account, so that the time an answer takes tells nobody which accounts exist.
_NOBODY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def password_right(password: str, hashed: str | None) -> bool:
    """hashed: None for an unknown account; takes as long, and is False."""
    right = _hasher.verify(password, hashed or _NOBODY)
    return right and hashed is not None


class Passwords:
    """Checks passwords in threads of their own, a few at a time: no other request waits for one of them. inline: in the caller's
    thread (the simulation has only one)."""

    def __init__(self, inline: bool = False) -> None:
        self._inline, self._limiter = inline, CapacityLimiter(AT_ONCE)

    async def right(self, password: str, hashed: str | None) -> bool:
        """hashed: None for an unknown account."""
        if self._inline:
            return password_right(password, hashed)
        return await to_thread.run_sync(password_right, password, hashed, limiter=self._limiter)
