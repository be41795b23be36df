"""May this account do this to this matter, and if not, why: asked by the fold, the server's intake and every button.

The rows are in `kinds.py` (R1.14). Roles are those that the author held when the fact came.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.domain import bodies, second_look
from app.domain.facts import SeenFact
from app.domain.kinds import KINDS, UNREPAIRED, By, Guard, Kind
from app.domain.matter_state import MatterState
from app.domain.records import Matter, Task
from app.domain.repair_photos import put_right_by
from app.domain.rules import Rules

WALKERS: Final = frozenset({"steward", "duty_steward", "supervisor", "manager"})
DECIDERS: Final = frozenset({"supervisor", "manager"})
STEWARDS: Final = frozenset({"steward", "duty_steward"})
STEPPERS: Final = WALKERS | {"front_desk"}

# Who takes a step `by` somebody; a role that is not here is taken by itself and by those who decide.
_STEP_BY: Final[Mapping[str, frozenset[str]]] = {
    "front_desk_or_supervisor": DECIDERS | {"front_desk"},
    "steward_or_supervisor": WALKERS,
    "steward": WALKERS,
    "duty_steward": WALKERS,
    "manager": frozenset({"manager"}),
}
# The roles of which one is needed whatever the matter; for the others it depends on the task, the step or the photo.
_NEEDED: Final[Mapping[By, frozenset[str]]] = {
    "walker": WALKERS,
    "looker": WALKERS,
    "stepper": STEPPERS,
    "step_taker": STEPPERS,
    "decider": DECIDERS,
}

# What is known only by the matter: of these a fact without the right is no part of it.
KINDS_JUDGED: Final = tuple(name for name, kind in KINDS.items() if kind.by in ("mover", "step_taker", "own_or_walker"))


@dataclass(frozen=True)
class Ask:
    """Somebody wants to do this to a matter, or did it.

    act: the kind of the fact. task: the one it is about, None where there is none or nobody knows it. body: of a step or a
    review. done: the fact and the state of its fold, when it was done; its time and photos are then judged too.
    """

    act: str
    by: str
    roles: frozenset[str]
    rules: Rules
    matter: Matter
    task: Task | None = None
    body: bodies.Body | None = None
    done: tuple[MatterState, SeenFact] | None = None

    @property
    def released(self) -> bool:
        """A person let it count although its author had no right to it."""
        return self.done is not None and self.done[1].released

    @property
    def at(self) -> datetime | None:
        return self.done[1].seen_at if self.done else None


def may_say(kind: str, roles: Iterable[str]) -> bool:
    """Whether an author with these roles may make a fact of this kind at all. Somebody without any role may make none; own
    zones are not asked: a fact from an area that was given to somebody else is taken."""
    held = frozenset(roles)
    needed = _NEEDED.get(KINDS[kind].by) if kind in KINDS else None
    return bool(held) if needed is None else not held.isdisjoint(needed)


def why_not(ask: Ask) -> str | None:
    """The code of why it does not count, None where it does. `not_allowed`: the author had no right to it."""
    act = KINDS[ask.act]
    if act.by == "looker" and _is_fixer(ask):
        return "reinspected_by_fixer"
    if not ask.released and not _WHO[act.by](ask):
        return "only_supervisor" if act.by == "decider" else "not_allowed"
    if act.tasks:
        reason = _of_task(ask.act, act, ask.task)
        if reason:
            return reason
    return next((reason for guard in act.guards if (reason := _GUARDS[guard](ask))), None)


def why_not_done(state: MatterState, fact: SeenFact) -> str | None:
    """`why_not` of a fact, as the matter stands at its moment."""
    body = fact.read(KINDS[fact.kind].body)
    task = body.task if isinstance(body, bodies.OfTask) else None
    return why_not(
        Ask(fact.kind, fact.author, state.roles_of(fact), state.rules, state.matter,
            state.task(task) if task is not None else None, body, (state, fact))
    )  # fmt: skip


def takes(by: str) -> frozenset[str]:
    """The roles that may take a step `by` this role or pseudo-role in their own name."""
    return _STEP_BY.get(by, DECIDERS | {by})


def may_move(task: Task, author: str, roles: Collection[str]) -> bool:
    """Accept, repair, put on hold or end a task: whose role or name it bears, and who decides. A duty steward stands in for
    the steward; a steward may carry out any repair, and then somebody else looks at it again (R5.2)."""
    held = frozenset(roles)
    if author == task.assignee or task.to in held or held & DECIDERS:
        return True
    return bool(held & STEWARDS) and (task.kind == "repair" or task.to in STEWARDS)


def _of_task(name: str, act: Kind, task: Task | None) -> str | None:
    if task is None:
        return "task_unknown"
    if task.kind in act.tasks and task.state in act.states:
        return None
    # Facts come in the order seen: a repair may follow, and wants its own look.
    too_early = name == "reinspected" and task.kind == "repair" and task.state in UNREPAIRED
    return "looked_before_fix" if too_early else "task_state_wrong"


# -- who
def _mover(ask: Ask) -> bool:
    return ask.task is None or may_move(ask.task, ask.by, ask.roles)


def _step_taker(ask: Ask) -> bool:
    """Trades mend and take no steps; the front desk takes its own. A steward enters what somebody else answered with that
    person's name (protocols.yaml, `by`)."""
    assert isinstance(ask.body, bodies.Stepped)
    protocol = ask.rules.protocols.protocols.get(ask.body.protocol)
    step = next((step for step in protocol.steps if step.id == ask.body.step), None) if protocol else None
    if step is None or step.by is None:
        return bool(ask.roles & WALKERS)
    return bool(ask.roles & takes(step.by)) or (bool(ask.roles & STEWARDS) and bool(ask.body.name))


