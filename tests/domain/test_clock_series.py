"""When something was truly recorded: jumps, sleeps, restarts (docs/protocol.md, Time). app/domain/clock_series.py."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.clock_series import AGREE, ClockSeries, Estimate, Measurement, Moment, thinned

NINE = datetime(2026, 5, 20, 1, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@dataclass
class Phone:
    """A phone that tells what its clocks say. true: the time as it is; off: by how much its wall clock is ahead."""

    true: datetime = NINE
    off: timedelta = timedelta(0)
    mono_ms: int = 5_000
    start: UUID = field(default_factory=lambda: UUID(int=1))
    seq: int = 0
    series: list[Measurement] = field(default_factory=list)

    def goes_on(self, by: timedelta, *, asleep: bool = False) -> None:
        self.true += by
        self.mono_ms += 0 if asleep else int(by / timedelta(milliseconds=1))

    def restarts(self) -> None:
        self.start, self.mono_ms = UUID(int=self.start.int + 1), 100

    def meets_the_server(self) -> None:
        self.series.append(Measurement(self.start, self.seq, self.true + self.off, self.mono_ms, self.true))

    def records(self) -> tuple[Moment, datetime]:
        self.seq += 1
        return Moment(self.start, self.seq, self.true + self.off, self.mono_ms), self.true

    def told(self, recorded: tuple[Moment, datetime]) -> tuple[timedelta, str]:
        """By how much the estimate is off, and its trust."""
        estimate = ClockSeries(self.series).estimate(recorded[0])
        return estimate.at - recorded[1], estimate.trust


@pytest.fixture
def phone() -> Phone:
    return Phone()


EXACT = (timedelta(0), "measured")


@pytest.mark.parametrize("off", [timedelta(0), 25 * HOUR, -10 * MINUTE])
def test_given_a_clock_that_is_off_and_was_measured_then_times_are_corrected(phone: Phone, off: timedelta) -> None:
    phone.off = off
    phone.meets_the_server()
    phone.goes_on(HOUR)
    fact = phone.records()
    assert phone.told(fact) == EXACT
    phone.goes_on(HOUR)
    phone.meets_the_server()
    assert phone.told(fact) == EXACT


def test_given_a_clock_put_right_between_two_measurements_then_the_monotonic_clock_bridges_it(phone: Phone) -> None:
    phone.off = 25 * HOUR
    phone.meets_the_server()
    phone.goes_on(HOUR)
    wrong = phone.records()
    phone.off = timedelta(0)
    phone.goes_on(MINUTE)
    right = phone.records()
    assert phone.told(right) == (timedelta(0), "doubtful")  # nobody can know yet whether it slept besides
    phone.meets_the_server()
    assert (phone.told(wrong), phone.told(right)) == (EXACT, EXACT)


def test_given_a_clock_that_jumped_forth_and_back_then_what_was_recorded_between_is_bridged(phone: Phone) -> None:
    phone.meets_the_server()
    phone.goes_on(HOUR)
    phone.off = 72 * HOUR
    fact = phone.records()
    phone.off = timedelta(0)
    phone.goes_on(HOUR)
    phone.meets_the_server()
    assert phone.told(fact) == EXACT


def test_given_a_phone_that_slept_then_the_wall_clock_bridges_it(phone: Phone) -> None:
    phone.meets_the_server()
    phone.goes_on(3 * HOUR, asleep=True)
    fact = phone.records()
    assert phone.told(fact) == (timedelta(0), "likely")
    phone.goes_on(HOUR, asleep=True)
    phone.meets_the_server()
    assert phone.told(fact) == EXACT


def test_given_a_phone_that_slept_and_was_put_right_then_the_only_clock_that_fits_tells(phone: Phone) -> None:
    phone.off = 25 * HOUR
    phone.meets_the_server()
    wrong = phone.records()
    phone.goes_on(8 * HOUR, asleep=True)
    phone.off = timedelta(0)
    right = phone.records()
    phone.meets_the_server()
    assert (phone.told(wrong), phone.told(right)) == (EXACT, EXACT)


def test_given_a_sleep_longer_than_the_jump_then_nobody_can_tell_and_it_is_said(phone: Phone) -> None:
    phone.off = 10 * MINUTE
    phone.meets_the_server()
    phone.goes_on(HOUR, asleep=True)
    fact = phone.records()
    phone.off = timedelta(0)
    phone.goes_on(HOUR, asleep=True)
    phone.meets_the_server()
    error, trust = phone.told(fact)
    assert (trust, abs(error) <= 10 * MINUTE) == ("doubtful", True)


def test_given_a_start_that_never_met_the_server_then_the_ones_around_it_tell_and_it_is_not_called_measured(
    phone: Phone,
) -> None:
    phone.off = 2 * MINUTE
    phone.meets_the_server()
    phone.restarts()
    phone.goes_on(HOUR)
    fact = phone.records()
    assert phone.told(fact) == (timedelta(0), "doubtful")
    phone.restarts()
    phone.meets_the_server()
    assert phone.told(fact) == (timedelta(0), "likely")


def test_given_a_start_whose_clock_was_put_right_before_it_then_a_time_before_the_last_measurement_is_not_believed(
    phone: Phone,
) -> None:
    phone.off = 25 * HOUR
    phone.meets_the_server()
    phone.off = timedelta(0)
    phone.restarts()
    phone.goes_on(HOUR)
    assert phone.told(phone.records()) == (timedelta(0), "doubtful")


def test_given_a_first_start_without_network_then_its_clock_counts_and_is_not_believed(phone: Phone) -> None:
    fact = phone.records()
    assert phone.told(fact) == (timedelta(0), "doubtful")
    phone.goes_on(HOUR)
    phone.meets_the_server()
    assert phone.told(fact) == EXACT


def test_given_a_time_later_than_it_can_have_been_then_the_monotonic_clock_tells(phone: Phone) -> None:
    phone.meets_the_server()
    phone.goes_on(HOUR)
    phone.off = 72 * HOUR
    moment, true = phone.records()
    assert ClockSeries(phone.series).estimate(moment, latest=true + MINUTE) == Estimate(true, "doubtful")


def test_given_a_day_of_exchanges_in_which_nothing_happened_then_two_measurements_are_kept(phone: Phone) -> None:
    for _ in range(100):
        phone.meets_the_server()
        phone.goes_on(MINUTE)
    assert len(thinned(phone.series)) == 2
    phone.off = HOUR
    phone.meets_the_server()
    assert len(thinned(phone.series)) == 3


STEPS = st.lists(st.sampled_from(["record", "measure", "walk", "sleep", "jump", "back", "restart"]), max_size=40)


@given(STEPS, st.integers(-90_000, 90_000))
@example(["jump", "record", "walk", "jump", "restart"], 31)
@example(["jump", "record", "walk", "jump", "restart"], 400)
def test_given_whatever_clocks_do_then_what_is_called_measured_and_was_awake_is_right(
    steps: list[str], jump: int
) -> None:
    phone = Phone()
    phone.meets_the_server()
    recorded = []
    for step in steps:
        match step:
            case "record":
                recorded.append(phone.records())
            case "measure":
                phone.meets_the_server()
            case "walk":
                phone.goes_on(7 * MINUTE)
            case "sleep" if abs(jump) < 10:
                phone.goes_on(50 * MINUTE, asleep=True)
            case "jump":
                phone.off += timedelta(seconds=jump)
            case "back":
                phone.off = timedelta(0)
            case "restart":
                phone.restarts()
                phone.meets_the_server()
    series = ClockSeries(thinned(phone.series))
    for moment, true in recorded:
        found = series.estimate(moment)
        if found.measured:
            assert abs(found.at - true) <= 2 * AGREE
