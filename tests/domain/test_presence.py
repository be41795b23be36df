"""What a place and a sign-in point were on a day (R2.3, R6.6, R7.3). app/domain/presence.py."""

import random
from datetime import timedelta
from typing import Any
from uuid import uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.bundle import load_bundle
from app.domain.facts import SeenFact
from app.domain.ids import ZONEWALK, day_id
from app.domain.presence import fold_place_day, fold_point_day
from app.domain.records import PlaceDay, PointDay
from app.domain.rules import rules_of
from tests.domain.demo import demo
from tests.patrol.scenes import DEVICE, SESSION, START, T0

RULES = rules_of(load_bundle(), demo()[0])
DAY, STAIRS, SITE = "2026-05-20", "b/A2/c/1", "site/R1"
SIX = ("illegal_works", "no_pass", "waste", "public_damage", "fire_hazard", "straying")
GOOD = {
    "illegal_works": "none",
    "no_pass": "no",
    "waste": "no",
    "public_damage": "no",
    "fire_hazard": "none",
    "straying": "no",
}


class Day:
    """Facts of one day, told with the seconds at which they were seen."""

    def __init__(self) -> None:
        self.facts: list[SeenFact] = []

    def tell(self, kind: str, place: str | None, by: str = "u_lin", at: float = 0, **body: Any) -> SeenFact:
        more = {key: body.pop(key) for key in ("item", "about", "day") if key in body}
        n = len(self.facts)
        fact = SeenFact(
            id=uuid5(ZONEWALK, f"day fact {n}"), kind=kind, estate="qinglan", author=by, session=SESSION, device=DEVICE, start=START, seq=n,
            at=T0, mono_ms=n, place=place, body=body, seen_at=T0 + timedelta(seconds=at or n), **{"day": DAY, **more},
        )  # fmt: skip
        self.facts.append(fact)
        return fact

    def sign(self, by: str = "u_lin", at: float = 0, point: str = "A2-1-T", **more: Any) -> SeenFact:
        return self.tell("signed_in", f"{STAIRS}/f/18", by, at, point=point, means="scan", **more)

    def answer(self, item: str, state: str) -> SeenFact:
        fact = self.tell("answered", SITE, state=state, catalogue=1)
        fact.body["item"] = f"renovation.{item}"
        return fact

    def place(self, place: str = STAIRS) -> PlaceDay:
        record = fold_place_day(RULES, place, DAY, self.facts)
        assert record is not None
        return record

    def point(self) -> PointDay | None:
        return fold_point_day(RULES, "A2-1-T", DAY, self.facts)


@pytest.fixture
def day() -> Day:
    return Day()


# -- a stop
def test_given_nothing_when_a_day_is_folded_then_there_is_no_default_of_normal(day: Day) -> None:
    # R7.3
    # R6.15
    day.sign()
    assert fold_place_day(RULES, STAIRS, DAY, day.facts) is None


def test_given_a_finding_when_the_day_is_folded_then_the_stop_is_begun_and_not_done(day: Day) -> None:
    # R2.3
    found = day.tell("found", f"{STAIRS}/f/12", item="building.fire_door", state="open", catalogue=1)
    record = day.place()
    assert (record.state, record.zone, record.facts) == ("begun", "z1", [found.id])
    assert record.id == day_id(STAIRS, DAY)
    assert record.answers == {f"building.fire_door@{STAIRS}/f/12": "open"}


def test_given_a_confirmation_when_the_day_is_folded_then_the_stop_is_done_and_says_what_it_covers(day: Day) -> None:
    # R7.2
    day.tell("found", f"{STAIRS}/f/12", item="building.fire_door", state="open", catalogue=1)
    day.tell("confirmed", STAIRS, "u_zhou", catalogue=1, covers=["building.lift"])
    assert (day.place().state, day.place().by, day.place().covers) == ("done", "u_zhou", ["building.lift"])
    day.tell("skipped", STAIRS, reason="locked")
    assert (day.place().state, day.place().reason) == ("done", None)


def test_given_a_reason_when_the_stop_was_left_then_it_is_skipped_until_it_is_confirmed(day: Day) -> None:
    # R2.2
    day.tell("skipped", STAIRS, reason="lift_out")
    assert (day.place().state, day.place().reason) == ("skipped", "lift_out")
    day.tell("confirmed", STAIRS, catalogue=1, covers=[])
    assert (day.place().state, day.place().reason) == ("done", None)


def test_given_what_its_author_took_back_when_the_day_is_folded_then_it_is_gone(day: Day) -> None:
    # R7.14
    confirmed = day.tell("confirmed", STAIRS, catalogue=1, covers=[])
    day.tell("retracted", STAIRS, "u_zhou", about=confirmed.id)
    assert day.place().state == "done"
    day.tell("retracted", STAIRS, about=confirmed.id)
    assert fold_place_day(RULES, STAIRS, DAY, day.facts) is None


def test_given_another_day_or_stop_when_the_day_is_folded_then_it_does_not_count(day: Day) -> None:
    # R2.5
    day.tell("confirmed", STAIRS, catalogue=1, covers=[], day="2026-05-19")
    day.tell("confirmed", f"{STAIRS}/roof", catalogue=1, covers=[])
    assert fold_place_day(RULES, STAIRS, DAY, day.facts) is None


