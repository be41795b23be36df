"""The estate's calendar: days, seasons, and when a deadline ends (R2.5, R3.16). Times in and out are aware UTC."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from app.domain.durations import Anchor, Deadline, Duration
from app.domain.settings import Settings
from app.domain.severity import Severity


def day_of(instant: datetime, tz: tzinfo) -> date:
    """The estate's calendar day of an aware instant."""
    return instant.astimezone(tz).date()


# Between a day that was told and the time at which it was: clocks that agree so far tell the same.
NEARLY = timedelta(hours=1)
# No round is longer (`rounds.longest` at most): what was seen later is not of the day before.
LONGEST_ROUND = timedelta(hours=20)


def counted_day(told: str, shown_at: datetime, seen_at: datetime, tz: tzinfo) -> tuple[str, bool]:
    """The day for which something counts, and whether another was told that cannot be.

    It is the day on which it was seen, or the one before, of a round that went past midnight. told: by the phone, whose clock
    showed `shown_at` then; a clock that is off tells a day that is off alike, and is no fault.
    """
    true, one = day_of(seen_at, tz), timedelta(days=1)
    first = max(true - one, day_of(seen_at - LONGEST_ROUND, tz))
    said = date.fromisoformat(told)
    if abs(seen_at - shown_at) <= NEARLY and first <= said <= day_of(seen_at + NEARLY, tz):
        return told, False
    shown = day_of(shown_at, tz)
    if said == shown:
        return true.isoformat(), False
    if said == shown - one and said >= day_of(shown_at - LONGEST_ROUND, tz):
        return first.isoformat(), False
    return true.isoformat(), True


def is_workday(day: date, settings: Settings) -> bool:
    """A weekday of the estate's working week that is no holiday, or a make-up day (调休)."""
    if day in settings.dates("calendar.extra_workdays"):
        return True
    return day.weekday() in settings.weekdays("calendar.workdays") and day not in settings.dates("calendar.holidays")


def in_season(day: date, settings: Settings) -> bool:
    """Whether the rainy season runs on this day (2-一-7)."""
    return day.month in settings.months("facade.rainy_months")


def deadline_at(found_at: datetime, severity: Severity, settings: Settings, trade: str, tz: tzinfo) -> datetime:
    """When a repair is due: counted from the finding, whenever the fact arrived. trade: whoever has the task."""
    return due_at(settings.deadline(f"severity.{severity}.repair"), found_at, settings, trade, tz)


def ack_deadline(found_at: datetime, severity: Severity, settings: Settings, trade: str, tz: tzinfo) -> datetime:
    """When a task must be accepted."""
    return due_at(settings.deadline(f"severity.{severity}.ack"), found_at, settings, trade, tz)


def safe_deadline(found_at: datetime, settings: Settings) -> datetime:
    """When a critical spot must be safe."""
    return found_at + settings.duration("severity.critical.safe")


def escalates_at(found_at: datetime, severity: Severity, settings: Settings, trade: str, tz: tzinfo) -> datetime:
    """When a task that nobody accepted goes to whom `severity.<severity>.escalate` names; at an anchor never before the
    time in which it was to be accepted has passed."""
    rule = settings.escalation(f"severity.{severity}.escalate")
    if rule.after is not None:
        return due_at(rule.after, found_at, settings, trade, tz)
    assert rule.at is not None
    end = anchor_at(rule.at, found_at, settings, trade, tz)
    late = ack_deadline(found_at, severity, settings, trade, tz)
    while end < late:
        end = anchor_at(rule.at, end, settings, trade, tz)
    return end


def due_at(deadline: Deadline, start: datetime, settings: Settings, trade: str, tz: tzinfo) -> datetime:
    """The end of a deadline. Hours run day and night; days end when the trade's hours end on the last day, and where
    the trade does not work on that day, on its next one."""
    if not isinstance(deadline, Duration):
        return anchor_at(deadline, start, settings, trade, tz)
    if not deadline.in_days:
        span = timedelta(seconds=deadline.seconds)
        return start + span if not (deadline.days or deadline.months) else start + deadline.approximate()
    hours = settings.hours_of(trade)
    last = deadline.after(day_of(start, tz))
    return _at(_next_day(last, hours.days), hours.closes, tz)


def anchor_at(anchor: Anchor, start: datetime, settings: Settings, trade: str, tz: tzinfo) -> datetime:
    """The first such time after `start`, by the hours of whoever has the task."""
    hours, day = settings.hours_of(trade), day_of(start, tz)
    if anchor == "shift_end":
        end = _at(_next_day(day, hours.days), hours.closes, tz)
        return end if end > start else _at(_next_day(day + timedelta(days=1), hours.days), hours.closes, tz)
    if anchor == "next_workday_end":
        day += timedelta(days=1)
        for _ in range(366):  # a calendar without working days must not hang anybody
            if is_workday(day, settings):
                break
            day += timedelta(days=1)
        return _at(day, hours.closes, tz)
    if anchor == "next_morning":
        return _at(day + timedelta(days=1), hours.opens, tz)
    return _at(day + timedelta(days=7 - day.weekday()), hours.opens, tz)


def _next_day(day: date, weekdays: frozenset[int]) -> date:
    """The first day from `day` on that is one of these weekdays."""
    return next(d for d in (day + timedelta(days=n) for n in range(7)) if d.weekday() in weekdays)


def _at(day: date, minute: int, tz: tzinfo) -> datetime:
    """A minute of the estate's day, up to 1440, as aware UTC."""
    return (datetime.combine(day, time(0), tz) + timedelta(minutes=minute)).astimezone(UTC)
