"""The days of places and points, and what own facts lay over them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.facts import Fact, SeenFact
from app.domain.presence import fold_place_day, fold_point_day
from app.domain.records import PointDay
from app.store import Store
from tests.store.making import (
    DAY,
    ITEM,
    PLACE,
    a_change,
    a_fact,
    a_page,
    a_receipt,
    a_store,
    as_served,
    rules,
    sign_in,
)

RULES = rules()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = a_store(tmp_path)
    sign_in(store)
    return store


# -- days


def test_given_an_unsent_confirmation_then_the_place_is_done_at_once(store: Store) -> None:
    assert store.place_days("u_lin", RULES, DAY) == {}
    store.save(a_fact(store, "confirmed", place="b/A1/c/1/f/3"))
    assert store.place_days("u_lin", RULES, DAY)["b/A1/c/1/f/3"].state == "done"
    assert store.place_days("u_zhou", RULES, DAY) == {}
    assert store.place_days("u_lin", RULES, "2026-03-03") == {}


def test_given_the_same_facts_on_the_server_when_own_ones_follow_then_the_fold_is_exact(store: Store) -> None:
    begun = a_fact(store)
    store.save(begun)
    store.apply_receipts([a_receipt(begun)])
    seen = [SeenFact.model_validate(as_served(begun))]
    day = fold_place_day(RULES, PLACE, DAY, seen)
    assert day is not None
    store.apply_page("u_lin", a_page(a_change("place_day", day.id.hex, day.model_dump(mode="json"))))
    assert store.place_days("u_lin", RULES, DAY)[PLACE].state == "begun"

    done = a_fact(store, "confirmed")
    store.save(done)
    assert store.place_days("u_lin", RULES, DAY)[PLACE].state == "done"
    assert store.place_days("u_lin", RULES, DAY)[PLACE].facts == [begun.id, done.id]

    store.save(a_fact(store, "retracted", about=done.id))
    assert store.place_days("u_lin", RULES, DAY)[PLACE].state == "begun"


def test_given_all_is_on_the_server_when_it_is_taken_back_then_it_is_gone_at_once(store: Store) -> None:
    done = a_fact(store, "confirmed")
    store.save(done)
    store.apply_receipts([a_receipt(done)])
    day = fold_place_day(RULES, PLACE, DAY, [SeenFact.model_validate(as_served(done))])
    assert day is not None
    store.apply_page("u_lin", a_page(a_change("place_day", day.id.hex, day.model_dump(mode="json"))))
    assert store.place_days("u_lin", RULES, DAY)[PLACE].state == "done"
    store.save(a_fact(store, "retracted", about=done.id))
    assert store.place_days("u_lin", RULES, DAY) == {}


def test_given_anothers_confirmation_on_the_server_when_an_own_answer_follows_then_both_stand(store: Store) -> None:
    theirs = a_fact(store, "confirmed", author="u_zhou", place="b/A1/c/1/f/3")
    day = fold_place_day(RULES, "b/A1/c/1/f/3", DAY, [SeenFact.model_validate(as_served(theirs))])
    assert day is not None
    store.apply_page("u_lin", a_page(a_change("place_day", day.id.hex, day.model_dump(mode="json"))))
    body = {"item": "x", "state": "y", "catalogue": 1}
    store.save(a_fact(store, "answered", place="b/A1/c/1/f/3", body=body))

    shown = store.place_days("u_lin", RULES, DAY)["b/A1/c/1/f/3"]

    assert (shown.state, shown.by) == ("done", "u_zhou")
    assert shown.answers == {"x": "y"}
    assert len(shown.facts) == 2


def test_given_a_held_sign_in_when_its_points_day_tells_it_then_it_was_released(store: Store) -> None:
    own = a_fact(store, "signed_in")
    store.see_generation("qinglan", "g1")
    store.save(own)
    store.apply_receipts([a_receipt(own, "held", "point_unknown")])
    assert store.unsent_counts("u_lin").held == 1
    day = fold_point_day(RULES, "P1", DAY, [SeenFact.model_validate(as_served(own))])
    assert isinstance(day, PointDay)
    store.apply_page("u_lin", a_page(a_change("point_day", day.id.hex, day.model_dump(mode="json"))))
    assert store.delivery(own.id) == "verified"
    assert store.unsent_counts("u_lin").held == 0


def test_given_anothers_visit_on_the_server_when_an_own_sign_in_follows_then_both_visits_show(store: Store) -> None:
    theirs = a_fact(store, "signed_in", author="u_zhou")
    day = fold_point_day(RULES, "P1", DAY, [SeenFact.model_validate(as_served(theirs))])
    assert isinstance(day, PointDay)
    store.apply_page("u_lin", a_page(a_change("point_day", day.id.hex, day.model_dump(mode="json"))))
    store.clock.move(timedelta(minutes=1))  # type: ignore[attr-defined]
    store.save(a_fact(store, "signed_in"))

    visits = store.point_days("u_lin", RULES, DAY)["P1"].visits

    assert [visit["by"] for visit in visits] == ["u_zhou", "u_lin"]


def both(store: Store, own: Fact, theirs: Fact) -> None:
    """The server tells the day of the stop with an own fact and another person's."""
    store.save(own)
    store.apply_receipts([a_receipt(own)])
    day = fold_place_day(RULES, PLACE, DAY, [SeenFact.model_validate(as_served(fact)) for fact in (theirs, own)])
    assert day is not None
    store.apply_page("u_lin", a_page(a_change("place_day", day.id.hex, day.model_dump(mode="json"))))


