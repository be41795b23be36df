"""Who may say what (rules §1). Own zones are not asked: a fact from an area that was given to somebody else is taken.
What hangs on the task, the step or the photo is judged by the fold (`app/domain/rights.py`)."""

from collections.abc import Iterable

from app.domain.rights import DECIDERS, STEPPERS, WALKERS

# Kinds of which not everybody on the staff may be the author.
RIGHTS: dict[str, frozenset[str]] = {
    "round_started": WALKERS,
    "round_ended": WALKERS,
    "signed_in": WALKERS,
    "site_visited": WALKERS,
    "answered": WALKERS,
    "confirmed": WALKERS,
    "skipped": WALKERS,
    "reinspected": WALKERS,
    "stepped": STEPPERS,
    "valve_reopened": STEPPERS,
    "assigned": DECIDERS,
    "cancelled": DECIDERS,
    "reviewed": DECIDERS,
}


def may_say(kind: str, roles: Iterable[str]) -> bool:
    """Whether an author with these roles may make a fact of this kind. Somebody without any role may make none."""
    held = frozenset(roles)
    needed = RIGHTS.get(kind)
    return bool(held) if needed is None else not held.isdisjoint(needed)
