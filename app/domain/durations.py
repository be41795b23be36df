"""ISO 8601 durations, and the anchors that a deadline may name instead (settings.yaml)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, Self, get_args

from app.domain.refusal import Refusal

Anchor = Literal["shift_end", "next_workday_end", "next_morning", "weekly"]
ANCHORS: Final[tuple[Anchor, ...]] = get_args(Anchor)

_ISO: Final = re.compile(
    r"P(?=.)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=.)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)


class SettingsError(Refusal):
    """`setting_unknown`, `setting_malformed`, `setting_out_of_range`, `setting_type`: the detail names the key."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time that keeps what it was said in: months and days are the calendar's, seconds run day and night."""

    months: int = 0
    days: int = 0
    seconds: int = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """P3D, PT2H, P24M, P1DT12H. SettingsError(`setting_malformed`) for anything else."""
        found = _ISO.fullmatch(text)
        if found is None:
            raise SettingsError("setting_malformed", f"{text!r} is no ISO 8601 duration")
        n = {name: int(value or 0) for name, value in found.groupdict().items()}
        return cls(
            months=n["years"] * 12 + n["months"],
            days=n["weeks"] * 7 + n["days"],
            seconds=n["hours"] * 3600 + n["minutes"] * 60 + n["seconds"],
        )

    @property
    def in_days(self) -> bool:
        """Counted by the calendar: then a deadline ends with the hours of the trade, not at a time of day of its own."""
        return self.seconds == 0 and (self.days > 0 or self.months > 0)

    def approximate(self) -> timedelta:
        """As a plain span; a month is a twelfth of 365 days. For comparing and for windows, not for dates."""
        return timedelta(days=self.days + round(self.months * 365 / 12), seconds=self.seconds)

    def after(self, day: date) -> date:
        """The day that lies the months and days later; the last of a month where it has no such day."""
        years, month = divmod(day.month - 1 + self.months, 12)
        year, month = day.year + years, month + 1
        start = date(year, month, min(day.day, monthrange(year, month)[1]))
        return start + timedelta(days=self.days)


Deadline = Duration | Anchor


def parse_deadline(text: str) -> Deadline:
    """A duration, or one of the anchors. SettingsError(`setting_malformed`) for neither."""
    for anchor in ANCHORS:
        if text == anchor:
            return anchor
    return Duration.parse(text)
