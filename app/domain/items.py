"""A check item: what is looked at, how it is answered, and what an answer means (checklists.yaml, R3.6, R7.10).

The five ways of answering are brought to one: an item has named states, of which at least one is good. `ok_defect` has
`normal` and `defect`, `yes_no` has `yes` and `no`, free text has none.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.domain.labels import Label
from app.domain.refusal import Refusal
from app.domain.severity import Severity, highest, rank

if TYPE_CHECKING:
    from app.domain.catalogue import Catalogue

PhotoRule = Literal["required", "optional", "none"]
ReadingRule = Literal["required", "none"]
Where = Literal["unit", "floor", "entrance", "lift", "roof", "facade", "villa", "shop", "area", "site"]
Frequency = Literal["every_round", "on_sight", "daily_per_site", "per_disinfection", "season_full"]
PlaceFact = str | bool

_NORMAL: Final = {"id": "normal", "zh": "正常", "en": "normal", "ok": True}
_DEFECT: Final = {"id": "defect", "zh": "异常", "en": "defect"}
_YES_NO_EN: Final = {"yes": "yes", "no": "no"}


class CatalogueError(Refusal):
    """`state_unknown`, `tag_unknown`, `item_unknown`: this version of the catalogue does not have it."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _with_label(raw: Any) -> Any:
    """Gather zh, en, print_zh and print_en into `label`."""
    if not isinstance(raw, dict) or "label" in raw:
        return raw
    words = {key: raw[key] for key in ("zh", "en", "print_zh", "print_en") if key in raw}
    return {key: value for key, value in raw.items() if key not in words} | {"label": words}


class State(_Frozen):
    """One possible answer. Not ok and without `counts_as` = a finding. severity None: the item's own counts."""

    id: str
    label: Label
    ok: bool = False
    severity: Severity | None = None
    counts_as: Literal["not_covered"] | None = None
    protocol: str | None = None
    photo: PhotoRule | None = None
    reading: ReadingRule = "none"
    offered_if: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    fact_defaults: dict[str, str] = Field(default_factory=dict)
    basis: str = ""

    _label = model_validator(mode="before")(_with_label)

    @property
    def is_finding(self) -> bool:
        return not self.ok and self.counts_as is None

    def offered_at(self, place_facts: Mapping[str, PlaceFact]) -> bool:
        """Whether a place with these facts offers the state; a fact that is not known has the catalogue's default."""
        return all(
            place_facts.get(fact, self.fact_defaults.get(fact)) in values for fact, values in self.offered_if.items()
        )


class Tag(_Frozen):
    """A quick label of a defect; severity only where it differs from the item's."""

    id: str
    label: Label
    severity: Severity | None = None


class Coverage(_Frozen):
    """A full check of faces by bands of floors; the numbers are settings (`facade.band_floors`, `facade.cycle`)."""

    per: tuple[str, ...]
    faces: tuple[str, ...]
    band_floors: dict[Literal["setting"], str]
    cycle: dict[Literal["setting"], str]
    basis: str = ""


