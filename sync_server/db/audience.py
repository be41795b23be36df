"""Who sees which record (R1.1–R1.6): a record bears tags, an account has tags, and they must meet."""

from collections.abc import Iterable
from typing import Any

from app.domain.records import RecordKind
from app.domain.rights import STEPPERS

EVERYONE = "everyone"
# Supervisor and manager see the whole estate; this tag is on every record.
WHOLE_ESTATE = "all"
SEES_ALL = frozenset({"supervisor", "manager"})
# Not on any record: whether an account is told the steps of a case, which tell who is at home (R1.17). The
# trades have a tag too, so that whoever gains or loses the right reads anew.
STEPS, NO_STEPS = "steps", "no-steps"


def audience_of(kind: RecordKind, data: dict[str, Any], zone: str | None) -> frozenset[str]:
    """The tags of a record. Stewards see their zones; a trade sees matters with a task for it; who was given a task or a
    request sees it; who reported a matter sees it, wherever it lies, until it is closed (R1.10); the front desk sees the
    registers, the requests and the matters whose flag stands on a unit."""
    tags = {WHOLE_ESTATE}
    if kind in ("estate", "person"):
        tags.add(EVERYONE)
    if zone is not None:
        tags.add(f"zone:{zone}")
    if kind in ("register", "request") or data.get("flags"):
        tags.add("role:front_desk")
    if kind == "request":
        tags.add(f"account:{data.get('assigned')}")
    if kind == "matter":
        for task in data.get("tasks", ()):
            tags.add(f"role:{task['to']}")
            if task.get("assignee"):
                tags.add(f"account:{task['assignee']}")
        tags |= {f"account:{person}" for person in data.get("people", ())}
    return frozenset(tag for tag in tags if tag.split() == [tag])  # a name with a space would be two tags


def scope_of(account: str, roles: Iterable[str], zones: Iterable[str]) -> frozenset[str]:
    """The tags of an account on a day. A steward sees by zone and not by the role: a task to "the steward" is that of
    the zone's own."""
    held = frozenset(roles)
    if held & SEES_ALL:
        return frozenset({WHOLE_ESTATE})
    walks = {"steward", "duty_steward"}
    return frozenset(
        {EVERYONE, f"account:{account}", STEPS if held & STEPPERS else NO_STEPS}
        | {f"role:{role}" for role in held - walks}
        | {f"zone:{zone}" for zone in zones if held & walks}
    )


def joined(tags: Iterable[str]) -> str:
    """Tags as the column keeps them: sorted, each between spaces."""
    return " ".join(["", *sorted(tags), ""]) if tags else " "


def split(column: str) -> frozenset[str]:
    return frozenset(column.split())
