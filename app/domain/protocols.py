"""Step protocols as data (protocols.yaml): what has to be done, in which order. The engine is in `cases.py`."""

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.domain.labels import Label
from app.domain.protocol_steps import ANY_KIND, ProtocolPart, Step, Tell, Values

__all__ = [
    "ANY_KIND", "Filing", "Protocol", "Protocols", "SeverityRule", "Step", "TaskKind", "TaskState", "Tell", "TriggerAnswer",
]  # fmt: skip

TaskKind = Literal["repair", "follow_up"]
SeverityRule = Literal["critical", "major", "minor", "by_answer"]
FactSource = Literal["state", "season", "item", "severity", "review", "spot"]

# The words after `is:` in facts_from_trigger, and what each is taken from.
_SOURCES: dict[str, FactSource] = {
    "the state chosen": "state",
    "whether the rainy season runs": "season",
    "the check item": "item",
    "the severity of the answer": "severity",
    "critical, or drawn for the sample": "review",
    "put right on the spot, with photos before and after": "spot",
}


class TriggerAnswer(ProtocolPart):
    """A check item (or `kind.*`) and the answers that open the protocol; `not_ok` is any that is not good."""

    item: str
    states: Values

    @model_validator(mode="before")
    @classmethod
    def _one_or_many(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and "state" in raw:
            return {"item": raw["item"], "states": [raw["state"]]}
        return raw


class AnswerIsResult(ProtocolPart):
    """An item whose answer is itself the result of a step (disinfection): nobody enters it twice."""

    item: str
    step: str
    fact: str
    answers: dict[str, str]


class Trigger(ProtocolPart):
    any: tuple[TriggerAnswer, ...] = ()
    event: str | None = None
    items: tuple[AnswerIsResult, ...] = ()
    note: str = ""


class TriggerFact(ProtocolPart):
    """A fact that is known when the case opens."""

    source: FactSource
    values: Values

    @model_validator(mode="before")
    @classmethod
    def _what_it_is_taken_from(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and "is" in raw:
            if raw["is"] not in _SOURCES:
                raise ValueError(f"facts_from_trigger: nothing gives {raw['is']!r}")
            return {"source": _SOURCES[raw["is"]], "values": raw["values"]}
        return raw


class Filing(ProtocolPart):
    """A follow-up task that the case files. when: () = when the case opens, else conditions of which one must match."""

    id: str
    title: str
    en: str
    to: str
    kind: TaskKind
    severity: SeverityRule
    when: tuple[dict[str, Values], ...]
    settled_by: tuple[dict[str, Values], ...] = ()
    deadline: dict[Literal["setting"], str] = Field(default_factory=dict)
    note: str = ""

    @model_validator(mode="before")
    @classmethod
    def _always(cls, raw: Any) -> Any:
        return {**raw, "when": ()} if isinstance(raw, dict) and raw.get("when") == "always" else raw

    @property
    def label(self) -> Label:
        return Label(self.title, self.en)


class UnitFlag(ProtocolPart):
    """A mark on the unit that outlives the case."""

    flag: str
    zh: str
    when: tuple[dict[str, Values], ...]
    until: tuple[dict[str, Values], ...]
    why: str = ""


class Protocol(ProtocolPart):
    """One protocol. `sets_unit_flag`, `facts_from_trigger` and `facts_asked` as in the file's head.
    not_yet: the part of the product that will open it; empty = it is opened."""

    id: str
    zh: str
    en: str
    print_zh: str | None = None
    print_en: str | None = None
    applies_to: Values
    source: Values
    trigger: Trigger
    facts_from_trigger: dict[str, TriggerFact] = Field(default_factory=dict)
    facts_asked: dict[str, Values] = Field(default_factory=dict)
    steps: tuple[Step, ...]
    files: tuple[Filing, ...]
    closes_when: str
    closes_if: tuple[dict[str, Values], ...]
    sets_unit_flag: UnitFlag | None = None
    note: str = ""
    basis: str = ""
    not_yet: str = ""

    def __hash__(self) -> int:
        return hash(self.id)  # the generated one would hash the fields, which hold dicts

    @property
    def label(self) -> Label:
        return Label(self.zh, self.en, self.print_zh, self.print_en)

    def step(self, id: str) -> Step:
        """KeyError for a step that it does not have."""
        return next((step for step in self.steps if step.id == id), None) or _missing(id)

    def files_title(self, id: str) -> Label:
        """The title of the task that it files under this id. KeyError when it files none such."""
        return self.filing(id).label

    def filing(self, id: str) -> Filing:
        """What it files under this id. KeyError when it files none such."""
        return next((filing for filing in self.files if filing.id == id), None) or _missing(id)


class FactWords(ProtocolPart):
    """How a fact and its values are called. on_forms never: not on a form, a notice or in a web-hook."""

    zh: str
    en: str
    values: dict[str, Label]
    on_forms: Literal["never"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _pairs(cls, raw: Any) -> Any:
        if not isinstance(raw, dict):
            return raw
        pairs = {key: {"zh": v[0], "en": v[1]} if isinstance(v, list) else v for key, v in raw["values"].items()}
        return {**raw, "values": pairs}

    @property
    def label(self) -> Label:
        return Label(self.zh, self.en)


class TaskState(ProtocolPart):
    id: str
    zh: str
    en: str
    zh_follow_up: str | None = None
    next: Values
    by: str | None = None
    note: str = ""

    def label(self, kind: TaskKind) -> Label:
        """已改正 of a repair is 已办结 of a follow-up."""
        return Label(self.zh_follow_up if kind == "follow_up" and self.zh_follow_up else self.zh, self.en)


class Protocols(BaseModel):
    """The book of protocols: `book[id]` is a protocol; roles, means, task states and the words of all facts beside it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int
    roles: dict[str, Label]
    pseudo_roles: dict[str, Label]
    how: dict[str, Label]
    task_states: tuple[TaskState, ...]
    derived_flags: dict[str, Label]
    settings_used: Values
    protocols: dict[str, Protocol]
    facts: dict[str, FactWords]

    @model_validator(mode="before")
    @classmethod
    def _by_id(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and isinstance(raw.get("protocols"), list):
            ids = [protocol["id"] for protocol in raw["protocols"]]
            if len(set(ids)) != len(ids):
                raise ValueError("a protocol stands twice")
            return {**raw, "protocols": {protocol["id"]: protocol for protocol in raw["protocols"]}}
        return raw

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        from app.domain.protocol_checks import check_protocol  # the checks need these models

        for protocol in self.protocols.values():
            check_protocol(protocol, self)
        return self

    def __getitem__(self, id: str) -> Protocol:
        """KeyError for a protocol of another version."""
        return self.protocols[id]

    def __contains__(self, id: object) -> bool:
        return id in self.protocols

    def words(self, fact: str, value: str) -> Label:
        """How a result is called; the bare value where this version has no words for it."""
        known = self.facts.get(fact)
        return known.values.get(value, Label(value, value)) if known else Label(value, value)

    def role(self, id: str) -> Label:
        """A role's or pseudo-role's words; KeyError for neither."""
        return {**self.pseudo_roles, **self.roles}[id]

    def task_state(self, id: str, kind: TaskKind) -> Label:
        """The words of a task's state; KeyError for an unknown one."""
        return next((state.label(kind) for state in self.task_states if state.id == id), None) or _missing(id)


def _missing(id: str) -> Any:
    raise KeyError(id)
