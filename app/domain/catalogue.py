"""The check catalogue: what a steward looks at, per area kind (checklists.yaml). Read-only and shared by both sides."""

from collections import Counter
from collections.abc import Collection
from typing import Any, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.domain.items import CatalogueError, Coverage, Item, PhotoRule, PlaceFact, State, Tag, Where
from app.domain.labels import Label
from app.domain.severity import Severity, highest, rank

__all__ = [
    "Catalogue", "CatalogueError", "Coverage", "Item", "PhotoRule", "PlaceFact", "Severity", "State", "Tag", "Where",
    "highest", "rank",
]  # fmt: skip


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Kind(_Part):
    """An area kind. asked_at: which lists of places are asked its items; empty = the kind's own places."""

    zh: str
    en: str
    asked_at: tuple[str, ...] = ()

    @property
    def label(self) -> Label:
        return Label(self.zh, self.en)


class SeverityWords(_Part):
    zh: str
    en: str
    rank: int

    @property
    def label(self) -> Label:
        return Label(self.zh, self.en)


class PlaceFactKind(_Part):
    """A fact of a place that items and states ask for; `of` says where it is kept."""

    of: str
    values: dict[str, tuple[str, str]] = Field(default_factory=dict)
    default: str | None = None


class VisitResult(_Part):
    """What a visit of a renovation site came to (R2.15)."""

    id: str
    zh: str
    en: str

    @property
    def label(self) -> Label:
        return Label(self.zh, self.en)


class SiteVisit(_Part):
    results: tuple[VisitResult, ...]


class Season(_Part):
    zh: str
    en: str
    months: dict[str, str]


class Catalogue(BaseModel):
    """The loaded catalogue. `Catalogue.model_validate(json)` takes the YAML's shape as JSON and refuses what does not hold."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    version: int
    kinds: dict[str, Kind] = Field(alias="area_kinds")
    trades: dict[str, Label]
    severities: dict[Severity, SeverityWords]
    protocol_by_severity: dict[Severity, str]
    place_facts: dict[str, PlaceFactKind]
    site_visit: SiteVisit
    seasons: dict[str, Season]
    items: dict[str, Item]
    free_finding: Item

    @model_validator(mode="before")
    @classmethod
    def _shape(cls, raw: Any) -> Any:
        if not isinstance(raw, dict) or not isinstance(raw.get("items"), list):
            return raw
        twice = [id for id, n in Counter(item["id"] for item in raw["items"]).items() if n > 1]
        if twice:
            raise ValueError(f"items stand twice: {', '.join(twice)}")
        defaults = {key: fact["default"] for key, fact in raw["place_facts"].items() if "default" in fact}
        items = {item["id"]: _with_defaults(item, defaults) for item in raw["items"]}
        free = {"kind": "", **raw["free_finding"]}
        return {**raw, "items": items, "free_finding": free}

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if {*self.severities} != {*get_args(Severity)} or {*self.protocol_by_severity} != {*self.severities}:
            raise ValueError("the three severities each need words and a protocol")
        if any(words.rank != rank(severity) for severity, words in self.severities.items()):
            raise ValueError("the ranks of the severities are not those of the code")
        for item in self.items.values():
            self._check(item)
        if empty := {*self.kinds} - {item.kind for item in self.items.values()}:
            raise ValueError(f"area kinds without items: {sorted(empty)}")
        if unknown := {*self.free_finding.kinds} - {*self.kinds}:
            raise ValueError(f"the free finding names unknown area kinds: {sorted(unknown)}")
        return self

    def _check(self, item: Item) -> None:
        if item.kind not in self.kinds or item.id.partition(".")[0] != item.kind:
            raise ValueError(f"{item.id}: unknown area kind {item.kind!r}, or the id is of another kind")
        trades = {item.trade, *item.trade_by_state.values(), *item.trade_by_tag.values()}
        if unknown := trades - {*self.trades}:
            raise ValueError(f"{item.id}: unknown trade {unknown}")
        facts = {fact for state in item.states for fact in state.offered_if} | {item.applies_if} - {None}
        if unknown := facts - {*self.place_facts}:
            raise ValueError(f"{item.id}: unknown place fact {unknown}")
        if item.season is not None and item.season not in self.seasons:
            raise ValueError(f"{item.id}: unknown season {item.season}")
        results = {result.id for result in self.site_visit.results}
        if not {*item.asked_if.get("site_visit", ())} <= results:
            raise ValueError(f"{item.id}: unknown result of a site visit")

    def check_protocols(self, known: Collection[str]) -> None:
        """ValueError when an item, state or severity names a protocol that is not among `known`."""
        named = dict.fromkeys(self.protocol_by_severity.values(), "protocol_by_severity")
        for item in (*self.items.values(), self.free_finding):
            own = [item.protocol, *item.protocol_by_severity.values(), *(state.protocol for state in item.states)]
            named |= {name: item.id for name in own if name}
        if missing := {name: where for name, where in named.items() if name not in known}:
            raise ValueError(f"unknown protocols: {missing}")

    def item(self, id: str) -> Item:
        """A check item or the free finding. CatalogueError(`item_unknown`) for an id of another version."""
        if id == self.free_finding.id:
            return self.free_finding
        try:
            return self.items[id]
        except KeyError:
            raise CatalogueError("item_unknown", id) from None

    def items_of(self, kind: str) -> tuple[Item, ...]:
        """The items of an area kind, in the order of the catalogue."""
        return tuple(item for item in self.items.values() if item.kind == kind)


def _with_defaults(item: dict[str, Any], defaults: dict[str, str]) -> dict[str, Any]:
    """Give states that ask for a fact of the place the fact's default, so that an item can answer by itself."""
    states = [
        {**state, "fact_defaults": {key: defaults[key] for key in state["offered_if"] if key in defaults}}
        if "offered_if" in state
        else state
        for state in item.get("states", [])
    ]
    return {**item, "states": states} if states else item
