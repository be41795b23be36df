"""The clock seam: wall time, monotonic time and the id of this start of the app."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID, uuid4


class Clock(Protocol):
    """What the product asks of time. `start` names one run of the app: clock offsets are measured per start."""

    start: UUID

    def now(self) -> datetime:
        """Aware UTC wall time, as the device believes it."""

    def mono_ms(self) -> int:
        """Milliseconds that only grow during this start."""


@dataclass
class SystemClock:
    start: UUID = field(default_factory=uuid4)

    def now(self) -> datetime:
        return datetime.now(UTC)

    def mono_ms(self) -> int:
        return time.monotonic_ns() // 1_000_000


@dataclass
class SimulatedClock:
    """A clock that tests and the simulation move by hand; `wrong_by` is how far the device's wall clock is off."""

    at: datetime
    start: UUID = field(default_factory=uuid4)
    wrong_by: timedelta = timedelta(0)
    _mono: int = 0

    def now(self) -> datetime:
        return self.at + self.wrong_by

    def mono_ms(self) -> int:
        return self._mono

    def move(self, by: timedelta) -> None:
        """Let true time pass; never backwards."""
        if by < timedelta(0):
            raise ValueError("time does not run backwards")
        self.at += by
        self._mono += int(by.total_seconds() * 1000)
