"""A step of a protocol as data: who does it, what it asks for, and what bars it (the head of protocols.yaml)."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.domain.conditions import Condition
from app.domain.labels import Label

Values = tuple[str, ...]

ANY_KIND = ""  # the key of words that hold for every area kind
THE_FINDINGS_PHOTO = "photo as the item says"


class ProtocolPart(BaseModel):
    """Read-only, and a key that the code does not know is refused: a misspelt `only_if` must not open a step."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Tell(ProtocolPart):
    """Who is told at a step, and by what means."""

    who: str
    how: str


class Step(ProtocolPart):
    """A step. zh and en may differ by area kind: `label(kind)` gives the words, `records_for(kind)` what is asked."""

    id: str
    zh: dict[str, str]
    en: dict[str, str]
    locked: bool = False
    only_if: dict[str, Values] = Field(default_factory=dict)
    any_of_only_if: tuple[dict[str, Values], ...] = ()
    any_time: bool = False
    by: str | None = None
    not_by: str | None = None
    records: dict[str, Values]
    records_by_kind: dict[str, dict[str, Values]] = Field(default_factory=dict)
    for_each: str | None = None
    again_until: dict[str, Values] = Field(default_factory=dict)
    after_close: bool = False
    evidence: tuple[str, ...] = ()
    tell: tuple[Tell, ...] = ()
    alarm: dict[str, Values] = Field(default_factory=dict)
    prints: dict[str, str] | Literal["never"] | None = Field(default=None, alias="print")
    note: str = ""
    basis: str = ""

    @model_validator(mode="before")
    @classmethod
    def _words_by_kind(cls, raw: Any) -> Any:
        if not isinstance(raw, dict):
            return raw
        words = {key: {ANY_KIND: raw[key]} for key in ("zh", "en") if isinstance(raw.get(key), str)}
        return {**raw, **words}

    def label(self, kind: str) -> Label:
        """The step's words for an area kind; those of the first kind where it has none."""
        zh, en = (words.get(kind) or next(iter(words.values())) for words in (self.zh, self.en))
        return Label(zh, en)

    def records_for(self, kind: str) -> dict[str, Values]:
        """The facts that this step records at an area kind: fact → values, the hoped-for first."""
        return {**self.records, **self.records_by_kind.get(kind, {})}

    def all_facts(self) -> dict[str, Values]:
        """The facts of every kind; those of other kinds are EMPTY at this one."""
        return {**self.records, **{f: v for facts in self.records_by_kind.values() for f, v in facts.items()}}

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition that bears on whether the step applies."""
        return (*((self.only_if,) if self.only_if else ()), *self.any_of_only_if)

    @property
    def given_by_finding(self) -> bool:
        """The finding, saved with the item's own photo, is already all that this step asks: one answer, nobody to tell."""
        only_one = all(len(values) == 1 for values in self.records.values())
        plain = not (self.tell or self.conditions or self.by or self.any_time or self.records_by_kind)
        return only_one and plain and self.evidence == (THE_FINDINGS_PHOTO,)
