"""An estate's settings and calendar: what it may change, and when a deadline ends (R2.5, R3.16; settings.yaml)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import calendar
from app.domain.bundle import load_bundle
from app.domain.durations import Duration, SettingsError
from app.domain.severity import Severity

TZ = ZoneInfo("Asia/Shanghai")
BUNDLE = load_bundle()
DEFAULT = BUNDLE.settings()
TRADES = ("engineering", "order", "cleaning", "greenery", "steward", "supervisor", "front_desk")


def at(day: str, time: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{time}:00").replace(tzinfo=TZ).astimezone(UTC)


def said(moment: datetime) -> str:
    assert moment.tzinfo is UTC
    return moment.astimezone(TZ).strftime("%m-%d %H:%M")


# -- settings
@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("tasks.reopen_window", "P6D", "setting_out_of_range"), ("tasks.reopen_window", "P181D", "setting_out_of_range"),
        ("severity.critical.repair", "PT1H", "setting_out_of_range"), ("review.critical_share", 0.5, "setting_out_of_range"),
        ("facade.band_floors", 0, "setting_out_of_range"), ("sign_in.top_floor", "cellar", "setting_out_of_range"),
        ("privacy.contacts_gone_at", ["never"], "setting_out_of_range"), ("retention.renovation", "P59M", "setting_out_of_range"),
        ("tasks.reopen_window", "a month", "setting_malformed"), ("facade.band_floors", True, "setting_malformed"),
        ("facade.band_floors", 2.5, "setting_malformed"), ("facade.rainy_months", [0, 13], "setting_malformed"),
        ("review.sample_share", 1.5, "setting_malformed"), ("gate.rest_day_location", "no", "setting_malformed"),
        ("calendar.workdays", ["mon", "moonday"], "setting_malformed"), ("calendar.holidays", ["2026-02-30"], "setting_malformed"),
        ("hours.order", {"days": [], "from": "08:00", "to": "09:00"}, "setting_malformed"),
        ("hours.order", {"days": ["mon"], "from": "09:00", "to": "08:00"}, "setting_malformed"),
        ("hours.order", {"days": ["mon"], "from": "8:00", "to": "24:01"}, "setting_malformed"),
        ("hours.order", {"days": ["mon"], "from": "08:00", "to": "12:00", "pause": ["11:00", "13:00"]}, "setting_malformed"),
        ("severity.major.escalate", {"to": "supervisor"}, "setting_malformed"),
        ("severity.major.told", {"shout": ["trade"]}, "setting_malformed"), ("visits.retry_after", "P1D", "setting_malformed"),
        ("made.up", 1, "setting_unknown"),
    ],
)  # fmt: skip
def test_given_an_override_that_is_not_allowed_when_it_is_set_then_it_is_refused_and_named(
    key: str, value: Any, code: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        BUNDLE.settings({key: value})
    assert refused.value.code == code
    assert key in refused.value.detail


def test_given_allowed_overrides_when_they_are_set_then_the_rest_keeps_its_defaults() -> None:
    own = BUNDLE.settings(
        {"facade.band_floors": 3, "severity.critical.repair": "PT12H", "severity.minor.ack": "shift_end"}
    )
    assert own.count("facade.band_floors") == 3
    assert own.deadline("severity.critical.repair") == Duration(seconds=43200)
    assert own.deadline("severity.minor.ack") == "shift_end"
    assert own.share("review.sample_share") == DEFAULT.share("review.sample_share") == 0.2
    assert DEFAULT.count("facade.band_floors") == 6


def test_given_a_key_when_it_is_asked_for_as_another_type_then_the_mistake_is_told() -> None:
    for ask, code in (
        (lambda: DEFAULT.count("gate.rest_day_location"), "setting_type"),
        (lambda: DEFAULT.flag("facade.band_floors"), "setting_type"),
        (lambda: DEFAULT.anchor("emergency.fire"), "setting_type"),
        (lambda: DEFAULT.text("made.up"), "setting_unknown"),
        (lambda: DEFAULT.deadline("made.up"), "setting_unknown"),
    ):
        with pytest.raises(SettingsError) as refused:
            ask()
        assert refused.value.code == code


def test_given_roles_and_hours_when_they_are_asked_for_then_they_are_typed() -> None:
    assert DEFAULT.roles("gate.released_by") == ("supervisor",)
    assert DEFAULT.told("severity.critical.told").call == ("trade", "supervisor", "front_desk")
    assert DEFAULT.hours_of("duty_steward") == DEFAULT.hours("hours.steward")
    works = DEFAULT.hours("hours.renovation_works")
    noon, early, sunday = works.hold(0, 12 * 60), works.hold(0, 8 * 60), works.hold(6, 9 * 60)
    assert (noon, early, sunday, works.hold(0, 18 * 60)) == (False, True, False, False)


# -- deadlines (2026-05-20 is a Wednesday)
@pytest.mark.parametrize(
    ("found", "severity", "trade", "repair"),
    [
        (("2026-05-20", "23:10"), "critical", "engineering", "05-21 23:10"),  # hours run day and night
        (("2026-05-20", "09:00"), "major", "engineering", "05-23 18:00"),  # days end with the trade's hours
        (("2026-05-20", "23:59"), "major", "engineering", "05-23 18:00"),
        (("2026-05-20", "09:00"), "major", "cleaning", "05-23 17:00"),
        (("2026-05-20", "09:00"), "major", "order", "05-24 00:00"),  # at their posts until 24:00
        (("2026-05-21", "09:00"), "major", "greenery", "05-25 17:00"),  # Sunday is none of their days
        (("2026-05-20", "09:00"), "minor", "engineering", "05-27 18:00"),
        (("2026-05-21", "09:00"), "major", "supervisor", "05-25 17:30"),
    ],
)  # fmt: skip
def test_given_a_finding_when_its_repair_is_due_then_hours_run_on_and_days_end_with_the_trade(
    found: tuple[str, str], severity: Severity, trade: str, repair: str
) -> None:
    # R3.16
    assert said(calendar.deadline_at(at(*found), severity, DEFAULT, trade, TZ)) == repair


@pytest.mark.parametrize(
    ("found", "severity", "trade", "ack"),
    [
        (("2026-05-20", "23:50"), "critical", "engineering", "05-21 00:05"),
        (("2026-05-20", "09:00"), "major", "engineering", "05-20 18:00"),  # the same shift
        (("2026-05-20", "18:00"), "major", "engineering", "05-21 18:00"),  # it has just ended
        (("2026-05-23", "18:30"), "major", "greenery", "05-25 17:00"),
        (("2026-05-20", "09:00"), "minor", "engineering", "05-21 18:00"),
        (("2026-05-22", "09:00"), "minor", "engineering", "05-25 18:00"),  # Friday → Monday
    ],
)  # fmt: skip
def test_given_a_finding_when_it_has_to_be_accepted_then_by_shift_or_working_day(
    found: tuple[str, str], severity: Severity, trade: str, ack: str
) -> None:
    # R3.2, R3.3
    assert said(calendar.ack_deadline(at(*found), severity, DEFAULT, trade, TZ)) == ack


def test_given_holidays_and_make_up_days_when_the_next_working_day_is_sought_then_they_count() -> None:
    # R3.17
    own = BUNDLE.settings(
        {"calendar.holidays": ["2026-05-25", "2026-05-26"], "calendar.extra_workdays": ["2026-05-23", "2026-05-26"]}
    )
    days = [date(2026, 5, 22) + timedelta(days=n) for n in range(6)]
    assert [day.day for day in days if calendar.is_workday(day, own)] == [22, 23, 26, 27]
    friday, saturday = at("2026-05-22", "09:00"), at("2026-05-23", "09:00")
    assert said(calendar.ack_deadline(friday, "minor", own, "engineering", TZ)) == "05-23 18:00"
    assert said(calendar.ack_deadline(saturday, "minor", own, "engineering", TZ)) == "05-26 18:00"


def test_given_a_calendar_without_working_days_when_a_deadline_is_sought_then_nobody_hangs() -> None:
    own = BUNDLE.settings({"calendar.workdays": []})
    found = at("2026-05-22", "09:00")
    assert calendar.ack_deadline(found, "minor", own, "engineering", TZ) > found


@pytest.mark.parametrize(
    ("found", "severity", "trade", "when"),
    [
        (("2026-05-20", "23:50"), "critical", "engineering", "05-21 00:20"),
        (("2026-05-20", "09:00"), "major", "engineering", "05-21 08:00"),
        (("2026-05-20", "20:00"), "major", "engineering", "05-22 08:00"),  # to be accepted by the 21st at 18:00
        (("2026-05-20", "09:00"), "major", "order", "05-21 00:00"),
        (("2026-05-20", "09:00"), "minor", "engineering", "05-25 08:00"),  # the weekly list
        (("2026-05-24", "09:00"), "minor", "engineering", "06-01 08:00"),  # Sunday: Monday evening is still in time
    ],
)  # fmt: skip
def test_given_a_task_that_nobody_accepts_when_it_escalates_then_not_before_its_time_has_passed(
    found: tuple[str, str], severity: Severity, trade: str, when: str
) -> None:
    # R3.1
    assert said(calendar.escalates_at(at(*found), severity, DEFAULT, trade, TZ)) == when


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(["critical", "major", "minor"]), st.sampled_from(TRADES),
)  # fmt: skip
def test_given_any_finding_when_its_times_are_reckoned_then_they_lie_in_order(
    found: datetime, severity: Severity, trade: str
) -> None:
    ack = calendar.ack_deadline(found, severity, DEFAULT, trade, TZ)
    repair = calendar.deadline_at(found, severity, DEFAULT, trade, TZ)
    assert found < ack <= repair
    assert ack <= calendar.escalates_at(found, severity, DEFAULT, trade, TZ)
    if severity != "critical":
        closes = repair.astimezone(TZ)
        hours = DEFAULT.hours_of(trade)
        assert (closes - timedelta(minutes=hours.closes)).strftime("%H:%M") == "00:00"
        assert (closes - timedelta(minutes=hours.closes)).weekday() in hours.days


def test_given_a_critical_spot_when_it_must_be_safe_then_in_two_hours() -> None:
    # R3.1
    assert calendar.safe_deadline(at("2026-05-20", "23:00"), DEFAULT) == at("2026-05-21", "01:00")


def test_given_an_instant_when_its_day_is_asked_then_it_is_the_estates() -> None:
    # R2.5
    assert calendar.day_of(datetime(2026, 5, 20, 16, 0, tzinfo=UTC), TZ) == date(2026, 5, 21)


def test_given_the_rainy_months_when_a_day_is_asked_then_the_season_runs_in_them_alone() -> None:
    # R2.21
    assert [month for month in range(1, 13) if calendar.in_season(date(2026, month, 15), DEFAULT)] == [4, 5, 6, 7, 8, 9]
    none = BUNDLE.settings({"facade.rainy_months": []})
    assert not calendar.in_season(date(2026, 5, 20), none)
