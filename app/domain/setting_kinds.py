"""What a setting may be: one parser a type, which turns the YAML's value into a typed one or says why not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from app.domain.durations import ANCHORS, Anchor, Duration, SettingsError, parse_deadline

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIDNIGHT: Final = 24 * 60  # minutes; "24:00" is the end of a day


@dataclass(frozen=True, slots=True)
class Hours:
    """Working hours. days: weekdays, 0 = Monday. opens, closes, pause: minutes since midnight, closes up to 1440.
    critical_any_time: critical matters reach them outside the hours too (R3.18)."""

    days: frozenset[int]
    opens: int
    closes: int
    pause: tuple[int, int] | None = None
    critical_any_time: bool = False

    def hold(self, weekday: int, minute: int) -> bool:
        """Whether somebody works at this minute of this weekday."""
        resting = self.pause is not None and self.pause[0] <= minute < self.pause[1]
        return weekday in self.days and self.opens <= minute < self.closes and not resting


@dataclass(frozen=True, slots=True)
class Escalation:
    """After a span from the finding, or at an anchor, it goes to this role."""

    to: str
    after: Duration | None = None
    at: Anchor | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told of a finding of a severity, by means: by call, in the app, in the list. Roles, or `trade`."""

    call: tuple[str, ...] = ()
    app: tuple[str, ...] = ()
    list: tuple[str, ...] = ()


def _minute(text: Any) -> int:
    if not isinstance(text, str) or len(text) != 5 or text[2] != ":" or not (text[:2] + text[3:]).isdigit():
        raise ValueError(f"{text!r} is no time of day like 08:30")
    minute = int(text[:2]) * 60 + int(text[3:])
    if int(text[3:]) > 59 or minute > MIDNIGHT:
        raise ValueError(f"{text!r} is no time of day")
    return minute


def _hours(raw: Any) -> Hours:
    if not isinstance(raw, Mapping) or not {"days", "from", "to"} <= {*raw} <= {
        "days",
        "from",
        "to",
        "pause",
        "critical",
    }:
        raise ValueError("hours need days, from and to")
    if raw.get("critical", "any_time") != "any_time":
        raise ValueError("critical can only be any_time")
    opens, closes = _minute(raw["from"]), _minute(raw["to"])
    pause = (_minute(raw["pause"][0]), _minute(raw["pause"][1])) if "pause" in raw else None
    if opens >= closes or (pause and not opens <= pause[0] < pause[1] <= closes):
        raise ValueError("hours end after they begin, and the pause lies between")
    days = _days(raw["days"])
    if not days:
        raise ValueError("hours need at least one day")
    return Hours(days, opens, closes, pause, "critical" in raw)


def _days(raw: Any) -> frozenset[int]:
    return frozenset(WEEKDAYS.index(_member(day, WEEKDAYS)) for day in _list(raw))


def _escalation(raw: Any) -> Escalation:
    if not isinstance(raw, Mapping) or not ({*raw} == {"to", "after"} or {*raw} == {"to", "at"}):
        raise ValueError("an escalation has a role `to`, and `after` or `at`")
    if "at" in raw:
        return Escalation(to=_text(raw["to"]), at=_anchor(raw["at"]))
    return Escalation(to=_text(raw["to"]), after=Duration.parse(_text(raw["after"])))


def _roles(raw: Any) -> Told:
    """A plain list of roles counts as `app`: it names who may do something."""
    if isinstance(raw, Mapping):
        if not {*raw} <= {"call", "app", "list"}:
            raise ValueError("roles are told by call, app or list")
        return Told(**{how: tuple(_text(role) for role in _list(who)) for how, who in raw.items()})
    return Told(app=tuple(_text(role) for role in _list(raw)))


def _anchor(raw: Any) -> Anchor:
    for anchor in ANCHORS:
        if raw == anchor:
            return anchor
    raise ValueError(f"{raw!r} is none of {ANCHORS}")


def _list(raw: Any) -> list[Any]:
    if not isinstance(raw, list | tuple):
        raise ValueError(f"{raw!r} is no list")
    return list(raw)


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise ValueError(f"{raw!r} is no text")
    return raw


def _member(raw: Any, of: tuple[str, ...]) -> str:
    if raw not in of:
        raise ValueError(f"{raw!r} is none of {of}")
    return _text(raw)


def _count(raw: Any) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise ValueError(f"{raw!r} is no whole number")
    return raw


def _share(raw: Any) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not 0 <= raw <= 1:
        raise ValueError(f"{raw!r} is no share between 0 and 1")
    return float(raw)


def _flag(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise ValueError(f"{raw!r} is neither true nor false")
    return raw


def _months(raw: Any) -> frozenset[int]:
    months = frozenset(_count(month) for month in _list(raw))
    if not months <= frozenset(range(1, 13)):
        raise ValueError("months are 1 to 12")
    return months


def _dates(raw: Any) -> frozenset[date]:
    return frozenset(date.fromisoformat(_text(day)) for day in _list(raw))


def _texts(raw: Any) -> tuple[str, ...]:
    return tuple(_text(value) for value in _list(raw))


PARSERS: Final[Mapping[str, Callable[[Any], object]]] = {
    "duration": lambda raw: Duration.parse(_text(raw)),
    "deadline": lambda raw: parse_deadline(_text(raw)),
    "anchor": _anchor,
    "count": _count,
    "share": _share,
    "bool": _flag,
    "text": _text,
    "choice": _text,
    "choices": _texts,
    "roles": _roles,
    "hours": _hours,
    "days": _days,
    "dates": _dates,
    "months": _months,
    "escalation": _escalation,
}


def parse(key: str, kind: str, raw: Any) -> object:
    """The typed value of a setting. SettingsError(`setting_malformed`) names the key and what is wrong with it."""
    try:
        return PARSERS[kind](raw)
    except SettingsError as wrong:
        raise SettingsError(wrong.code, f"{key}: {wrong.detail}") from None
    except (ValueError, TypeError, IndexError) as wrong:
        raise SettingsError("setting_malformed", f"{key}: {wrong}") from None
