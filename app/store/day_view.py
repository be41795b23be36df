"""The days of places and sign-in points with own facts laid over."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Engine, and_, or_, select

from app.domain.clock import Clock
from app.domain.fact_order import day_of_fact
from app.domain.facts import Fact, SeenFact
from app.domain.ids import Rng
from app.domain.presence import fold_place_day, fold_point_day
from app.domain.records import Change, PlaceDay, PointDay
from app.domain.rules import Rules
from app.store.facts import seen_facts
from app.store.matter_view import MatterViews
from app.store.overlay import over_place, over_point
from app.store.tables import FACT, RECORD

Day = TypeVar("Day", PlaceDay, PointDay)


@dataclass
class _DayView:
    """One day of one account, folded. server_*: as the server told it; own: the account's facts of that day, none where
    the server's records tell them all; pending: those of them that they do not tell yet."""

    rules: Rules
    places: dict[str, PlaceDay]
    points: dict[str, PointDay]
    server_places: dict[str, PlaceDay]
    server_points: dict[str, PointDay]
    own: list[SeenFact]
    pending: set[UUID]


class DayViews(MatterViews):
    """A day is folded once; a saved fact folds only its own place or point again."""

    def __init__(self, engine: Engine, clock: Clock, rng: Rng) -> None:
        super().__init__(engine, clock, rng)
        self._day_views: dict[tuple[str, str], _DayView] = {}
        self._fresh: dict[tuple[str, str], list[UUID]] = defaultdict(list)

    def place_days(self, account: str, rules: Rules, day: str) -> dict[str, PlaceDay]:
        """What each stop was on that day (YYYY-MM-DD of the estate), by its place. Not to be changed by the caller."""
        return self._day(account, rules, day).places

    def point_days(self, account: str, rules: Rules, day: str) -> dict[str, PointDay]:
        """The sign-ins of each point on that day, by point. Not to be changed by the caller."""
        return self._day(account, rules, day).points

    def _day(self, account: str, rules: Rules, day: str) -> _DayView:
        view = self._day_views.get((account, day))
        fresh = self._fresh.pop((account, day), None)
        if view is None or view.rules is not rules or (fresh and not view.pending):
            view = self._day_views[account, day] = self._read_day(account, rules, day)
            _fold(view, day, view.own)
        elif fresh:
            with self._reading() as connection:
                query = seen_facts().where(FACT.c.id.in_(fresh))
                rows = connection.execute(query).all()
            came = list(self.as_seen(rows))
            view.own += came
            view.pending.update(fact.id for fact in came)
            _fold(view, day, came)
        return view

    def _read_day(self, account: str, rules: Rules, day: str) -> _DayView:
        records = select(RECORD.c.kind, RECORD.c.id, RECORD.c.data).where(
            RECORD.c.account == account, RECORD.c.kind.in_(("place_day", "point_day")), RECORD.c.day == day
        )
        # Until the server has said for which day a fact counts, that depends on what is known of the clock.
        facts = (
            seen_facts()
            .add_columns(FACT.c.settled, FACT.c.state)
            .where(
                FACT.c.author == account,
                or_(FACT.c.state == "local", and_(FACT.c.day == day, FACT.c.state.in_(("accepted", "repeated")))),
            )
        )
        places, points = {}, {}
        with self._reading() as connection:
            for row in connection.execute(records):
                if row.kind == "place_day" and (place := self._read(account, row, PlaceDay)):
                    places[place.place] = place
                elif row.kind == "point_day" and (point := self._read(account, row, PointDay)):
                    points[point.point] = point
            rows = connection.execute(facts).all()
        unjudged = {
            fact.id for fact in self.as_seen(row for row in rows if row.state == "local") if _counts(fact, rules, day)
        }
        ours = [row for row in rows if row.state != "local" or row.id in unjudged]
        pending = {row.id for row in ours if not row.settled}
        own = [fact.model_copy(update={"day": day}) for fact in self.as_seen(ours)] if pending else []
        return _DayView(rules, dict(places), dict(points), places, points, own, pending)

    # -- what makes a kept day old

    def _touch(self, facts: Sequence[Fact]) -> None:
        super()._touch(facts)
        for fact in facts:
            if fact.day and (fact.author, fact.day) in self._day_views:
                self._fresh[fact.author, fact.day].append(fact.id)

    def _changed(self, account: str, changes: Sequence[Change]) -> None:
        super()._changed(account, changes)
        if any(change.kind in ("place_day", "point_day") for change in changes):
            self._drop_days()

    def _own_changed(self) -> None:
        super()._own_changed()
        self._drop_days()

    def _forget_views(self) -> None:
        super()._forget_views()
        self._drop_days()

    def _drop_days(self) -> None:
        self._day_views.clear()
        self._fresh.clear()


def _counts(fact: SeenFact, rules: Rules, day: str) -> bool:
    """Whether a fact of which the server has not said so yet counts for this day."""
    return day_of_fact(fact, fact.seen_at, rules.tz)[0] == day


def _fold(view: _DayView, day: str, came: Iterable[SeenFact]) -> None:
    """Fold the places and points that these facts touch again, from all own facts of the day."""
    by_id = {fact.id: fact for fact in view.own}
    places: dict[str, list[SeenFact]] = defaultdict(list)
    points: dict[str, list[SeenFact]] = defaultdict(list)
    touched_places: set[str] = set()
    touched_points: set[str] = set()
    came_ids = {fact.id for fact in came if fact.id in view.pending}
    for fact in view.own:
        about = by_id.get(fact.about) if fact.kind == "retracted" and fact.about else fact
        if about is None:
            continue
        point = about.body.get("point") if about.kind == "signed_in" else None
        if about.place is not None:
            stop = view.rules.stop_of(about.place) or about.place
            places[stop].append(fact)
            touched_places.update({stop} if fact.id in came_ids else ())
        if point is not None:
            points[point].append(fact)
            touched_points.update({point} if fact.id in came_ids else ())
    for place in touched_places:
        facts = places[place]
        stood = [fact for fact in facts if fact.kind != "retracted"]
        own_place = was = fold_place_day(view.rules, place, day, facts)
        if len(stood) < len(facts):
            was = fold_place_day(view.rules, place, day, stood)
        ids = {fact.id for fact in facts}
        _set(view.places, place, over_place(view.server_places.get(place), own_place, was, ids))
    for point in touched_points:
        own_point = fold_point_day(view.rules, point, day, points[point])
        ids = {fact.id for fact in points[point]}
        _set(view.points, point, over_point(view.server_points.get(point), own_point, ids))


def _set(days: dict[str, Day], key: str, value: Day | None) -> None:
    if value is None:
        days.pop(key, None)
    else:
        days[key] = value
