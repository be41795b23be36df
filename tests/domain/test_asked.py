"""What is asked at a stop on a day, and where exactly a finding can be (R4.3, R7.4). app/domain/asked.py."""

from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from app.domain.asked import covered
from app.domain.bundle import load_bundle
from app.domain.estate import Stop
from app.domain.items import Item
from tests.domain.demo import TODAY, demo

CATALOGUE = load_bundle().catalogue
ESTATE, REGISTER, _ = demo()
STOPS = (*ESTATE.all_stops, *ESTATE.facade_stops())


def asked(stop: Stop | str, **more: Any) -> tuple[set[str], set[str]]:
    """The ids asked at a stop on the demo day, and those entered on sight."""
    found = ESTATE.stop(stop) if isinstance(stop, str) else stop
    assert found is not None
    groups = ESTATE.items_at(found, CATALOGUE, **{"day": TODAY, **more})
    return {i.id for g in groups for i in g.items}, {i.id for g in groups for i in g.on_sight}


@cache
def asked_anywhere() -> tuple[set[str], set[str]]:
    more: dict[str, Any] = {"in_season": True, "visit": "inspected", "register": REGISTER}
    ask, sight = zip(*(asked(stop, **more) for stop in STOPS), strict=True)
    return set().union(*ask), set().union(*sight)


@pytest.mark.parametrize("item", CATALOGUE.items.values(), ids=lambda item: item.id)
def test_given_each_of_the_items_when_the_demo_is_walked_then_some_stop_asks_it_or_takes_it_on_sight(
    item: Item,
) -> None:
    ask, sight = asked_anywhere()
    assert item.id in (sight if item.frequency == "on_sight" else ask)


def test_given_every_spot_of_every_stop_when_it_is_named_then_it_belongs_to_that_stop() -> None:
    for stop in STOPS:
        for group in ESTATE.items_at(stop, CATALOGUE, day=TODAY, in_season=True, visit="inspected", register=REGISTER):
            for item in (*group.items, *group.on_sight):
                spots = ESTATE.spots_for(item, stop, REGISTER)
                assert len({spot.place for spot in spots}) == len(spots)
                for spot in spots:
                    assert ESTATE.stop_of(spot.place) == stop.place or group.where == "facade"
                    assert ESTATE.zone_of(spot.place) == stop.zone


def test_given_where_exactly_when_it_is_asked_then_spots_are_as_fine_as_the_item() -> None:
    # R4.3
    stairs, lane = ESTATE.stop("b/A3/c/1"), ESTATE.stop("lane/L1")
    assert stairs is not None
    assert lane is not None

    def count(item: str, stop: Stop) -> int:
        return len(ESTATE.spots_for(CATALOGUE.items[item], stop, REGISTER))

    assert count("building.fire_door", stairs) == 19  # 18 floors and the lobby's own door
    assert count("building.water_meter", stairs) == 72
    assert count("building.lift", stairs) == 1
    assert count("villa.fence", lane) == 10
    assert [s.place for s in ESTATE.spots_for(CATALOGUE.items["villa.vacant_secured"], lane, REGISTER)] == [
        "v/V05",
        "v/V08",
    ]


def test_given_a_disinfection_when_the_days_pass_then_it_is_asked_on_its_day_at_its_area_alone() -> None:
    # R2.22
    both = {"cleaning.disinfection_notice", "cleaning.disinfection_safety"}
    assert both <= asked("area/P07")[0]
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        assert not both & asked("area/P07", day=day)[0]
    assert not both & asked("area/P08")[0]
    assert both <= asked("area/P08", disinfected={"area/P08"})[0]
    silent = ESTATE.model_copy(
        update={"disinfections": tuple(d.model_copy(update={"announced": None}) for d in ESTATE.disinfections)}
    )
    assert ESTATE.disinfected_on(TODAY) == {"area/P07"}
    assert silent.disinfected_on(TODAY) == frozenset()


def test_given_a_renovation_site_when_it_was_not_visited_then_nothing_is_asked() -> None:
    # R2.16, R7.4
    six = {
        f"renovation.{name}"
        for name in ("illegal_works", "no_pass", "waste", "public_damage", "fire_hazard", "straying")
    }
    assert asked("site/R1") == (set(), set())
    assert asked("site/R1", visit="inspected") == (six | {"renovation.permit"}, set())
    assert asked("site/R1", visit="no_entry") == ({"renovation.permit"}, six)
    assert asked("site/R1", visit="paused") == (set(), six | {"renovation.permit"})


def test_given_a_loose_tile_when_it_is_met_then_in_any_month_but_the_full_check_in_season_alone() -> None:
    # R2.21, R7.8
    tile = "building.facade_tile"
    assert tile in asked("b/B3", in_season=True)[0]
    assert asked("b/B3") == (set(), {tile})
    assert tile in asked("b/B3/c/1")[1]
    assert tile not in asked("b/B3/c/1", in_season=True)[1]


def test_given_a_walk_up_when_it_is_asked_then_not_for_lifts_nor_fire_doors() -> None:
    low, high = asked("b/B1/c/1")[0], asked("b/A1/c/1")[0]
    assert {"building.lift", "building.fire_door"} <= high
    assert not {"building.lift", "building.fire_door"} & low
    assert "building.lift_goods" in asked("b/A1/c/1")[1] - asked("b/B1/c/1")[1]


def test_given_a_phone_without_the_register_when_a_lane_is_asked_then_nothing_tells_who_is_away() -> None:
    # R1.25
    assert "villa.vacant_secured" not in asked("lane/L1")[0]
    assert "villa.vacant_secured" in asked("lane/L1", register=REGISTER)[0]
    assert "villa.vacant_secured" not in asked("lane/L2", register=REGISTER.for_zones({"z1"}))[0]


def test_given_one_confirmation_when_it_covers_a_stop_then_what_wants_its_own_answer_is_not_in_it() -> None:
    # R7.4, R7.5
    stop = ESTATE.stop("area/P07")
    assert stop is not None
    ids = covered(ESTATE.items_at(stop, CATALOGUE, day=TODAY))
    assert {"public.garage", "cleaning.tidy"} <= {*ids}
    assert not any(CATALOGUE.items[id].ask == "explicit" for id in ids)
    assert "cleaning.plants" not in ids


def test_given_doors_by_their_kind_when_their_facts_are_asked_then_the_set_up_says_it() -> None:
    # R7.9
    kinds = {ESTATE.place_facts(path)["door_kind"] for path in ("b/A3/c/1/f/1", "b/A3/c/1/f/2", "b/A1/c/1/f/1")}
    assert kinds == {"normally_closed"}
    assert ESTATE.place_facts("b/A3/c/1/f/1/d/lobby")["door_kind"] == "normally_open"
