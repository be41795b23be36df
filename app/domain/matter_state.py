"""The state of a fold while it runs: the matter so far, and what the handlers look up."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from app.domain import ids
from app.domain.cases import StepResult, TasksState
from app.domain.facts import SeenFact
from app.domain.items import Item
from app.domain.places import Place
from app.domain.records import Case, Finding, Matter, Task
from app.domain.rules import Rules


@dataclass
class MatterState:
    """results: step results by case, in the order seen. trades: the trade that a finding's answer names.
    put_right: findings that were put right on the spot, by themselves or by a step. undone: facts that their own author
    takes back. choices: the trade that the steward named in a case. filed_by: the ids of the tasks that a case filed, joined or not.
    openers: good answers that opened the case of an event, as findings that nobody is shown.
    settled: by case and `files` id, the repairs that the case has once shown done. sealed: cases whose steps are not known
    here, so that they stay as they were told. task_moved: what follows when a task ends; cases may hang on it."""

    rules: Rules
    item: Item
    matter: Matter
    facts: dict[UUID, SeenFact]
    results: dict[UUID, list[StepResult]] = field(default_factory=dict)
    trades: dict[UUID, str] = field(default_factory=dict)
    put_right: set[UUID] = field(default_factory=set)
    undone: set[UUID] = field(default_factory=set)
    choices: dict[UUID, str] = field(default_factory=dict)
    openers: dict[UUID, Finding] = field(default_factory=dict)
    filed_by: dict[UUID, set[UUID]] = field(default_factory=dict)
    settled: set[tuple[UUID, str]] = field(default_factory=set)
    sealed: frozenset[UUID] = frozenset()
    task_moved: Callable[[SeenFact], None] = lambda fact: None

    @classmethod
    def begin(cls, rules: Rules, place: str, item: str, ordered: list[SeenFact]) -> "MatterState":
        matter = Matter(
            id=ids.thread_id(place, item), place=place, item=item, zone=rules.zone_of(place), facts=list(ordered)
        )
        return cls(rules, rules.catalogue.item(item), matter, {fact.id: fact for fact in ordered})

    @classmethod
    def go_on(cls, rules: Rules, told: Matter) -> "MatterState":
        """On from what was told, of which not all facts are known."""
        matter = told.model_copy(deep=True)
        facts, sealed = {fact.id: fact for fact in matter.facts}, frozenset(case.id for case in matter.cases)
        return cls(rules, rules.catalogue.item(matter.item), matter, facts, sealed=sealed)

    @property
    def kind(self) -> str:
        return kind_of(self.item, self.matter.place)

    def roles_of(self, fact: SeenFact) -> frozenset[str]:
        """What the author was when the fact came; of one that no server has seen, what the set-up says."""
        held = self.rules.staff.get(fact.author, ()) if fact.roles is None else fact.roles
        return frozenset(held)

    def has_role(self, fact: SeenFact, *roles: str) -> bool:
        """Whether the author was one of these; a fact that a person released counts as if he was."""
        return fact.released or not self.roles_of(fact).isdisjoint(roles)

    def leave_out(self, fact: SeenFact) -> None:
        """The author had no right to it: it is no part of the matter."""
        del self.facts[fact.id]
        self.matter.facts = [kept for kept in self.matter.facts if kept.id != fact.id]

    def case(self, case: UUID | None) -> Case | None:
        return self.matter.case(case) if case else None

    def task(self, task: UUID) -> Task | None:
        return self.matter.task(task)

    def finding(self, finding: UUID) -> Finding:
        return next((f for f in self.matter.findings if f.id == finding), None) or self.openers[finding]

    def tasks_of(self, case: UUID) -> list[Task]:
        """The tasks that a case filed or joined."""
        mine = {case} | {k for k, v in self.matter.aliases.items() if v == case}
        joined = {v for k, v in self.matter.aliases.items() if k in self.filed_by.get(case, set())}
        return [t for t in self.matter.tasks if t.case in mine or t.id in joined]

    def photos_of(self, fact: UUID | None) -> list[str]:
        """The photos of an act, those that were added to it later too."""
        acts = [f for f in self.facts.values() if fact and (f.id == fact or (f.kind, f.about) == ("photo_added", fact))]
        return [photo.sha256 for act in acts for photo in act.photos]


def tasks_state(tasks: Iterable[Task]) -> TasksState:
    """The built-in fact `tasks` of a case: how the repairs among its tasks stand (protocols.yaml)."""
    repairs = [task for task in tasks if task.kind == "repair"]
    return "none" if not repairs else "open" if any(task.open for task in repairs) else "all_closed"


def kind_of(item: Item, place: str) -> str:
    """The area kind under which the protocols speak: the item's, or for a free finding that of its place."""
    return KIND_OF_PLACE[Place.parse(place).kind] if item.kind == "any" else item.kind


KIND_OF_PLACE = {
    "building": "building", "stairwell": "building", "floor": "building", "door": "building", "roof": "building",
    "lift": "building", "entrance": "building", "unit": "building", "facade": "building",
    "lane": "villa", "villa": "villa", "row": "shop", "shop": "shop", "area": "public", "site": "renovation",
}  # fmt: skip
