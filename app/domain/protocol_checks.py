"""What a protocol must hold before anybody works by it: every name in it means something (architecture: validated at load)."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from app.domain.conditions import Condition

if TYPE_CHECKING:
    from app.domain.catalogue import Catalogue
    from app.domain.items import Item
    from app.domain.protocols import Protocol, Protocols, Step, TriggerAnswer

TASKS_VALUES = ("none", "open", "all_closed")
UNIT_EVENTS = ("valve_reopened",)
_EVERYBODY_ELSE = ("server",)


def check_protocol(protocol: "Protocol", book: "Protocols") -> None:
    """One protocol by itself. ValueError names the protocol and what does not fit."""
    known: dict[str, Collection[str]] = {"tasks": TASKS_VALUES, "unit_event": UNIT_EVENTS}
    known |= {fact: asked.values for fact, asked in protocol.facts_from_trigger.items()}
    known |= protocol.facts_asked
    ids = [step.id for step in protocol.steps]
    filed = [filing.id for filing in protocol.files]
    _must(len({*ids}) == len(ids) and len({*filed}) == len(filed), protocol, "a step or a task stands twice")
    for step in protocol.steps:
        _conditions(protocol, f"step {step.id}", step.conditions, known)  # only what stands before: one pass decides
        _step(protocol, step, book)
        own = step.all_facts()
        _must(not {*own} & {*known}, protocol, f"step {step.id} records a fact that already has a source")
        known |= own
        _conditions(protocol, f"step {step.id}, again_until", (step.again_until,), own)
    for filing in protocol.files:
        _conditions(protocol, f"task {filing.id}", (*filing.when, *filing.settled_by), known)
        _must(filing.to in book.roles or filing.to in book.pseudo_roles, protocol, f"task {filing.id}: to {filing.to}")
    _must(bool(protocol.closes_if), protocol, "nothing closes it")
    _conditions(protocol, "closes_if", protocol.closes_if, known)
    if flag := protocol.sets_unit_flag:
        _conditions(protocol, "unit flag", (*flag.when, *flag.until), known)
    for fact, values in known.items():
        if fact in book.facts:
            _must({*values} <= {*book.facts[fact].values}, protocol, f"{fact}: a value has no words")
    asked = {*protocol.facts_asked, *(fact for step in protocol.steps for fact in step.all_facts())}
    _must(asked <= {*book.facts}, protocol, f"no words for {sorted(asked - {*book.facts})}")


def _step(protocol: "Protocol", step: "Step", book: "Protocols") -> None:
    people = {*book.roles, *book.pseudo_roles}
    named = {who for told in step.alarm.values() for who in told} | {tell.who for tell in step.tell}
    _must(named | {step.by or "steward"} <= people, protocol, f"step {step.id}: nobody is called {named - people}")
    _must({tell.how for tell in step.tell} <= {*book.how}, protocol, f"step {step.id}: unknown means")
    results = {value for values in step.all_facts().values() for value in values}
    _must({*step.alarm} <= results, protocol, f"step {step.id}: an alarm for a result it has not")
    if isinstance(step.prints, dict):
        _must({*step.prints} <= results, protocol, f"step {step.id}: print words for a result it has not")
    _must({*step.records_by_kind} <= {*protocol.applies_to}, protocol, f"step {step.id}: facts of another kind")
    if step.not_by:
        _must(step.not_by in [s.id for s in protocol.steps], protocol, f"step {step.id}: not_by an unknown step")


def _conditions(
    protocol: "Protocol",
    where: str,
    conditions: Iterable[Condition],
    known: "dict[str, Collection[str]] | dict[str, tuple[str, ...]]",
) -> None:
    for condition in conditions:
        for fact, wanted in condition.items():
            _must(fact in known, protocol, f"{where}: the fact {fact} has no source before it")
            _must(
                {*wanted} <= {*known[fact]}, protocol, f"{where}: {fact} is never {sorted({*wanted} - {*known[fact]})}"
            )


def _must(holds: bool, protocol: "Protocol", why: str) -> None:
    if not holds:
        raise ValueError(f"protocol {protocol.id}: {why}")


def validate_protocols(book: "Protocols", catalogue: "Catalogue", settings: Collection[str]) -> None:
    """The book against the catalogue and the keys of the settings. ValueError for the first thing that does not fit.

    Both ways: a protocol's trigger names items and answers that exist, and an answer that names a protocol is one of
    that protocol's triggers, or the protocol is opened by an event.
    """
    catalogue.check_protocols(book.protocols)
    keys = {
        *book.settings_used,
        *(f.deadline["setting"] for p in book.protocols.values() for f in p.files if f.deadline),
    }
    keys |= {item.coverage.band_floors["setting"] for item in catalogue.items.values() if item.coverage}
    keys |= {item.coverage.cycle["setting"] for item in catalogue.items.values() if item.coverage}
    keys |= {season.months["setting"] for season in catalogue.seasons.values()}
    if missing := keys - {*settings}:
        raise ValueError(f"unknown settings: {sorted(missing)}")
    for protocol in book.protocols.values():
        _must({*protocol.applies_to} <= {*catalogue.kinds}, protocol, "applies to an unknown area kind")
        for answer in protocol.trigger.any:
            _trigger(protocol, answer, catalogue)
        for answered in protocol.trigger.items:
            states = {state.id for state in catalogue.item(answered.item).states}
            values = protocol.step(answered.step).records[answered.fact]
            _must({*answered.answers} == states, protocol, f"{answered.item}: not every answer has its result")
            _must({*answered.answers.values()} <= {*values}, protocol, f"{answered.item}: a result the step has not")
    for item in catalogue.items.values():
        _named_by(item, book)


def _trigger(protocol: "Protocol", answer: "TriggerAnswer", catalogue: "Catalogue") -> None:
    items = items_of(answer, catalogue)
    _must(bool(items), protocol, f"no item {answer.item}")
    for item in items:
        _must(item.kind in protocol.applies_to, protocol, f"{item.id} is of a kind that it does not apply to")
        findings = {state.id for state in item.states if state.is_finding}
        _must({*answer.states} <= {"not_ok", *findings}, protocol, f"{item.id}: {answer.states} are no findings of it")


def items_of(answer: "TriggerAnswer", catalogue: "Catalogue") -> "tuple[Item, ...]":
    """The items that a trigger names; `kind.*` is every item of the kind."""
    if answer.item.endswith(".*"):
        return catalogue.items_of(answer.item.removesuffix(".*"))
    return (catalogue.items[answer.item],) if answer.item in catalogue.items else ()


def _named_by(item: "Item", book: "Protocols") -> None:
    for state in item.states:
        name = (state.protocol or item.protocol) if state.is_finding else None
        if name is None or not book[name].trigger.any:
            continue
        opened = any(
            answer.item in (item.id, f"{item.kind}.*") and {state.id, "not_ok"} & {*answer.states}
            for answer in book[name].trigger.any
        )
        _must(opened, book[name], f"{item.id}={state.id} names it and does not trigger it")
