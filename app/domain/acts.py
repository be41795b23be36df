"""What a person does to a task, a case or a photo, when, and what becomes of it: one table (R1.16, R4.15, R5.1).

The server's intake, the fold and every button ask `rights.why_not`, which reads it. `docs/rules.md` shows it
(`deploy/make/rules.py`).
"""

from dataclasses import dataclass
from typing import Final, Literal

from app.domain.records import TaskKind, TaskState

# Who may. walker: walks rounds. looker: a walker, and never who repaired it. stepper: takes steps of cases.
# decider: supervisor or manager. mover: whose name or role the task bears, a stand-in, a decider. step_taker: by the
# step's own role. own_or_walker: whose act it is about, or a walker.
By = Literal["walker", "looker", "stepper", "decider", "mover", "step_taker", "own_or_walker"]
# What else must be so; each a function of `guards`.
Guard = Literal["after_the_repair", "new_photo", "not_the_case", "not_put_right_by_oneself"]

UNREPAIRED: Final[tuple[TaskState, ...]] = ("filed", "accepted", "sent_back", "on_hold")


@dataclass(frozen=True, slots=True)
class Act:
    """One row. kind: of the fact. tasks: of which kinds; () = it is about no task. states: those of the task in which it
    counts. to: the states that it may lead to, () = none of a task."""

    kind: str
    by: By
    tasks: tuple[TaskKind, ...] = ()
    states: tuple[TaskState, ...] = ()
    guards: tuple[Guard, ...] = ()
    to: tuple[TaskState, ...] = ()


_ANY: Final[tuple[TaskKind, ...]] = ("repair", "follow_up")
_REPAIR: Final[tuple[TaskKind, ...]] = ("repair",)

ACTS: Final[dict[str, Act]] = {
    act.kind: act
    for act in (
        # -- of a round
        Act("round_started", "walker"),
        Act("round_ended", "walker"),
        Act("signed_in", "walker"),
        Act("site_visited", "walker"),
        Act("answered", "walker"),
        Act("confirmed", "walker"),
        Act("skipped", "walker"),
        # -- of a task
        Act("accepted", "mover", _ANY, ("filed", "sent_back", "on_hold"), to=("accepted",)),
        Act("assigned", "decider", _ANY, UNREPAIRED, to=("filed", "accepted", "sent_back")),
        Act("fixed", "mover", _REPAIR, ("accepted", "sent_back"), to=("fixed",)),
        Act(
            "reinspected", "looker", _REPAIR, ("fixed",),
            guards=("after_the_repair", "new_photo"), to=("closed", "fixed", "sent_back"),
        ),
        Act("ended", "mover", ("follow_up",), UNREPAIRED, guards=("not_the_case",), to=("closed",)),
        Act("on_hold", "mover", _ANY, ("accepted", "sent_back"), to=("on_hold",)),
        Act("cancelled", "decider", _ANY, ("filed", "accepted", "on_hold"), to=("cancelled",)),
        # -- of a case
        Act("stepped", "step_taker"),
        Act("valve_reopened", "stepper"),
        # -- of a photo
        Act("photo_added", "own_or_walker"),
        Act("reviewed", "decider", guards=("not_put_right_by_oneself",)),
    )
}  # fmt: skip
