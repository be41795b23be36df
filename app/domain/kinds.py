"""The kinds of facts: what each says, what it is about, who may record it, and what it does to a task (R1.16, R4.15, R5.1).

One registry. The server's intake, the folds and every button ask it, through `rights.why_not` where it is about a matter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

from app.domain import bodies
from app.domain.bodies import Body
from app.domain.records import TaskKind, TaskState

# What a fact is folded with. round: the rounds of its author. place: its stop's or point's day. thread: the check item at
# the place; such a fact names both. free: nothing, or what its `about` names.
Scope = Literal["round", "place", "thread", "free"]
# Who may. anybody: of the staff. walker: walks rounds. looker: a walker, and never who repaired it. stepper: takes steps of
# cases. decider: supervisor or manager. mover: whose name or role the task bears, a stand-in, a decider. step_taker: by the
# step's own role. own_or_walker: whose act it is about, or a walker.
By = Literal["anybody", "walker", "looker", "stepper", "decider", "mover", "step_taker", "own_or_walker"]
# What else must be so; each a function of `rights`.
Guard = Literal["after_the_repair", "new_photo", "not_the_case", "not_put_right_by_oneself"]

UNREPAIRED: Final[tuple[TaskState, ...]] = ("filed", "accepted", "sent_back", "on_hold")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. body: its model. tasks: the kinds of task that it is about; () = none. states: those of the task in which it
    counts. to: the states that it may lead to.

    in_place: who recorded it stood there. of_stop: it tells how the stop stands on its day. may_be_look: it may be a second
    look, whose photo the task waits for. told_to_trades: a trade is told it with its own task; steps tell who is at home.
    """

    body: type[Body]
    of: Scope
    by: By = "anybody"
    tasks: tuple[TaskKind, ...] = ()
    states: tuple[TaskState, ...] = ()
    guards: tuple[Guard, ...] = ()
    to: tuple[TaskState, ...] = ()
    in_place: bool = False
    of_stop: bool = False
    may_be_look: bool = False
    told_to_trades: bool = False


_ANY: Final[tuple[TaskKind, ...]] = ("repair", "follow_up")
_REPAIR: Final[tuple[TaskKind, ...]] = ("repair",)

KINDS: Final[dict[str, Kind]] = {
    # -- of a round
    "round_started": Kind(bodies.RoundStarted, "round", "walker"),
    "round_ended": Kind(bodies.RoundEnded, "round", "walker"),
    # -- of a place
    "signed_in": Kind(bodies.SignedIn, "place", "walker", in_place=True),
    "site_visited": Kind(bodies.SiteVisited, "place", "walker", in_place=True, of_stop=True),
    "answered": Kind(bodies.Answered, "place", "walker", in_place=True, of_stop=True),
    "confirmed": Kind(bodies.Confirmed, "place", "walker", in_place=True, of_stop=True),
    "skipped": Kind(bodies.Skipped, "place", "walker", of_stop=True),
    # -- of a check item at a place: a finding, its cases and photos
    "found": Kind(bodies.Found, "thread", in_place=True, of_stop=True, told_to_trades=True),
    "stepped": Kind(bodies.Stepped, "thread", "step_taker", may_be_look=True),
    "valve_reopened": Kind(bodies.ValveReopened, "thread", "stepper"),
    "photo_added": Kind(bodies.PhotoAdded, "thread", "own_or_walker", told_to_trades=True),
    "reviewed": Kind(
        bodies.Reviewed, "thread", "decider", guards=("not_put_right_by_oneself",), told_to_trades=True
    ),
    # -- of its tasks
    "accepted": Kind(
        bodies.Accepted, "thread", "mover", _ANY, ("filed", "sent_back", "on_hold"), to=("accepted",),
        told_to_trades=True,
    ),
    "assigned": Kind(
        bodies.Assigned, "thread", "decider", _ANY, UNREPAIRED, to=("filed", "accepted", "sent_back"),
        told_to_trades=True,
    ),
    "fixed": Kind(
        bodies.Fixed, "thread", "mover", _REPAIR, ("accepted", "sent_back"), to=("fixed",), told_to_trades=True
    ),
    "reinspected": Kind(
        bodies.Reinspected, "thread", "looker", _REPAIR, ("fixed",), ("after_the_repair", "new_photo"),
        to=("closed", "fixed", "sent_back"), may_be_look=True, told_to_trades=True,
    ),
    "ended": Kind(
        bodies.Ended, "thread", "mover", ("follow_up",), UNREPAIRED, ("not_the_case",), to=("closed",),
        told_to_trades=True,
    ),
    "on_hold": Kind(
        bodies.PutOnHold, "thread", "mover", _ANY, ("accepted", "sent_back"), to=("on_hold",), told_to_trades=True
    ),
    "cancelled": Kind(
        bodies.Cancelled, "thread", "decider", _ANY, ("filed", "accepted", "on_hold"), to=("cancelled",),
        told_to_trades=True,
    ),
    # -- of another fact, or of a person
    "retracted": Kind(bodies.Retracted, "free", told_to_trades=True),
    "looked_at_contact": Kind(bodies.LookedAtContact, "free"),
}  # fmt: skip


LOOK_KINDS: Final = tuple(name for name, kind in KINDS.items() if kind.may_be_look)


def kinds_that(so: Callable[[Kind], object]) -> frozenset[str]:
    """The names of the kinds of which this is so."""
    return frozenset(name for name, kind in KINDS.items() if so(kind))


def parse(kind: str, body: dict[str, Any]) -> Body:
    """The body of a fact of this kind; KeyError for an unknown kind, pydantic.ValidationError for a wrong body."""
    return KINDS[kind].body.model_validate(body)
