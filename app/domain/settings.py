"""The estate's settings: every number and choice that no source gives (rules, [P]; defaults in settings.yaml)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.domain.durations import ANCHORS, Anchor, Deadline, Duration, SettingsError
from app.domain.labels import Label
from app.domain.setting_kinds import PARSERS, Escalation, Hours, Told, parse

__all__ = ["Escalation", "Hours", "Setting", "Settings", "SettingsError", "SettingsSchema", "Told"]

T = TypeVar("T")


class Setting(BaseModel):
    """One key: its default, its type, and what an estate may set. rule: the section of the rules, or the protocol.
    not_yet: the part of the product that will read it; empty = it is read."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    value: Any
    type: str
    min: Any = None
    max: Any = None
    of: tuple[str, ...] | None = None
    rule: str
    note: str = ""
    not_yet: str = ""


class SettingsSchema(BaseModel):
    """All keys. `schema.settings(overrides)` gives an estate's own settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int
    anchors: dict[str, Label]
    keys: dict[str, Setting] = Field(alias="settings")

    @model_validator(mode="after")
    def _defaults_hold(self) -> "SettingsSchema":
        if {*self.anchors} != {*ANCHORS}:
            raise ValueError(f"the anchors are not those of the code: {ANCHORS}")
        for key, setting in self.keys.items():
            if setting.type not in PARSERS:
                raise ValueError(f"{key}: unknown type {setting.type}")
            self.checked(key, setting.value)
        return self

    def checked(self, key: str, raw: Any) -> object:
        """The typed value, if the key exists and allows it. SettingsError (`setting_unknown`, `setting_malformed`,
        `setting_out_of_range`) otherwise."""
        setting = self.keys.get(key)
        if setting is None:
            raise SettingsError("setting_unknown", key)
        value = parse(key, setting.type, raw)
        low = parse(key, setting.type, setting.min) if setting.min is not None else None
        high = parse(key, setting.type, setting.max) if setting.max is not None else None
        if not isinstance(value, str):  # an anchor of a deadline has no length to compare
            if low is not None and _size(value) < _size(low):
                raise SettingsError("setting_out_of_range", f"{key}: {raw!r} is below {setting.min!r}")
            if high is not None and _size(value) > _size(high):
                raise SettingsError("setting_out_of_range", f"{key}: {raw!r} is above {setting.max!r}")
        chosen = value if isinstance(value, tuple) else (value,)
        if setting.of is not None and not {*chosen} <= {*setting.of}:
            raise SettingsError("setting_out_of_range", f"{key}: {raw!r} is none of {setting.of}")
        return value

    def settings(self, overrides: Mapping[str, Any] | None = None) -> "Settings":
        """The settings of an estate that changes these keys. SettingsError for the first that it may not."""
        values = {key: self.checked(key, setting.value) for key, setting in self.keys.items()}
        return Settings({**values, **{key: self.checked(key, raw) for key, raw in (overrides or {}).items()}})


class Settings:
    """Typed settings by key. An accessor raises SettingsError: `setting_unknown`, or `setting_type` for a key of
    another type; both are mistakes of the code, never of an estate."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = dict(values)

    def _get(self, key: str, kind: type[T]) -> T:
        if key not in self._values:
            raise SettingsError("setting_unknown", key)
        value = self._values[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise SettingsError("setting_type", f"{key} is no {kind.__name__}")
        return value

    def span(self, key: str) -> Duration:
        """A duration as it was said (months stay months)."""
        return self._get(key, Duration)

    def duration(self, key: str) -> timedelta:
        """A duration as a span of time; months count a twelfth of 365 days (see `span`)."""
        return self.span(key).approximate()

    def deadline(self, key: str) -> Deadline:
        """A duration or an anchor."""
        value = self._values.get(key)
        return value if isinstance(value, Duration) else self.anchor(key)

    def anchor(self, key: str) -> Anchor:
        value = self._get(key, str)
        for anchor in ANCHORS:
            if value == anchor:
                return anchor
        raise SettingsError("setting_type", f"{key} is no anchor")

    def count(self, key: str) -> int:
        return self._get(key, int)

    def share(self, key: str) -> float:
        """0 to 1."""
        return self._get(key, float)

    def flag(self, key: str) -> bool:
        return self._get(key, bool)

    def text(self, key: str) -> str:
        """A text or a choice; may be empty where the estate has not said it."""
        return self._get(key, str)

    def choices(self, key: str) -> tuple[str, ...]:
        return self._get(key, tuple)

    def told(self, key: str) -> Told:
        return self._get(key, Told)

    def roles(self, key: str) -> tuple[str, ...]:
        """A plain list of roles: who may do it."""
        return self.told(key).app

    def hours(self, key: str) -> Hours:
        return self._get(key, Hours)

    def hours_of(self, role: str) -> Hours:
        """The hours of a role or trade; who has none of its own keeps those of the stewards."""
        key = f"hours.{role}"
        return self.hours(key if key in self._values else "hours.steward")

    def escalation(self, key: str) -> Escalation:
        return self._get(key, Escalation)

    def months(self, key: str) -> frozenset[int]:
        """1 to 12."""
        return self._get(key, frozenset)

    def weekdays(self, key: str) -> frozenset[int]:
        """0 = Monday."""
        return self._get(key, frozenset)

    def dates(self, key: str) -> frozenset[date]:
        return self._get(key, frozenset)


def _size(value: object) -> float:
    """What min and max compare: the seconds of a duration, or the number itself."""
    if isinstance(value, Duration):
        return value.approximate().total_seconds()
    return float(cast(float, value))
