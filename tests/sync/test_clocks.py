"""A clock that is off, put right, or jumps: the day, the order and the horizon stay right on the phone and at the server."""

from datetime import timedelta

import pytest

from app.domain.bundle import load_bundle
from app.domain.clock import SimulatedClock
from app.domain.exchange import Receipt
from app.domain.ids import thread_id
from app.domain.records import PlaceDay
from app.patrol import acts, rounds
from app.patrol.work import Work, at_work
from tests.sync.line import Line, Phone, cut_before

pytestmark = pytest.mark.anyio
HOUR = timedelta(hours=1)


@pytest.fixture
def phone(phone: Phone, true_clock: SimulatedClock) -> Phone:
    """Its true time is the server's."""
    phone.clock.at = true_clock.at
    return phone


def both(phone: Phone, true_clock: SimulatedClock, by: timedelta) -> None:
    phone.clock.move(by)
    true_clock.move(by)


def work_of(phone: Phone) -> Work:
    current = phone.store.current
    assert current is not None
    work = at_work(phone.host, phone.store, phone.clock, phone.rng, load_bundle(), current)
    assert work is not None
    return work


async def told(phone: Phone) -> dict[str, Receipt]:
    """The receipts of everything recorded here, by kind."""
    assert (await phone.exchange.run_once()).ok
    account = phone.store.current
    assert account is not None
    facts = phone.store.own_facts(account.id)
    receipts = {fact.kind: phone.store.receipt(fact.id) for fact in facts}
    return {kind: receipt for kind, receipt in receipts.items() if receipt is not None}


async def test_given_a_clock_25_hours_ahead_when_it_is_put_right_then_later_days_are_the_right_ones(
    phone: Phone, true_clock: SimulatedClock
) -> None:
    phone.clock.wrong_by = 25 * HOUR
    await phone.sign_in()
    await phone.exchange.run_once()
    work = work_of(phone)
    assert (work.today(), work.now()) == (true_clock.at.date(), true_clock.at)
    phone.clock.wrong_by = timedelta(0)
    for no in range(3):
        day = (true_clock.at + 8 * HOUR).date().isoformat()
        await phone.exchange.run_once()
        fact = acts.confirm(work_of(phone), work.estate.stops()[no], [])
        receipts = await told(phone)
        assert fact.day == day
        assert (receipts["confirmed"].code, receipts["confirmed"].day) == ("ok", day)
        assert receipts["confirmed"].seen_at == true_clock.at
        assert not receipts["confirmed"].unmeasured
        both(phone, true_clock, 24 * HOUR)


async def test_given_a_clock_that_was_ahead_for_the_finding_then_its_steps_follow_all_the_same(
    phone: Phone, line: Line, true_clock: SimulatedClock
) -> None:
    await phone.sign_in()
    await phone.exchange.run_once()
    phone.restart()  # and no network
    line.always["/api"] = cut_before
    place, item = "u/A1-0901", "building.water_meter"
    phone.clock.wrong_by = timedelta(minutes=10)
    work = work_of(phone)
    found = acts.report(work, place=place, item=item, state="runs_unoccupied", reading="12.5")
    phone.clock.wrong_by = timedelta(0)
    both(phone, true_clock, timedelta(minutes=1))
    thread = thread_id(place, item)
    matter = work.store.matter("u_lin", work.rules, thread)
    assert matter is not None
    body = {"protocol": matter.cases[0].protocol, "step": "close_valve", "results": {"valve": "closed"}}
    work.record("stepped", body, place=place, item=item, case=matter.cases[0].id, about=found.id)

    def state() -> tuple[list[str], list[str]]:
        (matter,) = [
            each for each in work.store.matters("u_lin", work.rules) if each.place == place and each.item == item
        ]
        return matter.flags, [note.code for note in matter.notes]

    assert state() == (["valve_closed_by_us"], [])
    line.always.clear()
    both(phone, true_clock, timedelta(minutes=1))
    assert (await phone.exchange.run_once()).ok
    assert state() == (["valve_closed_by_us"], [])


