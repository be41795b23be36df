"""When a fact was seen: the device's time, corrected by what was measured of its clock (`app.domain.clock_series`)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.clock_series import ClockSeries, Measurement, Moment
from app.domain.exchange import ClockOffset
from app.domain.fact_order import day_of_fact
from app.domain.facts import Fact
from app.domain.times import aware
from sync_server.db.base import table_of
from sync_server.db.insert import insert_new
from sync_server.db.tables import ClockReadingRow, ClockRow

# A clock further off than this says nothing: its starts count as unmeasured.
MOST = timedelta(days=365 * 100)


# How far off a clock that was not measured may be and is still called right enough.
OFF = timedelta(days=2)
# How far ahead of the server a measured one may seem: an answer is on its way for a while.
SLACK = timedelta(minutes=5)
# A session is known since its sign-in; after a restore only since the next one, and dead phones come late.
BEFORE_SIGN_IN = timedelta(days=31)
AGES = timedelta(days=400)
LARGEST = 2**53


@dataclass(frozen=True)
class Seen:
    """unmeasured: nobody knows how far off the clock was. odd: the time or the day that was told cannot be. day: that for
    which the fact counts; None: none was told."""

    at: datetime
    unmeasured: bool
    odd: bool = False
    day: str | None = None


@dataclass(frozen=True)
class Clocks:
    """What is known of a device's clock. by_start: of phones that tell one offset a start, and whether they measured it.
    latest: for a start that never met the server."""

    series: ClockSeries
    by_start: dict[UUID, tuple[timedelta, bool]]
    latest: timedelta

    def seen(self, fact: Fact, received: datetime, since: datetime | None, tz: tzinfo) -> Seen:
        """Never later than `received`: nobody sees what has not happened yet. since: when its session began. What cannot
        be with anything that is known of the clock was seen when it came."""
        earliest = since - BEFORE_SIGN_IN if since else received - AGES
        told = self._told(fact, received)
        measured, odd = told.measured, told.ahead
        for at in (told.at, fact.at):
            if earliest <= at <= received + (SLACK if measured else OFF):
                break
            measured, odd = False, True
        else:
            at = received
        at = min(at, received)
        day, odd_day = day_of_fact(fact, at, tz)
        return Seen(at, not measured, odd or odd_day, day)

    def _told(self, fact: Fact, received: datetime) -> "_Told":
        if not self.series.all or (fact.start in self.by_start and fact.start not in self.series.starts):
            offset, measured = self.by_start.get(fact.start, (self.latest, False))
            return _Told(fact.at + offset, measured)
        estimate = self.series.estimate(Moment(fact.start, fact.seq, fact.at, fact.mono_ms), latest=received)
        nearest = next(each for each in reversed(self.series.around(fact.seq)) if each is not None)
        most = SLACK if fact.start in self.series.starts else OFF
        ahead = not estimate.measured and fact.at + nearest.off > received + most
        return _Told(estimate.at, estimate.measured, ahead)


@dataclass(frozen=True)
class _Told:
    """ahead: its wall clock, corrected, says a time that was still to come."""

    at: datetime
    measured: bool
    ahead: bool = False


def keep_clocks(
    session: Session, estate: str, device: UUID, told: Sequence[ClockOffset], facts: Sequence[Fact], now: datetime
) -> Clocks:
    """Keep what the device measured, and return what is known of its clock around these facts. What was judged by it before
    stands: a repeated fact is seen at the same time."""
    told = [clock for clock in told if abs(clock.offset_ms) <= MOST / timedelta(milliseconds=1)]
    _keep_readings(session, estate, device, [clock for clock in told if clock.at is not None], now)
    offsets, latest = _offsets(session, estate, device, [clock for clock in told if clock.at is None], facts, now)
    return Clocks(_series(session, estate, device, [fact.seq for fact in facts]), offsets, latest)


def _keep_readings(session: Session, estate: str, device: UUID, told: Iterable[ClockOffset], now: datetime) -> None:
    rows = [
        {
            "estate": estate, "device": device, "start": clock.start, "mono_ms": clock.mono_ms, "seq": clock.seq,
            "at": clock.at, "true_at": true, "received_at": now,
        }
        for clock in told
        if clock.at is not None and clock.seq is not None and clock.mono_ms is not None and clock.measured
        for true in (_shifted(clock.at, clock.offset_ms),)
        if true is not None and true <= now + SLACK  # nobody was told a time that is still to come
    ]  # fmt: skip
    insert_new(session, table_of(ClockReadingRow), rows)


def _shifted(at: datetime, ms: int) -> datetime | None:
    """None for what no clock shows."""
    try:
        return aware(at + timedelta(milliseconds=ms))
    except (OverflowError, ValueError):
        return None


def _series(session: Session, estate: str, device: UUID, seqs: Sequence[int]) -> ClockSeries:
    """The measurements around these facts: from the last one before the first of them to the first one after the last."""
    if not seqs:
        return ClockSeries()
    reading = table_of(ClockReadingRow).c
    of_device = (reading.estate == estate) & (reading.device == device)
    first = sa.select(sa.func.max(reading.seq)).where(of_device, reading.seq < min(seqs)).scalar_subquery()
    after = sa.select(sa.func.min(reading.seq)).where(of_device, reading.seq >= max(seqs)).scalar_subquery()
    rows = session.connection().execute(
        sa.select(reading.start, reading.seq, reading.at, reading.mono_ms, reading.true_at).where(
            of_device, reading.seq >= sa.func.coalesce(first, 0), reading.seq <= sa.func.coalesce(after, LARGEST)
        )
    )
    return ClockSeries(Measurement(*row) for row in rows)


def _offsets(
    session: Session, estate: str, device: UUID, told: Iterable[ClockOffset], facts: Iterable[Fact], now: datetime
) -> tuple[dict[UUID, tuple[timedelta, bool]], timedelta]:
    """The same of phones that tell one offset a start: the first measured one stands; one that was only guessed gives way."""
    rows = [
        {
            "estate": estate, "device": device, "start": clock.start, "offset_ms": clock.offset_ms,
            "measured": clock.measured, "received_at": now,
        }
        for clock in told
    ]  # fmt: skip
    clocks = table_of(ClockRow)
    insert_new(session, clocks, rows)
    measured = [{"b_start": row["start"], "b_offset": row["offset_ms"]} for row in rows if row["measured"]]
    if measured:
        guessed = (clocks.c.estate == estate) & (clocks.c.device == device) & clocks.c.measured.is_(False)
        session.connection().execute(
            sa.update(clocks)
            .where(guessed, clocks.c.start == sa.bindparam("b_start", type_=clocks.c.start.type))
            .values(offset_ms=sa.bindparam("b_offset"), measured=True),
            measured,
        )
    of_device = select(ClockRow.start, ClockRow.offset_ms, ClockRow.measured).where(
        ClockRow.estate == estate, ClockRow.device == device
    )
    known = session.exec(of_device.where(col(ClockRow.start).in_({fact.start for fact in facts}))).all()
    last = session.exec(of_device.where(ClockRow.measured).order_by(col(ClockRow.received_at).desc()).limit(1)).first()
    return (
        {start: (timedelta(milliseconds=ms), measured) for start, ms, measured in known},
        timedelta(milliseconds=last[1]) if last else timedelta(0),
    )