def _is_fixer(ask: Ask) -> bool:
    return ask.task is not None and ask.task.fix is not None and ask.task.fix.by == ask.by


def _own_or_walker(ask: Ask) -> bool:
    """A photo is added by whose act it belongs to, or by who walks the place."""
    about = ask.done[1].about if ask.done else None
    fact = ask.done[0].facts.get(about) if ask.done and about else None
    return fact is None or fact.author == ask.by or bool(ask.roles & WALKERS)


_WHO: Final[Mapping[By, Callable[[Ask], bool]]] = {
    "anybody": lambda ask: True,
    "walker": lambda ask: bool(ask.roles & WALKERS),
    "looker": lambda ask: bool(ask.roles & WALKERS),
    "stepper": lambda ask: bool(ask.roles & STEPPERS),
    "decider": lambda ask: bool(ask.roles & DECIDERS),
    "mover": _mover,
    "step_taker": _step_taker,
    "own_or_walker": _own_or_walker,
}


# -- guards
def _after_the_repair(ask: Ask) -> str | None:
    fix = ask.task.fix if ask.task else None
    return "looked_before_fix" if fix is not None and ask.at is not None and ask.at <= fix.at else None


def _new_photo(ask: Ask) -> str | None:
    """In words where the item has no photo (R5.12)."""
    if ask.done is None or ask.task is None or ask.task.fix is None:
        return None
    state, fact = ask.done
    wanted = second_look.wants_photo(state, ask.task)
    return second_look.why_not(state, fact, ask.task.fix.at, wanted=True) if wanted else None


def _not_the_case(ask: Ask) -> str | None:
    return "task_state_wrong" if ask.task is not None and is_the_case(ask.matter, ask.task) else None


def is_the_case(matter: Matter, task: Task) -> bool:
    """The steward's follow-up of an open case is the case itself and ends with it: nobody closes it by hand."""
    case = matter.case(task.case)
    return task.kind == "follow_up" and task.to == "steward" and case is not None and not case.closed


def _not_put_right_by_oneself(ask: Ask) -> str | None:
    body = ask.body
    if not isinstance(body, bodies.Reviewed) or body.verdict != "accepted":
        return None
    return "reviewed_by_fixer" if ask.by in put_right_by(ask.matter, body.sha256) else None


_GUARDS: Final[Mapping[Guard, Callable[[Ask], str | None]]] = {
    "after_the_repair": _after_the_repair,
    "new_photo": _new_photo,
    "not_the_case": _not_the_case,
    "not_put_right_by_oneself": _not_put_right_by_oneself,
}
