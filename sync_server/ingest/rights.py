"""Who may say what (rules §1). Own zones are not asked: a fact from an area that was given to somebody else is taken."""

from collections.abc import Iterable

WALKERS = frozenset({"steward", "duty_steward", "supervisor", "manager"})
DECIDERS = frozenset({"supervisor", "manager"})

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
    "assigned": DECIDERS,
    "cancelled": DECIDERS,
    "reviewed": DECIDERS,
}


def may_say(kind: str, roles: Iterable[str]) -> bool:
    """Whether an author with these roles may make a fact of this kind. Somebody without any role may make none."""
    held = frozenset(roles)
    needed = RIGHTS.get(kind)
    return bool(held) if needed is None else not held.isdisjoint(needed)
