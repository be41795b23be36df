"""Folds what new facts touch and keeps the records that changed, in the transaction that took the facts in."""

import logging
from collections.abc import Callable, Collection
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session

from app.domain import ids
from app.domain.facts import SeenFact, told_to_others
from app.domain.limits import MATTER_BYTES, MATTER_FACTS
from app.domain.matters import fold_matter
from app.domain.presence import fold_place_day, fold_point_day
from app.domain.records import Matter, PlaceDay, PointDay, RecordKind
from app.domain.rules import Rules
from sync_server.db.audience import audience_of
from sync_server.db.base import table_of
from sync_server.db.records import Draft, put_records
from sync_server.db.tables import FactRow
from sync_server.ingest.history import load
from sync_server.ingest.touched import Touched

log = logging.getLogger(__name__)
Record = Matter | PlaceDay | PointDay


def refold(session: Session, estate: str, rules: Rules, touched: Touched, fresh: Collection[UUID]) -> dict[UUID, str]:
    """Fold what was touched, keep what changed, and return what is held after all, with the code.

    `author_no_right`: as the task or step that it is about now stands; it counts as soon as that gives the right.
    `internal`: should the rules fail on something, the facts of it that are folded for the first time (fresh) are held;
    the record stays as it was. They wait for a mended server, and no other waits for them.
    `matter_full`: the matter has as many facts, or bytes of them, as any that all its readers can be sent.
    """
    held: dict[UUID, str] = {}
    again = False
    for portion in touched.portions():
        fold = _Fold(session, estate, rules, portion)
        for code, facts in (("internal", fold.failed & set(fresh)), ("matter_full", fold.too_many & set(fresh))):
            if facts:
                _mark(session, estate, facts, "held", code)
                held |= dict.fromkeys(facts, code)
                again = True
        if held.keys() & (fold.failed | fold.too_many):
            fold = _Fold(session, estate, rules, portion)
        _mark(session, estate, fold.no_right, "held", "author_no_right")
        _mark(session, estate, fold.right_after_all, "accepted", "ok")
        held |= dict.fromkeys(fold.no_right, "author_no_right")
        put_records(session, estate, fold.drafts)
    # What failed here may have been folded already under another key.
    return held | (refold(session, estate, rules, touched, ()) if again else {})


def _mark(session: Session, estate: str, facts: Collection[UUID], state: str, code: str) -> None:
    if facts:
        fact = table_of(FactRow)
        chosen = update(fact).where(fact.c.estate == estate, fact.c.id.in_(list(facts)))
        session.connection().execute(chosen.values(state=state, code=code))


class _Fold:
    """drafts: the records as they are to be. failed: the facts that could not be read, and those of records that could not
    be folded. too_many: those of matters beyond all bounds that nobody let count. no_right: accepted ones whose authors had
    no right to them. right_after_all: held ones whose authors had it."""

    def __init__(self, session: Session, estate: str, rules: Rules, touched: Touched) -> None:
        self.drafts: list[Draft] = []
        self.too_many: set[UUID] = set()
        self.no_right: set[UUID] = set()
        self.right_after_all: set[UUID] = set()
        history = load(session, estate, touched)
        self._held = history.held
        self.failed = history.unreadable
        for place, item in sorted(touched.threads):
            facts = history.threads.get((place, item), [])
            if len(facts) > MATTER_FACTS or history.size[place, item] > MATTER_BYTES:
                self.too_many |= {fact.id for fact in facts if not fact.released}
            if facts:
                self._take("matter", ids.thread_id(place, item), facts, partial(fold_matter, rules, place, item))
        for place, day in sorted(touched.place_days):
            facts = history.place_days.get((place, day), [])
            self._take("place_day", ids.day_id(place, day), facts, partial(fold_place_day, rules, place, day))
        for point, day in sorted(touched.point_days):
            facts = history.point_days.get((point, day), [])
            self._take(
                "point_day", ids.day_id(f"point|{point}", day), facts, partial(fold_point_day, rules, point, day)
            )

    def _take(
        self, kind: RecordKind, id: UUID, facts: list[SeenFact], fold: Callable[[list[SeenFact]], Record | None]
    ) -> None:
        try:
            made = fold(facts)
            draft = _draft(kind, id, made)
        except Exception:
            log.exception("folding %s %s failed", kind, id)
            self.failed |= {fact.id for fact in facts}
        else:
            self.drafts.append(draft)
            if isinstance(made, Matter):
                counted = {fact.id for fact in made.facts}
                self.no_right |= {fact.id for fact in facts} - counted - self._held
                self.right_after_all |= self._held & counted


def _draft(kind: RecordKind, id: UUID, made: Record | None) -> Draft:
    if made is None:
        return Draft(kind, id.hex, None, None, frozenset())
    seen_by: dict[str, Any] = {}
    if isinstance(made, Matter):
        seen_by = {"tasks": [{"to": t.to, "assignee": t.assignee} for t in made.tasks], "flags": made.flags}
        if made.open:
            seen_by["people"] = [finding.by for finding in made.findings]
        made = made.model_copy(update={"facts": told_to_others(made.facts)})
    text = made.model_dump_json(exclude_none=True)
    return Draft(kind, id.hex, text, made.zone, audience_of(kind, seen_by, made.zone))
