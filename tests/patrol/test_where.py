"""Places by what is typed, what a stop is made of, and where the person stands."""

import pytest

from app.patrol import acts, where
from app.patrol.work import Work
from tests.ui.harness import FakeApp
from tests.ui.stage import bundle


def test_a_room_number_finds_the_home_in_every_tower_own_zones_first(work: Work) -> None:
    found = where.search(where.index(work.estate), "0804", zones=("z1",))
    assert [spot.place for spot in found] == ["u/A1-0804", "u/A2-0804", "u/A3-0804"]
    elsewhere = where.search(where.index(work.estate), "201", zones=("z2",))
    assert elsewhere[0].place == "u/B1-1-201"


@pytest.mark.parametrize(
    ("typed", "place"),
    [("A1-0804", "u/A1-0804"), ("a10804", "u/A1-0804"), ("A2 12", "b/A2/c/1/f/12"), ("梅径", "lane/L3"),
     ("pine lane", "lane/L1"), ("V08", "v/V08"), ("儿童", "area/P04"), ("S07", "s/S07")],
)  # fmt: skip
def test_names_and_ids_are_found_as_people_type_them(work: Work, typed: str, place: str) -> None:
    assert place in [spot.place for spot in where.search(where.index(work.estate), typed)]


def test_nothing_typed_finds_nothing_and_nonsense_neither(work: Work) -> None:
    known = where.index(work.estate)
    assert where.search(known, "  ") == []
    assert where.search(known, "月球背面") == []


def test_a_stairwell_has_its_lift_entrance_floors_doors_and_homes(work: Work) -> None:
    stop = work.estate.stop("b/A3/c/1")
    assert stop is not None
    inside = where.inside(work.estate, stop)
    assert [spot.place for spot in inside.parts] == ["b/A3/c/1", "b/A3/c/1/lift", "b/A3/c/1/entrance"]
    assert next(iter(inside.floors)) == "21"
    first = [spot.place for spot in inside.floors["1"]]
    assert first[:3] == ["b/A3/c/1/f/1", "b/A3/c/1/f/1/d/lobby", "u/A3-0101"]


def test_every_place_that_can_be_chosen_is_known_to_the_estate(work: Work) -> None:
    known = where.index(work.estate)
    assert len(known) > 400
    assert [place for place in known if not work.estate.is_known(place.spot.place)] == []


def test_one_stands_where_one_signed_in_or_recorded_last(work: Work) -> None:
    assert where.here(work) is None
    acts.sign_in(work, FakeApp.code("A1-1-T"), "scan")
    assert where.here(work) == "b/A1/c/1/f/18"
    acts.report(work, place="area/P04#秋千", item=bundle().catalogue.free_finding.id, state="found", words="链条松动")
    assert where.here(work) == "area/P04"
    assert [spot.place for spot in where.recent(work)] == ["area/P04#秋千", "b/A1/c/1/f/18"]


def test_what_was_taken_back_does_not_say_where_one_stands(work: Work) -> None:
    acts.sign_in(work, FakeApp.code("A1-1-T"), "scan")
    wrong = acts.sign_in(work, FakeApp.code("A2-1-T"), "scan")
    work.retract(wrong.id, place=wrong.place, item=None)
    assert where.here(work) == "b/A1/c/1/f/18"
    assert [spot.place for spot in where.recent(work)] == ["b/A1/c/1/f/18"]