async def test_given_a_clock_off_over_midnight_then_what_was_done_is_still_done_after_the_exchange(
    phone: Phone, line: Line, true_clock: SimulatedClock
) -> None:
    await phone.sign_in()
    await phone.exchange.run_once()
    phone.restart()
    line.always["/api"] = cut_before
    phone.clock.wrong_by = 20 * HOUR  # 08:00 of tomorrow
    work = work_of(phone)
    for stop in work.estate.stops(work.zones)[:2]:
        acts.confirm(work, stop, [])
    point = work.estate.points[0]
    acts.sign_in_by_photo(work, point.id, "gone", [])
    both(phone, true_clock, timedelta(minutes=5))
    line.always.clear()
    assert (await phone.exchange.run_once()).ok
    day = (true_clock.at + 8 * HOUR).date().isoformat()
    assert work.day == day
    assert sum(row.state == "done" for row in rounds.today(work).stops) == 2
    assert work.store.point_days("u_lin", work.rules, day)[point.id].visits
    told = [raw for raw in work.store.records("u_lin", "place_day") if raw["by"] == "u_lin" and raw["state"] == "done"]
    assert [raw["day"] for raw in told] == [day] * 2


async def test_given_a_phone_that_slept_then_its_times_are_known_again_after_the_next_exchange(
    phone: Phone, true_clock: SimulatedClock
) -> None:
    await phone.sign_in()
    await phone.exchange.run_once()
    phone.clock.at += 3 * HOUR  # the monotonic clock stands still
    true_clock.move(3 * HOUR)
    phone.record("confirmed")
    receipts = await told(phone)
    assert (receipts["confirmed"].seen_at, receipts["confirmed"].unmeasured) == (true_clock.at, False)


async def test_given_a_clock_that_jumped_forth_and_back_then_what_was_recorded_meanwhile_has_its_time(
    phone: Phone, true_clock: SimulatedClock
) -> None:
    await phone.sign_in()
    await phone.exchange.run_once()
    phone.clock.wrong_by = 72 * HOUR
    both(phone, true_clock, HOUR)
    phone.record("confirmed")
    seen = true_clock.at
    phone.clock.wrong_by = timedelta(0)
    both(phone, true_clock, HOUR)
    receipts = await told(phone)
    assert (receipts["confirmed"].seen_at, receipts["confirmed"].unmeasured) == (seen, False)
    days = [PlaceDay.model_validate(raw) for raw in phone.store.records("u_lin", "place_day")]
    assert [day.at for day in days if day.state == "done"] == [seen]


async def test_given_a_clock_that_is_set_30_days_ahead_then_no_verified_photo_goes_before_its_seven_days(
    phone: Phone, line: Line, true_clock: SimulatedClock
) -> None:
    await phone.sign_in()
    ref = await phone.photo()
    phone.record(photos=[ref])
    assert (await phone.exchange.run_once()).photos == 1
    both(phone, true_clock, timedelta(minutes=1))
    phone.clock.wrong_by = timedelta(days=30)
    assert (await phone.exchange.run_once()).deleted == 0
    line.always["/api"] = cut_before
    assert (await phone.exchange.run_once()).deleted == 0
    line.always.clear()
    phone.clock.wrong_by = timedelta(days=60)
    both(phone, true_clock, timedelta(days=6, hours=23))
    assert (await phone.exchange.run_once()).deleted == 0
    both(phone, true_clock, HOUR)
    assert (await phone.exchange.run_once()).deleted == 1


async def test_given_a_photo_verified_while_the_clock_was_ahead_then_it_goes_after_seven_days_all_the_same(
    phone: Phone, true_clock: SimulatedClock
) -> None:
    await phone.sign_in()
    ref = await phone.photo()
    phone.record(photos=[ref])
    await phone.exchange.run_once()
    phone.clock.wrong_by = timedelta(days=400)
    phone.store.mark_photo(ref.sha256, "verified")
    phone.clock.wrong_by = timedelta(0)
    both(phone, true_clock, timedelta(minutes=6))
    await phone.exchange.run_once()
    both(phone, true_clock, timedelta(days=7))
    assert (await phone.exchange.run_once()).deleted == 1