@pytest.mark.parametrize(
    ("kind", "body"),
    [("confirmed", {"catalogue": 1, "covers": ["a"]}), ("skipped", {"reason": "locked"})],
)
def test_given_anothers_finding_at_a_stop_when_an_own_word_on_the_server_is_taken_back_then_the_stop_is_open_at_once(
    store: Store, kind: str, body: dict[str, Any]
) -> None:
    theirs = a_fact(store, author="u_zhou")
    store.clock.move(timedelta(minutes=1))  # type: ignore[attr-defined]
    own = a_fact(store, kind, body=body)
    both(store, own, theirs)
    assert store.place_days("u_lin", RULES, DAY)[PLACE].state != "begun"

    store.save(a_fact(store, "retracted", about=own.id))

    shown = store.place_days("u_lin", RULES, DAY)[PLACE]
    assert (shown.state, shown.reason, shown.covers, shown.facts) == ("begun", None, [], [theirs.id])
    assert shown.answers == {ITEM: "defect"}


@pytest.mark.parametrize(
    ("kind", "body"),
    [("site_visited", {"result": "paused"}), ("answered", {"item": "x", "state": "y", "catalogue": 1})],
)
def test_given_anothers_finding_when_an_own_visit_or_answer_on_the_server_is_taken_back_then_it_is_gone(
    store: Store, kind: str, body: dict[str, Any]
) -> None:
    theirs = a_fact(store, author="u_zhou")
    own = a_fact(store, kind, body=body)
    both(store, own, theirs)
    store.save(a_fact(store, "retracted", about=own.id))
    shown = store.place_days("u_lin", RULES, DAY)[PLACE]
    assert (shown.visit, shown.answers, shown.facts) == (None, {ITEM: "defect"}, [theirs.id])


def test_given_anothers_confirmation_on_the_server_when_an_own_skip_follows_then_the_stop_stays_done(
    store: Store,
) -> None:
    theirs = a_fact(store, "confirmed", author="u_zhou")
    day = fold_place_day(RULES, PLACE, DAY, [SeenFact.model_validate(as_served(theirs))])
    assert day is not None
    store.apply_page("u_lin", a_page(a_change("place_day", day.id.hex, day.model_dump(mode="json"))))
    store.clock.move(timedelta(minutes=1))  # type: ignore[attr-defined]
    store.save(a_fact(store, "skipped", body={"reason": "locked"}))
    shown = store.place_days("u_lin", RULES, DAY)[PLACE]
    assert (shown.state, shown.by, shown.reason) == ("done", "u_zhou", None)


def test_given_anothers_visit_when_an_own_sign_in_on_the_server_is_taken_back_then_theirs_alone_shows(
    store: Store,
) -> None:
    theirs, own = a_fact(store, "signed_in", author="u_zhou"), a_fact(store, "signed_in")
    store.save(own)
    store.apply_receipts([a_receipt(own)])
    day = fold_point_day(RULES, "P1", DAY, [SeenFact.model_validate(as_served(fact)) for fact in (theirs, own)])
    assert isinstance(day, PointDay)
    store.apply_page("u_lin", a_page(a_change("point_day", day.id.hex, day.model_dump(mode="json"))))
    store.save(a_fact(store, "retracted", about=own.id))
    assert [visit["by"] for visit in store.point_days("u_lin", RULES, DAY)["P1"].visits] == ["u_zhou"]