# -- a renovation site
def test_given_an_inspected_site_when_all_questions_have_answers_then_it_is_done(day: Day) -> None:
    day.tell("site_visited", SITE, result="inspected")
    day.answer("permit", "yes")
    for item in SIX[:-1]:
        day.answer(item, GOOD[item])
        assert day.place(SITE).state == "begun"
    day.tell("found", SITE, item="renovation.straying", state="yes", catalogue=1)
    assert (day.place(SITE).state, day.place(SITE).visit) == ("done", "inspected")


def test_given_a_finding_at_a_spot_of_the_site_when_the_rest_is_answered_then_the_site_is_done(day: Day) -> None:
    day.tell("site_visited", SITE, result="inspected")
    for item in ("permit", *SIX[1:]):
        day.answer(item, "yes" if item == "permit" else GOOD[item])
    day.tell("found", f"{SITE}#厨房", item="renovation.illegal_works", state="load_bearing", catalogue=1)
    assert day.place(SITE).state == "done"


def test_given_that_nobody_opened_when_the_permit_is_answered_then_the_visit_is_done(day: Day) -> None:
    # R2.15, R2.16
    day.tell("site_visited", SITE, result="no_entry")
    assert day.place(SITE).state == "begun"
    day.answer("permit", "yes")
    assert day.place(SITE).state == "done"


def test_given_works_at_rest_when_that_is_said_then_nothing_else_is_asked(day: Day) -> None:
    # R2.16
    day.tell("site_visited", SITE, result="paused")
    assert day.place(SITE).state == "done"


def test_given_answers_without_a_visit_when_the_day_is_folded_then_the_site_is_only_begun(day: Day) -> None:
    for item in ("permit", *SIX):
        day.answer(item, GOOD.get(item, "yes"))
    assert day.place(SITE).state == "begun"


@pytest.mark.parametrize("result", ["inspected", "no_entry"])
def test_given_works_at_rest_when_somebody_goes_again_and_finds_work_then_its_questions_are_asked(
    day: Day, result: str
) -> None:
    # R2.17
    day.tell("site_visited", SITE, result="paused")
    day.tell("site_visited", SITE, result=result)
    assert (day.place(SITE).state, day.place(SITE).visit) == ("begun", result)
    day.answer("permit", "yes")
    assert day.place(SITE).state == ("done" if result == "no_entry" else "begun")


def test_given_a_site_that_was_left_out_when_it_is_visited_later_then_the_reason_is_gone(day: Day) -> None:
    # R2.18
    day.tell("skipped", SITE, reason="called_away")
    assert day.place(SITE).state == "skipped"
    day.tell("site_visited", SITE, result="paused")
    assert (day.place(SITE).state, day.place(SITE).reason) == ("done", None)


def test_given_a_permit_that_has_run_out_then_nobody_answers_that_it_is_valid(day: Day) -> None:
    # R2.13
    ended = "site/R2"
    day.tell("site_visited", ended, result="no_entry")
    day.tell("answered", ended, state="yes", catalogue=1).body["item"] = "renovation.permit"
    assert (day.place(ended).state, day.place(ended).answers) == ("begun", {})
    day.tell("found", ended, item="renovation.permit", state="no", catalogue=1)
    assert day.place(ended).state == "done"


# -- a sign-in point
def test_given_repeats_within_two_minutes_when_they_are_folded_then_they_show_as_one(day: Day) -> None:
    # R6.6
    for at in (0.5, 60, 120.5, 121, 900):
        day.sign(at=at)
    record = day.point()
    assert record is not None
    assert [visit.get("repeats", 0) for visit in record.visits] == [2, 0, 0]
    assert record.zone == "z1"
    assert record.visits[0]["at"] == "2026-05-20T01:00:00.500000Z"


def test_given_two_people_at_a_point_when_one_repeats_then_the_other_does_not(day: Day) -> None:
    # R6.5
    day.sign("u_lin", 1)
    day.sign("u_zhou", 30)
    day.sign("u_lin", 60)
    record = day.point()
    assert record is not None
    assert [(visit["by"], visit.get("repeats", 0)) for visit in record.visits] == [("u_lin", 1), ("u_zhou", 0)]


def test_given_other_points_days_or_nothing_when_a_point_is_folded_then_there_is_no_record(day: Day) -> None:
    day.sign(point="A2-1-M")
    day.sign(day="2026-05-19")
    gone = day.sign()
    day.tell("retracted", None, about=gone.id)
    assert day.point() is None


@given(st.randoms(use_true_random=False))
def test_given_the_same_facts_in_any_order_when_they_are_folded_then_the_day_is_the_same(rng: random.Random) -> None:
    day = Day()
    day.tell("site_visited", SITE, result="no_entry")
    day.answer("permit", "no")
    day.tell("skipped", SITE, reason="danger")
    day.tell("site_visited", SITE, result="inspected")
    for who in ("u_lin", "u_zhou", "u_lin"):
        day.sign(who, 10.0 * len(day.facts))
    before = day.place(SITE), day.point()
    day.facts = [*day.facts, *day.facts[:3]]
    rng.shuffle(day.facts)
    assert (day.place(SITE), day.point()) == before
