"""Who may do what with a task, a case or a photo (rules §1, §4, §5), by the roles that the author held when the fact came.

What somebody had no right to do means nothing, and neither makes him see the matter.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Final

from app.domain import bodies
from app.domain.facts import SeenFact
from app.domain.matter_state import MatterState
from app.domain.records import Task

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


def takes(by: str) -> frozenset[str]:
    """The roles that may take a step `by` this role or pseudo-role in their own name."""
    return _STEP_BY.get(by, DECIDERS | {by})


def may(state: MatterState, fact: SeenFact) -> bool:
    """Whether the author had the right to this fact, as the matter stands at its moment. What is about nothing that is
    known is nobody's to judge: the fold says so in its own words. A person may have released what was held."""
    judge = _JUDGES.get(fact.kind)
    return fact.released or judge is None or judge(state, fact, state.roles_of(fact))


def may_move(task: Task, author: str, roles: Collection[str]) -> bool:
    """Accept, repair, put on hold or end a task: whose role or name it bears, and who decides. A duty steward stands in for
    the steward; a steward may carry out any repair, and then somebody else looks at it again (rules §5)."""
    held = frozenset(roles)
    if author == task.assignee or task.to in held or held & DECIDERS:
        return True
    return bool(held & STEWARDS) and (task.kind == "repair" or task.to in STEWARDS)


def _task(state: MatterState, fact: SeenFact, roles: frozenset[str]) -> bool:
    task = state.task(getattr(bodies.parse(fact.kind, fact.body), "task"))  # noqa: B009  all of these have it
    return task is None or may_move(task, fact.author, roles)


def _step(state: MatterState, fact: SeenFact, roles: frozenset[str]) -> bool:
    """Trades mend and take no steps; the front desk takes its own. A steward enters what somebody else answered with that
    person's name (protocols.yaml, `by`)."""
    body = bodies.Stepped.model_validate(fact.body)
    protocol = state.rules.protocols.protocols.get(body.protocol)
    step = next((step for step in protocol.steps if step.id == body.step), None) if protocol else None
    if step is None or step.by is None:
        return bool(roles & WALKERS)
    return bool(roles & takes(step.by)) or (bool(roles & STEWARDS) and bool(body.name))


def _photo(state: MatterState, fact: SeenFact, roles: frozenset[str]) -> bool:
    """A photo is added by whose act it belongs to, or by who walks the place."""
    about = state.facts.get(fact.about) if fact.about else None
    return about is None or about.author == fact.author or bool(roles & WALKERS)


_JUDGES: Final[Mapping[str, Callable[[MatterState, SeenFact, frozenset[str]], bool]]] = {
    **dict.fromkeys(("accepted", "fixed", "on_hold", "ended"), _task),
    "stepped": _step,
    "photo_added": _photo,
}

KINDS_JUDGED: Final = tuple(_JUDGES)
