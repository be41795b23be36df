"""The cursor: how far a phone has read, in which generation of the server, and of which view. Opaque to the phone."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from app.domain.errors import ZonewalkError

HASH_CHARS = 12
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Cursor:
    """rev: everything up to it has been read. scope: hash of the view's tags."""

    generation: UUID
    rev: int
    scope: str

    def __str__(self) -> str:
        return f"{self.generation.hex}.{self.rev}.{self.scope}"


def scope_hash(tags: Iterable[str]) -> str:
    """Changes when somebody is given or loses a zone or role."""
    return hashlib.sha256("\n".join(sorted(tags)).encode()).hexdigest()[:HASH_CHARS]


def parse(text: str) -> Cursor:
    """ZonewalkError `cursor_malformed` for anything that `str(cursor)` does not make."""
    try:
        generation, rev, scope = text.split(".")
        cursor = Cursor(UUID(hex=generation), int(rev), scope)
        text.encode()
    except ValueError:
        raise ZonewalkError("cursor_malformed") from None
    if str(cursor) != text or not 0 <= cursor.rev <= LARGEST:
        raise ZonewalkError("cursor_malformed")
    return cursor
