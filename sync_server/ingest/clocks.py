"""When a fact was seen: the device's time, corrected by the offset that was measured for that start of the app."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from uuid import UUID

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, select

from app.domain.calendar import day_of
from app.domain.exchange import ClockOffset
from app.domain.facts import Fact
from sync_server.db.base import table_of
from sync_server.db.insert import insert_new
from sync_server.db.tables import ClockRow

# A clock further off than this says nothing: its starts count as unmeasured.
MOST = timedelta(days=365 * 100)


# How far off an unmeasured clock may be and is still called right enough.
OFF = timedelta(days=2)
# A session is known since its sign-in; after a restore only since the next one, and dead phones come late.
BEFORE_SIGN_IN = timedelta(days=31)
AGES = timedelta(days=400)
NEARLY = timedelta(hours=1)  # between two clocks that are both right


@dataclass(frozen=True)
class Seen:
    """unmeasured: nobody knows how far off the clock was. odd: the time or the day that was told cannot be. day: that for
    which the fact counts; None: none was told."""

    at: datetime
    unmeasured: bool
    odd: bool = False
    day: str | None = None


@dataclass(frozen=True)
class Offsets:
    """Server time minus device time by start. latest: for a start that never met the server."""

    by_start: dict[UUID, tuple[timedelta, bool]]
    latest: timedelta

    def seen(self, fact: Fact, received: datetime, since: datetime | None, tz: tzinfo) -> Seen:
        """Never later than `received`: nobody sees what has not happened yet. since: when its session began. What cannot
        be with any offset that is known, whatever was measured, was seen when it came."""
        offset, measured = self.by_start.get(fact.start, (self.latest, False))
        earliest = since - BEFORE_SIGN_IN if since else received - AGES
        for known, sure in ((offset, measured), (timedelta(0), False)):
            if earliest <= fact.at + known <= received + (AGES if sure else OFF):
                at, odd = min(fact.at + known, received), measured and not sure
                break
        else:
            at, sure, odd = received, False, True
        day, odd_day = _day(fact, at, tz)
        return Seen(at, not sure, odd or odd_day, day)


def _day(fact: Fact, at: datetime, tz: tzinfo) -> tuple[str | None, bool]:
    """The day for which a fact counts, and whether another was told that cannot be. It is the day on which it was seen, or
    the one before, of a round that went past midnight; a clock that is days off tells a day that is as far off."""
    if fact.day is None:
        return None, False
    told, true = date.fromisoformat(fact.day), day_of(at, tz)
    round_went_on = timedelta(days=1)
    if abs(at - fact.at) <= NEARLY and true - round_went_on <= told <= day_of(at + NEARLY, tz):
        return fact.day, False
    by_its_clock = told - day_of(fact.at, tz)
    if by_its_clock in (timedelta(0), -round_went_on):
        return (true + by_its_clock).isoformat(), False
    return true.isoformat(), True


def keep_offsets(
    session: Session, estate: str, device: UUID, told: Iterable[ClockOffset], starts: Iterable[UUID], now: datetime
) -> Offsets:
    """Keep what the device measured, and return what is known of these starts. The first measurement of a start stands, so
    that a repeated fact is seen at the same time; one that was only guessed gives way to a measured one."""
    rows = [
        {
            "estate": estate, "device": device, "start": clock.start, "offset_ms": clock.offset_ms,
            "measured": clock.measured, "received_at": now,
        }
        for clock in told
        if abs(clock.offset_ms) <= MOST / timedelta(milliseconds=1)
    ]  # fmt: skip
    insert_new(session, _clock, rows)
    measured = [{"b_start": row["start"], "b_offset": row["offset_ms"]} for row in rows if row["measured"]]
    if measured:
        guessed = (_clock.c.estate == estate) & (_clock.c.device == device) & _clock.c.measured.is_(False)
        session.connection().execute(
            update(_clock)
            .where(guessed, _clock.c.start == bindparam("b_start", type_=_clock.c.start.type))
            .values(offset_ms=bindparam("b_offset"), measured=True),
            measured,
        )
    of_device = select(ClockRow.start, ClockRow.offset_ms, ClockRow.measured).where(
        ClockRow.estate == estate, ClockRow.device == device
    )
    known = session.exec(of_device.where(col(ClockRow.start).in_(set(starts)))).all()
    last = session.exec(of_device.where(ClockRow.measured).order_by(col(ClockRow.received_at).desc()).limit(1)).first()
    return Offsets(
        {start: (timedelta(milliseconds=ms), measured) for start, ms, measured in known},
        timedelta(milliseconds=last[1]) if last else timedelta(0),
    )


_clock = table_of(ClockRow)
