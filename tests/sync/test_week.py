"""A week on a simulated clock, with the real client and the real server: each day's figures on the phones and at the desk are
those that a person would count (R2.4)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.domain.bundle import load_bundle
from app.domain.clock import SimulatedClock
from app.domain.signcode import mint
from app.patrol import acts, rounds
from app.patrol.work import Work, at_work
from app.ui.desk.day import zone_days
from tests.sync.line import Line, Phone

pytestmark = pytest.mark.anyio
SHANGHAI = ZoneInfo("Asia/Shanghai")


class Week:
    """Two stewards' phones and the supervisor's desk. `first`: the demo day, on which u_zhou walks zone 2; on the fourth and
    fifth day u_lin rests and the duty steward u_zhou walks all three."""

    def __init__(self, folder: Path, line: Line, true: SimulatedClock) -> None:
        self.true, self.first = true, true.at.date()
        self.lin, self.zhou, self.desk = (
            Phone(folder / name, line, seed=no, clock=SimulatedClock(true.at))
            for no, name in enumerate(("l", "z", "d"), 1)
        )

    async def begin(self) -> None:
        for phone, account in ((self.lin, "lin"), (self.zhou, "zhou"), (self.desk, "chen")):
            await phone.sign_in(account)
            assert (await phone.exchange.run_once()).ok
        self.first = min(plan.day for plan in work_of(self.desk).estate.day_plan)

    def till(self, day: int, hour: int, minute: int = 0) -> None:
        """Let time pass until then, everywhere. day: 0 for the first one."""
        wanted = datetime.combine(self.first + timedelta(days=day), datetime.min.time(), SHANGHAI)
        by = wanted + timedelta(hours=hour, minutes=minute) - self.true.at
        for clock in (self.true, *(phone.clock for phone in (self.lin, self.zhou, self.desk))):
            clock.move(by)

    async def exchange(self) -> None:
        for phone in (self.lin, self.zhou, self.desk):
            assert (await phone.exchange.run_once()).ok

    def walk(self, phone: Phone, points: slice, stops: slice) -> None:
        """Sign in at these points of the own route and confirm these stops, a minute each."""
        work = work_of(phone)
        mine = [point for point in work.estate.points if point.zone in work.zones]
        for point in mine[points]:
            acts.sign_in(work, mint(point.id, bytes.fromhex(work.estate.sign_in_key)), "scan")
            self.minute()
        for stop in work.estate.stops(work.zones)[stops]:
            acts.confirm(work, stop, [])
            self.minute()

    def minute(self) -> None:
        for clock in (self.true, *(phone.clock for phone in (self.lin, self.zhou, self.desk))):
            clock.move(timedelta(minutes=1))

    def at_the_desk(self) -> tuple[int, int]:
        """Points signed and stops confirmed today, of all zones."""
        work = work_of(self.desk)
        rows = zone_days(work, work.store.matters("u_chen", work.rules), [], work.now())
        return sum(row.points[0] for row in rows), sum(row.stops[0] for row in rows)

    def kept_of(self, day: int) -> tuple[int, int]:
        """The same of any day, as the desk's records have it."""
        work = work_of(self.desk)
        told = (self.first + timedelta(days=day)).isoformat()
        signed = work.store.point_days("u_chen", work.rules, told)
        done = [each for each in work.store.place_days("u_chen", work.rules, told).values() if each.state == "done"]
        return sum(bool(each.visits) for each in signed.values()), len(done)


def work_of(phone: Phone) -> Work:
    current = phone.store.current
    assert current is not None
    work = at_work(phone.host, phone.store, phone.clock, phone.rng, load_bundle(), current)
    assert work is not None
    return work


def figures(phone: Phone) -> tuple[int, int]:
    """Points signed and stops confirmed, as 今日 shows them."""
    today = rounds.today(work_of(phone))
    return today.signed[0], today.count(sites=False)[0] + today.count(sites=True)[0]


def day_of(phone: Phone, week: Week) -> int:
    return (date.fromisoformat(work_of(phone).day) - week.first).days


