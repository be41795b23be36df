"""When a fact was seen: the device's time, corrected by the offset that was measured for that start of the app."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.domain.exchange import ClockOffset
from app.domain.facts import Fact
from sync_server.db.base import table_of
from sync_server.db.insert import insert_new
from sync_server.db.tables import ClockRow

# A clock further off than this says nothing: its starts count as unmeasured.
MOST = timedelta(days=365 * 100)


@dataclass(frozen=True)
class Seen:
    at: datetime
    unmeasured: bool


@dataclass(frozen=True)
class Offsets:
    """Server time minus device time by start. latest: for a start that never met the server."""

    by_start: dict[UUID, tuple[timedelta, bool]]
    latest: timedelta

    def seen(self, fact: Fact, received: datetime) -> Seen:
        """Never later than `received`: nobody sees what has not happened yet."""
        offset, measured = self.by_start.get(fact.start, (self.latest, False))
        return Seen(min(fact.at + offset, received), not measured)


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
    for row in rows:
        if row["measured"]:
            session.connection().execute(
                update(_clock)
                .where(_clock.c.estate == estate, _clock.c.device == device, _clock.c.start == row["start"])
                .where(_clock.c.measured.is_(False))
                .values(offset_ms=row["offset_ms"], measured=True)
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
