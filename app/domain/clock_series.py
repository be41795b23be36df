"""When something was truly recorded: a device's clock as a series of measurements (docs/protocol.md, Time).

A device has a wall clock, which somebody may set, and a monotonic one, which no one sets and which may stand still while the
device sleeps. At every exchange both are read beside the server's time. Between two measurements that agree the wall clock
is right; where they don't, the monotonic clock bridges a jump and the wall clock a sleep; what neither explains is told as
such. Pure: both sides ask the same way.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Literal
from uuid import UUID

# Two clocks agree when no further apart: an answer may have been half of `SLOWEST` on its way, and clocks drift.
AGREE = timedelta(seconds=15)
SLOWEST = timedelta(seconds=10)  # a measurement that took longer says too little
RIGHT = timedelta(minutes=1)  # a clock that is off by less is called right
MOST_MS = 10 * 366 * 86_400_000  # no start lasts ten years; what a counter says beyond it would break sums of times

# measured: explained by measurements of this start. likely: the clock was right when it was last measured, and nothing
# speaks against it. doubtful: anything else.
Trust = Literal["measured", "likely", "doubtful"]


@dataclass(frozen=True, slots=True)
class Moment:
    """Something recorded: in which start of the app, as which number of the device, and what its two clocks said (UTC, ms)."""

    start: UUID
    seq: int
    at: datetime
    mono_ms: int


@dataclass(frozen=True, slots=True)
class Measurement:
    """The clocks beside the server's time. seq: of the last fact recorded before; true: the server's time (UTC)."""

    start: UUID
    seq: int
    at: datetime
    mono_ms: int
    true: datetime

    @property
    def off(self) -> timedelta:
        """Server time minus wall time."""
        return self.true - self.at

    def like(self, other: "Measurement") -> bool:
        """Whether neither clock did anything between the two."""
        if self.start != other.start or abs(self.off - other.off) > AGREE:
            return False
        return abs((other.true - self.true) - _ms(other.mono_ms - self.mono_ms)) <= AGREE


@dataclass(frozen=True, slots=True)
class Estimate:
    """at: the true time as far as it is known."""

    at: datetime
    trust: Trust

    @property
    def measured(self) -> bool:
        return self.trust == "measured"


class ClockSeries:
    """The measurements of one device."""

    def __init__(self, measurements: Iterable[Measurement] = ()) -> None:
        self.all: tuple[Measurement, ...] = tuple(sorted(measurements, key=lambda m: (m.seq, m.true)))

    @cached_property
    def _seqs(self) -> list[int]:
        return [each.seq for each in self.all]

    @cached_property
    def starts(self) -> frozenset[UUID]:
        return frozenset(each.start for each in self.all)

    def around(self, seq: int) -> tuple[Measurement | None, Measurement | None]:
        """The last measurement before the fact of this number was recorded, and the first after it."""
        at = bisect_left(self._seqs, seq)
        return (self.all[at - 1] if at else None), (self.all[at] if at < len(self.all) else None)

    def estimate(self, moment: Moment, latest: datetime | None = None) -> Estimate:
        """When this moment was. latest: it cannot have been later (UTC)."""
        before, after = self.around(moment.seq)
        low, high = _bounds(moment, before, after, latest)
        both = [each for each in (before, after) if each is not None]
        if not both:
            return Estimate(moment.at, "doubtful")
        own = [each for each in both if each.start == moment.start]
        walls = [moment.at + each.off for each in both]
        if len(own) == 2 and low is not None and high is not None and high - low <= AGREE:  # it never slept
            return Estimate(walls[0] if abs(walls[0] - low) <= AGREE else low, "measured")
        fits = [t for t in walls if (low is None or t >= low - AGREE) and (high is None or t <= high + AGREE)]
        if len(both) == 2:
            # The wall clock was set in between: the other clock has to bear out the one time that fits.
            counted = [t for t, m in ((low, before), (high, after)) if t is not None and m in own]
            borne_out = len(fits) == 1 and any(abs(fits[0] - t) <= AGREE for t in counted)
            if fits and (abs(both[0].off - both[1].off) <= AGREE or borne_out):
                return Estimate(fits[-1], "measured" if own else "likely")
            return Estimate(_within(fits[-1] if fits else walls[-1], low, high), "doubtful")
        return _by_one(moment, both[0], bool(own), low if before else high, fits, (low, high))


def _by_one(
    moment: Moment, only: Measurement, own: bool, by_mono: datetime | None, fits: Sequence[datetime],
    bounds: tuple[datetime | None, datetime | None],
) -> Estimate:  # fmt: skip
    """With a measurement on one side alone: both clocks agree, or it slept, or the wall clock was set."""
    wall = moment.at + only.off
    if own and by_mono is not None and abs(wall - by_mono) <= AGREE:
        return Estimate(wall, "measured")
    if fits:
        return Estimate(wall, "likely" if abs(only.off) <= RIGHT else "doubtful")
    if own and by_mono is not None:
        return Estimate(_within(by_mono, *bounds), "doubtful")
    return Estimate(_within(moment.at, *bounds), "doubtful")


def _bounds(
    moment: Moment, before: Measurement | None, after: Measurement | None, latest: datetime | None
) -> tuple[datetime | None, datetime | None]:
    """Between what times a moment must lie: the monotonic clock never runs ahead."""
    low = high = None
    if before is not None:
        low = before.true
        if before.start == moment.start:
            low += _ms(max(0, moment.mono_ms - before.mono_ms))
    if after is not None:
        high = after.true
        if after.start == moment.start:
            high -= _ms(max(0, after.mono_ms - moment.mono_ms))
    if latest is not None:
        high = min(high, latest) if high is not None else latest
    return low, high


def _within(at: datetime, low: datetime | None, high: datetime | None) -> datetime:
    at = max(at, low) if low is not None else at
    return min(at, high) if high is not None else at


def _ms(n: int) -> timedelta:
    return timedelta(milliseconds=max(-MOST_MS, min(n, MOST_MS)))


def thinned(series: Sequence[Measurement]) -> list[Measurement]:
    """Without those in the middle that say nothing new: of a run in which neither clock did anything the first and the last
    stay."""
    kept: list[Measurement] = []
    for each in series:
        if len(kept) > 1 and kept[-2].like(kept[-1]) and kept[-2].like(each):
            kept.pop()
        kept.append(each)
    return kept