async def test_given_a_week_then_each_days_figures_are_those_that_a_person_counts(
    tmp_path: Path, line: Line, true_clock: SimulatedClock
) -> None:
    # R2.4, R2.6
    week = Week(tmp_path, line, true_clock)
    await week.begin()
    lin, zhou = week.lin, week.zhou

    # The first day: two stewards share the estate.
    week.till(0, 13)
    week.walk(lin, slice(0, 6), slice(0, 5))
    week.walk(zhou, slice(0, 4), slice(0, 3))
    await week.exchange()
    assert (figures(lin), figures(zhou), week.at_the_desk()) == ((6, 5), (4, 3), (10, 8))

    # The second: u_lin walks all; the morning shows nothing of yesterday, and the afternoon's round adds to the morning's.
    week.till(1, 8, 30)
    assert (figures(lin), day_of(lin, week)) == ((0, 0), 1)
    week.walk(lin, slice(0, 10), slice(0, 8))
    work_of(lin).end_round({})
    week.till(1, 14)
    week.walk(lin, slice(8, 12), slice(8, 10))  # two points once more
    await week.exchange()
    assert (figures(lin), week.at_the_desk()) == ((12, 10), (12, 10))

    # The third: offline until the next morning.
    week.till(2, 9)
    week.walk(lin, slice(0, 3), slice(0, 2))
    assert (figures(lin), figures(zhou)) == ((3, 2), (0, 0))

    # The fourth: u_lin rests, the duty steward walks all three zones.
    week.till(3, 8, 45)
    await week.exchange()
    assert (week.kept_of(2), week.at_the_desk()) == ((3, 2), (0, 0))
    assert (work_of(lin).zones, work_of(zhou).zones) == ((), ("z1", "z2", "z3"))
    week.walk(zhou, slice(0, 7), slice(0, 6))
    await week.exchange()
    assert (figures(zhou), week.at_the_desk()) == ((7, 6), (7, 6))

    # The fifth: the duty steward's night; it counts for the day on which it began, also past midnight.
    week.till(4, 21)
    week.walk(zhou, slice(0, 3), slice(0, 2))
    week.till(4, 23, 30)
    week.walk(zhou, slice(3, 5), slice(2, 3))
    await week.exchange()
    assert (figures(zhou), week.at_the_desk()) == ((5, 3), (5, 3))
    week.till(5, 2)
    await week.exchange()
    assert (day_of(zhou, week), figures(zhou)) == (4, (5, 3))  # nobody's zones disappear at midnight
    week.walk(zhou, slice(5, 8), slice(3, 5))
    await week.exchange()
    assert (figures(zhou), week.kept_of(4), week.at_the_desk()) == ((8, 5), (8, 5), (0, 0))
    work_of(zhou).end_round({})
    assert day_of(zhou, week) == 5

    # The sixth: u_lin's clock is 25 hours ahead in the morning, and put right at noon, in the cellar.
    lin.clock.wrong_by = timedelta(hours=25)
    week.till(5, 8, 30)
    await week.exchange()
    assert day_of(lin, week) == 5
    week.walk(lin, slice(0, 4), slice(0, 3))
    lin.clock.wrong_by = timedelta(0)
    week.walk(lin, slice(4, 9), slice(3, 7))
    await week.exchange()
    assert (figures(lin), week.at_the_desk(), day_of(lin, week)) == ((9, 7), (9, 7), 5)

    # The seventh: half a round, and what was confirmed by mistake is taken back.
    week.till(6, 9)
    assert figures(lin) == (0, 0)
    week.walk(lin, slice(0, 2), slice(0, 2))
    work = work_of(lin)
    last = work.store.own_facts("u_lin", kinds=("confirmed",))[-1]
    work.retract(last.id, place=last.place, item=None)
    await week.exchange()
    assert (figures(lin), week.at_the_desk()) == ((2, 1), (2, 1))

    # What the desk keeps of the whole week, and no time that is odd or guessed.
    assert [week.kept_of(day) for day in range(7)] == [(10, 8), (12, 10), (3, 2), (7, 6), (8, 5), (9, 7), (2, 1)]
    own = [*lin.store.own_facts("u_lin"), *zhou.store.own_facts("u_zhou")]
    receipts = [phone.store.receipt(fact.id) for phone in (lin, zhou) for fact in own if phone.store.fact(fact.id)]
    assert _odd([receipt.code for receipt in receipts if receipt]) == []
    assert len([receipt for receipt in receipts if receipt]) == len(own)
    assert not any(receipt.unmeasured for receipt in receipts if receipt)


def _odd(codes: Sequence[str]) -> list[str]:
    return [code for code in codes if code != "ok"]
