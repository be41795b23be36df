"""How the exchange stands, as screens show it, and what one run of it did."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from app.domain.exchange import Fault

Phase = Literal["idle", "pushing", "pulling", "photos", "offline", "needs_sign_in", "error"]


@dataclass(frozen=True)
class SyncState:
    """done/total: of what the phase counts (facts, records' pages have no total, photos). last_ok: the end (UTC,
    corrected) of the last run in which nothing failed. error: why the last run stopped."""

    phase: Phase = "idle"
    done: int = 0
    total: int = 0
    last_ok: datetime | None = None
    error: Fault | None = None


@dataclass
class Outcome:
    """What one run did. facts: receipts that came; photos: verified by now; pages: of records; error: why it stopped."""

    facts: int = 0
    photos: int = 0
    pages: int = 0
    copies: int = 0
    deleted: int = 0
    aside: int = 0
    error: Fault | None = field(default=None)

    @property
    def ok(self) -> bool:
        return self.error is None
