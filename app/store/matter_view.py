"""Matters with own facts laid over: what the facts on this phone will mean, until the server's record tells them."""

import logging
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, and_, select

from app.domain.clock import Clock
from app.domain.facts import Fact, SeenFact, thread_of
from app.domain.ids import Rng
from app.domain.matters import fold_matter, lay_over
from app.domain.records import Change, Matter
from app.domain.rules import Rules
from app.store.facts import seen_facts
from app.store.records import Records, is_busy, is_key
from app.store.tables import FACT, RECORD

log = logging.getLogger("zonewalk.store")

_AT_ONCE = 400  # threads a query


@dataclass
class _View:
    """The matters of one account. busy: every matter of the server, and whether it is open. pending: threads with own
    facts that the server's record does not tell yet, None when it is to be asked. shown: matters as they were last folded."""

    rules: Rules
    busy: dict[UUID, bool]
    pending: set[UUID] | None = None
    shown: dict[UUID, Matter | None] = field(default_factory=dict)


class MatterViews(Records):
    """Each matter is folded once and kept until a fact or a page touches it."""

    def __init__(self, engine: Engine, clock: Clock, rng: Rng) -> None:
        super().__init__(engine, clock, rng)
        self._matter_views: dict[str, _View] = {}

    def matter(self, account: str, rules: Rules, thread: UUID) -> Matter | None:
        """The matter of this thread; None when nothing is known of it."""
        view = self._view(account, rules)
        self._fold(account, view, [thread])
        return view.shown[thread]

    def matters(self, account: str, rules: Rules, *, open_only: bool = False) -> list[Matter]:
        """All matters of the account's view, or those with an open task or case; in the order of their ids."""
        view = self._view(account, rules)
        wanted = {thread for thread, busy in view.busy.items() if busy or not open_only} | (view.pending or set())
        self._fold(account, view, wanted)
        found = (view.shown[thread] for thread in sorted(wanted))
        return [matter for matter in found if matter is not None and (not open_only or _open(matter))]

    def _view(self, account: str, rules: Rules) -> _View:
        view = self._matter_views.get(account)
        if view is None or view.rules is not rules:
            records = select(RECORD.c.id, RECORD.c.busy).where(RECORD.c.account == account, RECORD.c.kind == "matter")
            with self._reading() as connection:
                busy = {UUID(row.id): row.busy for row in connection.execute(records) if is_key(row.id)}
            view = self._matter_views[account] = _View(rules, busy)
        if view.pending is None:
            with self._reading() as connection:
                view.pending = set(
                    connection.execute(select(FACT.c.thread).where(_pending(account)).distinct()).scalars()
                )
        return view

    def _fold(self, account: str, view: _View, threads: Collection[UUID]) -> None:
        """Fold those of the threads that are not kept; a few hundred at a time, so that a cold start is quick."""
        new = [thread for thread in threads if thread not in view.shown]
        for at in range(0, len(new), _AT_ONCE):
            part = new[at : at + _AT_ONCE]
            served = self._served(account, [thread for thread in part if thread in view.busy])
            own = self._pending_facts(account, [thread for thread in part if thread in (view.pending or ())])
            for thread in part:
                try:
                    view.shown[thread] = _laid_over(view.rules, served.get(thread), own.get(thread, []))
                except Exception:  # whatever it is: this matter alone is shown as the server told it
                    log.exception("matter %s cannot be folded", thread)
                    self._unread[account].add(("matter", thread.hex))
                    view.shown[thread] = served.get(thread)

    def _served(self, account: str, threads: list[UUID]) -> dict[UUID, Matter]:
        query = select(RECORD.c.kind, RECORD.c.id, RECORD.c.data).where(
            RECORD.c.account == account, RECORD.c.kind == "matter", RECORD.c.id.in_([thread.hex for thread in threads])
        )
        if not threads:
            return {}
        with self._reading() as connection:
            matters = [self._read(account, row, Matter) for row in connection.execute(query)]
        return {matter.id: matter for matter in matters if matter is not None}

    def _pending_facts(self, account: str, threads: list[UUID]) -> dict[UUID, list[SeenFact]]:
        facts: dict[UUID, list[SeenFact]] = defaultdict(list)
        if threads:
            with self._reading() as connection:
                rows = connection.execute(seen_facts().where(_pending(account), FACT.c.thread.in_(threads))).all()
            for fact in self.as_seen(rows):
                if thread := thread_of(fact.place, fact.item):
                    facts[thread].append(fact)
        return facts

    # -- what makes a kept fold old

    def _touch(self, facts: Sequence[Fact]) -> None:
        super()._touch(facts)
        for fact in facts:
            thread, view = thread_of(fact.place, fact.item), self._matter_views.get(fact.author)
            if thread and view:
                if view.pending is not None:
                    view.pending.add(thread)
                view.shown.pop(thread, None)

    def _changed(self, account: str, changes: Sequence[Change]) -> None:
        super()._changed(account, changes)
        view = self._matter_views.get(account)
        for change in changes:
            if view is not None and change.kind == "matter" and is_key(change.id):
                thread = UUID(change.id)
                view.shown.pop(thread, None)
                view.busy.pop(thread, None)
                if not change.gone:
                    view.busy[thread] = is_busy(change.data)

    def _own_changed(self) -> None:
        super()._own_changed()
        for view in self._matter_views.values():
            for thread in view.pending or ():
                view.shown.pop(thread, None)
            view.pending = None

    def _forget_views(self) -> None:
        super()._forget_views()
        self._matter_views.clear()


def _laid_over(rules: Rules, served: Matter | None, own: list[SeenFact]) -> Matter | None:
    told = {fact.id for fact in served.facts} if served else set()
    new = [fact for fact in own if fact.id not in told]
    if served and served.partial and new:
        return lay_over(rules, served, new)
    place, item = (new[0].place, new[0].item) if new else (None, None)
    if place is None or item is None:
        return served
    return fold_matter(rules, place, item, [*(served.facts if served else ()), *new])


def _pending(account: str) -> ColumnElement[bool]:
    """Own facts that mean something and that no record of the server tells yet. What is held or refused means nothing."""
    return and_(
        FACT.c.author == account,
        ~FACT.c.settled,
        FACT.c.state.in_(("local", "accepted", "repeated")),
        FACT.c.thread.is_not(None),
    )


def _open(matter: Matter) -> bool:
    return any(task.open for task in matter.tasks) or any(not case.closed for case in matter.cases)
