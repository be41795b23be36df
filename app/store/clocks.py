"""How far this device's clocks were off, measured at every exchange, and the time corrected by it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from app.domain.clock_series import ClockSeries, Estimate, Measurement, Moment, thinned
from app.domain.exchange import ClockOffset
from app.store.identity import Identity
from app.store.tables import CLOCK, FACT, PHOTO

FRESH = timedelta(minutes=5)  # a measurement that says nothing new is kept once in so long: a commit costs a flush


class Clocks(Identity):
    """The series of measurements (`clock_series`). Phones that never met the server have none."""

    def true_now(self) -> datetime:
        """Now (UTC), corrected as far as the clock was measured."""
        return self.time_now().at

    def time_now(self) -> Estimate:
        """Now, and how far it can be trusted."""
        return self.estimate(Moment(self.clock.start, self._next, self.clock.now(), self.clock.mono_ms()))

    def estimate(self, moment: Moment) -> Estimate:
        """When something recorded here was."""
        return self._series.estimate(moment)

    @property
    def _series(self) -> ClockSeries:
        return self._remembered("clocks", lambda: ClockSeries(self._read_series()))

    @property
    def _next(self) -> int:
        return self._remembered("last seq", self.last_seq) + 1

    def _read_series(self) -> list[Measurement]:
        with self._reading() as connection:
            rows = connection.execute(select(CLOCK).order_by(CLOCK.c.seq, CLOCK.c.true_at)).all()
        return [Measurement(row.start, row.seq, row.at, row.mono_ms, row.true_at) for row in rows]

    def measured(self, true: datetime, at: datetime | None = None, mono_ms: int | None = None) -> None:
        """The server's time (UTC) beside what this device's clocks said then; now, where that is left out. What was recorded
        since the last measurement is known better after this, and no photo was verified later than now."""
        now = Measurement(
            self.clock.start, self.last_seq(), at or self.clock.now(),
            self.clock.mono_ms() if mono_ms is None else mono_ms, true,
        )  # fmt: skip
        known = self._series.all
        last = known[-1] if known else None
        news = last is None or not last.like(now) or self.clock_in_doubt()
        if last is not None and not news and timedelta(0) <= true - last.true < FRESH:
            return
        kept = thinned([*(each for each in known if _key(each) != _key(now)), now])
        gone = {*map(_key, known)} - {*map(_key, kept)} | {_key(now)}
        with self._writing(*(("facts", "sync") if news else ())) as connection:
            for start, mono in gone:
                connection.execute(delete(CLOCK).where(CLOCK.c.start == start, CLOCK.c.mono_ms == mono))
            row = {"start": now.start, "mono_ms": now.mono_ms, "seq": now.seq, "at": now.at, "true_at": now.true}
            connection.execute(insert(CLOCK).values(row))
            connection.execute(update(PHOTO).where(PHOTO.c.verified_at > true).values(verified_at=true))
            if news:
                self._own_changed()

    def clock_in_doubt(self) -> bool:
        """Whether to ask for the server's time before anything is sent: now is not known for sure, or when something was
        recorded that waits in this start."""
        if not self.time_now().measured:
            return True
        query = select(FACT.c.start, FACT.c.seq, FACT.c.at, FACT.c.mono_ms).where(
            FACT.c.state == "local", FACT.c.start == self.clock.start
        )
        with self._reading() as connection:
            waiting = [Moment(*row) for row in connection.execute(query)]
        return not all(
            self.estimate(moment).measured for moment in waiting if self._series.around(moment.seq)[1] is None
        )

    def clock_offset(self) -> ClockOffset | None:
        """How far this start's clock was off when it was last measured; None before that."""
        own = [each for each in self._series.all if each.start == self.clock.start]
        return _told(own[-1]) if own else None

    def clocks_of(self, facts: Iterable[tuple[UUID, int]]) -> list[ClockOffset]:
        """What the server needs to know of the clock for these facts (start, seq): the measurements around each. A start that
        was never measured is told with the one nearest to it, as a guess."""
        series = self._series
        around: dict[Measurement, None] = {}
        guessed: dict[UUID, ClockOffset] = {}
        for start, seq in facts:
            before, after = series.around(seq)
            both = [each for each in (before, after) if each is not None]
            around.update(dict.fromkeys(both))
            if both and start not in series.starts:
                off = (after or both[0]).off
                guessed[start] = ClockOffset(start=start, offset_ms=_ms(off), measured=False)
        return [*map(_told, around), *guessed.values()]


def _key(one: Measurement) -> tuple[UUID, int]:
    return one.start, one.mono_ms


def _told(one: Measurement) -> ClockOffset:
    return ClockOffset(start=one.start, offset_ms=_ms(one.off), seq=one.seq, at=one.at, mono_ms=one.mono_ms)


def _ms(off: timedelta) -> int:
    return round(off / timedelta(milliseconds=1))
