"""Passwords: argon2 with the library's current cost, which each hash carries in itself."""

from pwdlib import PasswordHash

_hasher = PasswordHash.recommended()
# Checked for an unknown account, so that the time an answer takes tells nobody which accounts exist.
_NOBODY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def password_right(password: str, hashed: str | None) -> bool:
    """hashed: None for an unknown account; takes as long, and is False."""
    right = _hasher.verify(password, hashed or _NOBODY)
    return right and hashed is not None
