"""What can't have been looked at is a hint to the supervisor (R6.16, R7.12): never a refusal, and never of one who was there."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from app.domain import ids
from app.domain.bundle import load_bundle
from app.domain.doubts import Doubt, doubts
from app.domain.kinds import parse
from app.domain.presence import fold_place_day
from app.domain.records import PlaceDay, PointDay
from app.domain.rules import Rules, rules_of
from tests.domain.demo import demo
from tests.patrol.scenes import Scene

DAY = "2026-05-20"
NINE = datetime(2026, 5, 20, 1, 0, tzinfo=UTC)
STOPS = ("b/A1/c/1", "b/A2/c/1", "b/A3/c/1", "b/B1/c/1", "b/B1/c/2", "b/B2/c/1", "b/B2/c/2", "b/B3/c/1", "b/B3/c/2")


ESTATE = demo()[0]


@pytest.fixture(scope="module")
def rules() -> Rules:
    return rules_of(load_bundle(), ESTATE)


def confirmed(place: str, after_s: float, by: str = "u_lin") -> PlaceDay:
    at = NINE + timedelta(seconds=after_s)
    return PlaceDay(id=ids.day_id(place, DAY), place=place, day=DAY, state="done", by=by, at=at)


def signed(point: str, by: str = "u_lin") -> tuple[str, PointDay]:
    return point, PointDay(
        id=ids.day_id(point, DAY), point=point, day=DAY, visits=[{"by": by, "at": "2026-05-20T00:50:00Z"}]
    )


def doubted(rules: Rules, places: Sequence[PlaceDay], *points: tuple[str, PointDay]) -> dict[str, Doubt]:
    found = doubts(ESTATE, rules.settings, places, dict(points))
    return {doubt.record.place: doubt for doubt in found}


def test_given_nine_stops_confirmed_in_27_seconds_with_one_sign_in_then_every_one_is_doubted(rules: Rules) -> None:
    # R7.12, R6.16
    stops = [place for place in STOPS if ESTATE.stop(place)]
    places = [confirmed(place, 3.0 * n) for n, place in enumerate(stops)]
    found = doubted(rules, places, signed("A1-1-T"))
    assert "b/A1/c/1" not in found  # signed in, and nothing before it
    assert set(found) == set(stops[1:])
    assert all(doubt.reasons == ("too_quick", "unsigned") for doubt in found.values())
    assert all(doubt.after_s == 3 for doubt in found.values())


def test_given_a_round_at_a_walking_pace_with_its_sign_ins_then_nothing_is_doubted(rules: Rules) -> None:
    # R7.12
    places = [confirmed("b/A1/c/1", 0), confirmed("b/A2/c/1", 900), confirmed("area/P04", 1200)]
    assert doubted(rules, places, signed("A1-1-T"), signed("A2-1-M")) == {}


def test_given_a_roof_and_its_stairwell_confirmed_together_then_they_were_walked_in_one_go(rules: Rules) -> None:
    # R7.12
    places = [confirmed("b/A1/c/1/roof", 0), confirmed("b/A1/c/1", 2)]
    assert doubted(rules, places, signed("A1-1-T")) == {}


def test_given_two_people_then_each_has_a_pace_of_their_own(rules: Rules) -> None:
    places = [confirmed("area/P04", 0), confirmed("area/P09", 2, by="u_zhou")]
    assert doubted(rules, places) == {}


def test_given_somebody_elses_sign_in_then_the_tower_is_unsigned_by_who_confirmed_it(rules: Rules) -> None:
    # R6.16
    found = doubted(rules, [confirmed("b/A1/c/1", 0)], signed("A1-1-T", by="u_zhou"))
    assert found["b/A1/c/1"].reasons == ("unsigned",)


def test_given_a_confirmation_with_the_time_spent_then_the_record_keeps_it(rules: Rules) -> None:
    # R7.13
    scene = Scene("", place="area/P04", rules=rules, begin=NINE)
    scene.tell("confirmed", "lin", {"catalogue": 1, "covers": [], "spent_s": 42}, day=DAY)
    record = fold_place_day(rules, "area/P04", DAY, scene.facts)
    assert record is not None
    assert record.spent_s == 42


@pytest.mark.parametrize("spent", [-1, 86_401, "long"])
def test_given_a_time_that_nobody_can_have_spent_then_the_body_is_refused(spent: object) -> None:
    with pytest.raises(ValueError, match="spent_s"):
        parse("confirmed", {"catalogue": 1, "covers": [], "spent_s": spent})