class Item(_Frozen):
    """A check item. `severity` and `trade` are None only for the free finding: there the steward chooses them."""

    id: str
    kind: str
    label: Label
    where: Where | None = None
    ask: Literal["exception", "explicit"] = "exception"
    answer: Literal["ok_defect", "states", "reading", "yes_no", "text"]
    states: tuple[State, ...] = ()
    tags: tuple[Tag, ...] = ()
    photo: PhotoRule
    photo_note: str = ""
    photo_on_ok: bool = False
    trade: str | None
    trade_by_state: dict[str, str] = Field(default_factory=dict)
    trade_by_tag: dict[str, str] = Field(default_factory=dict)
    severity: Severity | None
    protocol: str | None = None
    protocol_by_severity: dict[Severity, str] = Field(default_factory=dict)
    reading_unit: str | None = None
    applies_if: str | None = None
    asked_if: dict[Literal["site_visit"], tuple[str, ...]] = Field(default_factory=dict)
    frequency: Frequency = "every_round"
    also: Literal["on_sight"] | None = None
    season: str | None = None
    coverage: Coverage | None = None
    kinds: tuple[str, ...] = ()
    basis: str = ""

    @model_validator(mode="before")
    @classmethod
    def _one_way_of_answering(cls, raw: Any) -> Any:
        return normalised(raw) if isinstance(raw, dict) else raw

    @model_validator(mode="after")
    def _holds_together(self) -> "Item":
        states, tags = [s.id for s in self.states], [t.id for t in self.tags]
        if len(set(states)) != len(states) or len(set(tags)) != len(tags):
            raise ValueError(f"{self.id}: a state or tag stands twice")
        if self.answer != "text" and not any(s.ok for s in self.states):
            raise ValueError(f"{self.id}: no state is good")
        if self.answer != "text" and (self.severity is None or self.trade is None or self.where is None):
            raise ValueError(f"{self.id}: severity, trade and where are needed")
        if not {*self.trade_by_state} <= {*states} or not {*self.trade_by_tag} <= {*tags}:
            raise ValueError(f"{self.id}: a trade is given for an unknown state or tag")
        return self

    def state(self, id: str) -> State:
        """CatalogueError(`state_unknown`) when the item has no such answer."""
        for state in self.states:
            if state.id == id:
                return state
        raise CatalogueError("state_unknown", f"{self.id} has no state {id!r}")

    def tag(self, id: str) -> Tag:
        """CatalogueError(`tag_unknown`) when the item has no such tag."""
        for tag in self.tags:
            if tag.id == id:
                return tag
        raise CatalogueError("tag_unknown", f"{self.id} has no tag {id!r}")

    def ok_state(self) -> State:
        """The first good answer. CatalogueError(`state_unknown`) for free text, which has none."""
        for state in self.states:
            if state.ok:
                return state
        raise CatalogueError("state_unknown", f"{self.id} has no good state")

    def offered_states(self, place_facts: Mapping[str, PlaceFact]) -> tuple[State, ...]:
        """The answers that a place with these facts offers, in the order of the catalogue (R7.9: doors that stand open)."""
        return tuple(state for state in self.states if state.offered_at(place_facts))

    def severity_of(self, state: str, tags: Sequence[str], raised: Severity | None = None) -> Severity | None:
        """How grave an answer is: tag before state before item, the highest of several tags; `raised` only ever raises.

        None for a good answer and for one that only says "not looked at". A free finding is as grave as the steward says
        in `raised`; minor, when nothing was said, so that it is never lost.
        """
        if self.answer == "text":
            return raised or self.severity or "minor"
        chosen = self.state(state)
        if not chosen.is_finding:
            return None
        assert self.severity is not None
        base = chosen.severity or self.severity
        found = highest([self.tag(tag).severity or base for tag in tags]) if tags else base
        return highest([found, raised]) if raised else found

    def protocol_of(self, state: str, tags: Sequence[str], severity: Severity, catalogue: "Catalogue") -> str:
        """The protocol that a finding of this severity opens (a good answer has none: ask `severity_of` first).

        The state's, else the item's, else by severity: the item's own table, then the catalogue's (R3.8: every
        critical answer has one). Tags bear on it through the severity that they give.
        """
        own = self.state(state).protocol if self.answer != "text" else None
        return (
            own or self.protocol or self.protocol_by_severity.get(severity) or catalogue.protocol_by_severity[severity]
        )

    def trade_of(self, state: str, tags: Sequence[str], chosen: str | None = None) -> str:
        """Who repairs. Of several tags the gravest decides, then the order of the catalogue.

        `chosen` counts for the free finding alone, whose trade the steward names; `steward` when nobody was named.
        """
        if self.trade is None:
            return chosen or "steward"
        if state in self.trade_by_state:
            return self.trade_by_state[state]
        picked = [tag for tag in self.tags if tag.id in tags]
        if not picked:
            return self.trade
        first = max(picked, key=lambda tag: rank(tag.severity or self.severity or "minor"))
        return self.trade_by_tag.get(first.id, self.trade)

    def photo_rule(self, state: str) -> PhotoRule:
        """Whether an answer needs a photo: good ones only where `photo_on_ok` says so, "not looked at" never must."""
        if self.answer == "text":
            return self.photo
        chosen = self.state(state)
        if chosen.ok:
            return "required" if self.photo_on_ok else "none"
        if chosen.counts_as:
            return chosen.photo or "optional"
        return chosen.photo or self.photo

    def reading_rule(self, state: str) -> ReadingRule:
        """Whether the meter's figure is taken with this answer (R7.6: with the anomaly, never of every unit)."""
        return "none" if self.answer == "text" else self.state(state).reading


def normalised(raw: dict[str, Any]) -> dict[str, Any]:
    """An item as the YAML spells it, in the one shape of the model: label, states for every way of answering, tags as a list."""
    item: dict[str, Any] = dict(_with_label(raw))
    answers, good = item.pop("answers", None), item.pop("ok_answer", None)
    if item.get("answer") == "ok_defect" and "states" not in item:
        item["states"] = [_NORMAL, _DEFECT]
    elif item.get("answer") == "yes_no" and "states" not in item:
        if not answers or good not in answers:
            raise ValueError(f"{item.get('id')}: a question needs `answers`, and `ok_answer` must be one of them")
        item["states"] = [
            {"id": key, "zh": answers[key], "en": _YES_NO_EN[key], "ok": key == good}
            for key in sorted(answers, key=lambda key: key != good)
        ]
    severities = item.pop("tag_severity", {})
    if isinstance(tags := item.get("tags"), dict):
        if not {*severities} <= {*tags}:
            raise ValueError(f"{item.get('id')}: tag_severity names an unknown tag")
        item["tags"] = [
            {"id": key, "label": {"zh": zh, "en": en}, "severity": severities.get(key)}
            for key, (zh, en) in tags.items()
        ]
    for field in ("severity", "trade"):
        if item.get(field) == "chosen_by_steward":
            item[field] = None
    return item
