"""Whose turn it is when somebody has left: what they owed passes to the zone's steward (R1.11)."""

from app.domain.records import Case, Matter
from app.patrol.cases import tasks_of
from app.patrol.work import Work


def has_left(work: Work, account: str) -> bool:
    """Whether the set-up does not know this person any more."""
    return work.estate.person(account) is None


def falls_to_me(work: Work, account: str, zone: str | None) -> bool:
    """What this person owes in a zone is mine: my own, or that of somebody who left while I am the zone's steward."""
    if account == work.account.id:
        return True
    return has_left(work, account) and work.is_steward() and zone in work.zones


def goes_on_with_me(work: Work, matter: Matter, case: Case) -> bool:
    """Whether a case's next step is mine: who holds its follow-up, else who opened it. What a supervisor found is the zone's
    steward's."""
    own = next((task for task in tasks_of(work, matter, case) if task.open and task.to == "steward"), None)
    if own is None:
        return falls_to_me(work, case.opened_by, matter.zone)
    if own.assignee is None:
        return work.is_steward() and matter.zone in work.zones
    return falls_to_me(work, own.assignee, matter.zone)
