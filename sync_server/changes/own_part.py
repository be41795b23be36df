"""What a trade is told of a matter (R1.17): its own tasks with place and photos, and no step.

Steps tell whether somebody is at home, who has a key and what a call said. A record is kept once; this is how it is read.
What is not named here is left out, so that a new field is seen by nobody by mistake.
"""

import json
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from app.domain.kinds import kinds_that
from sync_server.db.audience import STEPS, WHOLE_ESTATE

Json = dict[str, Any]

_TOLD_TO_TRADES: Final = kinds_that(lambda kind: kind.told_to_trades)
_OF_TASKS: Final = kinds_that(lambda kind: kind.tasks)
_OF_A_MATTER: Final = ("id", "place", "item", "zone", "findings", "aliases")
_OF_A_CASE: Final = ("id", "protocol", "finding", "opened_by", "opened_at", "closed")


def as_told(kind: str, text: str, tags: frozenset[str]) -> str:
    """The record's data (JSON) as the account with these tags is told it."""
    if kind != "matter" or tags & {STEPS, WHOLE_ESTATE}:
        return text
    return json.dumps(_own_part(json.loads(text), tags), ensure_ascii=False, separators=(",", ":"))


def _own_part(matter: Json, tags: frozenset[str]) -> Json:
    """`partial` tells the phone that it cannot fold this matter anew from its facts."""
    tasks = [task for task in matter["tasks"] if {f"role:{task['to']}", f"account:{task.get('assignee')}"} & tags]
    facts = _facts(matter, {UUID(task["id"]) for task in tasks}, tags)
    told = {fact["id"] for fact in facts}
    kept = {name: matter[name] for name in _OF_A_MATTER if name in matter}
    shas = {photo["sha256"] for photo in _photos([facts, matter["findings"], tasks])}
    return kept | {
        "facts": [fact for fact in facts if fact["kind"] != "reviewed" or fact["body"].get("sha256") in shas],
        "cases": [{name: case[name] for name in _OF_A_CASE} | {"trigger": {}} for case in matter["cases"]],
        "tasks": tasks,
        "reviews": {sha: review for sha, review in matter["reviews"].items() if sha in shas},
        "notes": [note for note in matter["notes"] if note["fact"] in told],
        "partial": True,
    }


def _facts(matter: Json, own: set[UUID], tags: frozenset[str]) -> list[Json]:
    """Without steps, acts on tasks of others, and what is about these; what somebody said himself he is always told."""
    aliases = {UUID(id): UUID(task) for id, task in matter["aliases"].items()}
    kept: list[Json] = []
    hidden: set[UUID] = set()
    for fact in matter["facts"]:
        task = UUID(fact["body"]["task"]) if fact["kind"] in _OF_TASKS else None
        others = task is not None and aliases.get(task, task) not in own
        about = fact.get("about")
        apart = fact["kind"] not in _TOLD_TO_TRADES or others or (about is not None and UUID(about) in hidden)
        if apart and f"account:{fact['author']}" not in tags:
            hidden.add(UUID(fact["id"]))
        else:
            kept.append(fact)
    return [fact for fact in kept if fact.get("about") is None or UUID(fact["about"]) not in hidden]


def _photos(found: Any) -> Iterator[Json]:
    """Every photo that stands in this JSON, however deep."""
    inner: Any = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
    if isinstance(found, dict) and "sha256" in found and "role" in found:
        yield found
    for each in inner:
        yield from _photos(each)
