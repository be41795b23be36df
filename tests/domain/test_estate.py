"""The demo estate: its places, points, stops, people and days (R1.9, R6.2, R7.7; demo-estate.yaml)."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.bundle import load_bundle
from app.domain.durations import SettingsError
from app.domain.estate import Estate
from app.domain.estate_setup import expand_estate
from app.domain.places import Place
from app.domain.ranges import expand
from app.domain.sign_in_setup import middle_floor
from tests.domain.demo import TODAY, demo, raw

CATALOGUE = load_bundle().catalogue
ESTATE, REGISTER, STORY = demo()
STOPS = (*ESTATE.all_stops, *ESTATE.facade_stops())


# -- its size
def test_given_the_demo_when_it_is_counted_then_it_has_the_size_of_the_rules() -> None:
    homes = [Place.of("unit", id).path for id in ESTATE.index.units] + [
        Place.of("villa", v.id).path for v in ESTATE.villas
    ]
    in_zones = Counter(ESTATE.zone_of(home) for home in homes)
    assert (len(homes), in_zones["z1"] + in_zones["z3"], in_zones["z2"]) == (400, 244, 156)
    assert len(ESTATE.points) == 36
    assert Counter(point.kind for point in ESTATE.points) == {"top": 16, "middle": 16, "extra": 4}
    kinds = Counter(stop.type for stop in ESTATE.all_stops)
    assert kinds == {"stairwell": 16, "roof": 16, "lane": 3, "row": 2, "public": 14, "green": 4, "site": 2}
    assert kinds.total() == len(ESTATE.stops()) == 57
    assert sum(len(ESTATE.facades(b.id)) for b in ESTATE.buildings) == 56
    assert len(ESTATE.facade_stops()) == 8
    assert sum(leg.minutes for leg in ESTATE.legs) == 350
    assert len(REGISTER.entries) == 420


def test_given_labels_that_leave_numbers_out_when_the_middle_is_sought_then_position_counts() -> None:
    # R6.2
    point = ESTATE.point("a3-1-m")
    assert point is not None
    assert point.place == "b/A3/c/1/f/10"
    assert point.label.zh == "A3座 10层"
    top = ESTATE.point("A3-1-T")
    assert top is not None
    assert top.place == "b/A3/c/1/f/21"
    assert [middle_floor(tuple("123456"[:n])) for n in (1, 2, 3, 4, 5, 6)] == ["1", "1", "2", "2", "3", "3"]


def test_given_an_estate_that_chose_the_landing_when_points_are_made_then_the_top_one_hangs_there() -> None:
    # R6.3
    told = raw()
    told["estate"]["settings"]["sign_in.top_floor"] = "roof_landing"
    point = expand_estate(told, TODAY)[0].point("B1-2-T")
    assert point is not None
    assert point.place == "b/B1/c/2/roof"


def test_given_extra_points_when_they_are_placed_then_where_their_names_say() -> None:
    # R6.4
    assert {p.id: p.place for p in ESTATE.points if p.kind == "extra"} == {
        "X-VILLA": "lane/L3", "X-SHOP": "row/W1", "X-GARAGE": "area/P07", "X-POWER": "area/P08",
    }  # fmt: skip


# -- places
def test_given_every_home_when_its_stop_and_zone_are_asked_then_it_lies_in_one() -> None:
    stops = {stop.place: stop for stop in ESTATE.all_stops}
    for path in REGISTER.entries:
        stop = ESTATE.stop_of(path)
        assert stop in stops
        assert stops[stop].zone == ESTATE.zone_of(path) == REGISTER.entries[path].zone


@pytest.mark.parametrize(
    ("path", "stop", "zone"),
    [
        ("b/A2/c/1/f/12", "b/A2/c/1", "z1"), ("b/A2/c/1/lift", "b/A2/c/1", "z1"), ("b/A2/c/1/entrance", "b/A2/c/1", "z1"),
        ("b/A2/c/1/roof", "b/A2/c/1/roof", "z1"), ("b/A2/c/1/roof#东北角", "b/A2/c/1/roof", "z1"),
        ("b/A3/c/1/f/1/d/lobby", "b/A3/c/1", "z1"), ("b/B3/face/west/1", "b/B3", "z2"), ("u/B1-2-302", "b/B1/c/2", "z2"),
        ("v/V12", "lane/L2", "z3"), ("s/S07", "row/W1", "z3"), ("area/P02#路灯 3 号", "area/P02", "z3"), ("site/R1", "site/R1", "z1"),
    ],
)  # fmt: skip
def test_given_a_place_when_its_stop_is_asked_then_it_is_what_is_confirmed_as_a_whole(
    path: str, stop: str, zone: str
) -> None:
    assert ESTATE.is_known(path)
    assert (ESTATE.stop_of(path), ESTATE.zone_of(path)) == (stop, zone)
    assert ESTATE.stop(stop) is not None


@pytest.mark.parametrize(
    "path",
    ["b/A9", "b/A1/c/2", "b/A3/c/1/f/4", "b/A3/c/1/f/13", "b/B1/c/1/lift", "b/A3/c/1/f/2/d/lobby", "b/B3/face/west/2",
     "b/A1/face/west/4", "u/A1-1901", "v/V29", "s/S21", "area/P99", "site/R9", "lane/L9", "row/W9", "no path", ""],
)  # fmt: skip
def test_given_a_place_that_is_not_there_when_it_is_asked_for_then_it_is_unknown(path: str) -> None:
    assert not ESTATE.is_known(path)
    assert (ESTATE.zone_of(path), ESTATE.stop_of(path)) == (None, None)


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        ("b/A2/c/1/f/12", "A2座 12层", "Tower A2, floor 12"), ("b/B1/c/2/f/3", "B1栋 2梯 3层", "Building B1, stair 2, floor 3"),
        ("b/B3/face/west/1", "B3栋 西面 1–6层", "Building B3, west face, floors 1–6"), ("v/V08", "别墅 08 号", "Villa 08"),
        ("b/A3/face/east/3", "A3座 东面 16–21层", "Tower A3, east face, floors 16–21"), ("u/A1-0804", "A1-0804", "A1-0804"),
        ("b/A3/c/1/f/1/d/lobby", "A3座 首层大堂防火门", "Tower A3, Lobby fire door"), ("site/R1", "A2-1103 装修", "A2-1103, renovation"),
        ("area/P02#路灯 3 号", "环区道路 · 路灯 3 号", "Ring road · 路灯 3 号"), ("b/A1/c/1", "A1座 1–18层", "Tower A1, floors 1–18"),
        ("b/A9/c/1", "b/A9/c/1", "b/A9/c/1"),
    ],
)  # fmt: skip
def test_given_a_place_when_it_is_called_then_by_the_words_of_the_set_up(path: str, zh: str, en: str) -> None:
    assert (ESTATE.place_label(path, "zh"), ESTATE.place_label(path, "en")) == (zh, en)


# -- people and days
@pytest.mark.parametrize(
    ("day", "lin", "zhou"),
    [
        (TODAY, ("z1", "z3"), ("z2",)), (date(2026, 5, 21), ("z1", "z2", "z3"), ()),
        (date(2026, 5, 23), (), ("z1", "z2", "z3")),
    ],
)  # fmt: skip
def test_given_the_plan_of_a_day_when_zones_are_asked_then_they_are_the_walkers(
    day: date, lin: tuple[str, ...], zhou: tuple[str, ...]
) -> None:
    # R1.9
    assert (ESTATE.zones_of("u_lin", day), ESTATE.zones_of("u_zhou", day)) == (lin, zhou)
    assert ESTATE.own_zones("u_lin", day) == ("z1", "z2", "z3")
    assert ESTATE.own_zones("u_zhou", day) == zhou
    assert ESTATE.zones_of("u_chen", day) == ()


def test_given_a_rest_day_without_a_plan_when_walkers_are_asked_then_the_duty_steward_goes() -> None:
    # R2.11
    plain = ESTATE.model_copy(update={"day_plan": ()})
    assert plain.walkers("z1", date(2026, 5, 23)) == ("u_zhou",)
    assert plain.walkers("z1", TODAY) == ("u_lin",)
    assert plain.walkers("z9", TODAY) == ()
    assert (ESTATE.duty_steward(TODAY), ESTATE.duty_steward(date(2026, 5, 21))) == ("u_zhou", None)


def test_given_somebodys_zones_when_the_register_goes_to_the_phone_then_only_those_homes_are_in_it() -> None:
    # R1.23
    held = REGISTER.for_zones({"z2"})
    assert len(held.entries) == 156
    assert {entry.zone for entry in held.entries.values()} == {"z2"}
    assert "000-0000-00" not in ESTATE.model_dump_json()
    home = REGISTER.of("u/A1-0804#门")
    assert home is not None
    assert (home.empty, home.key_held) == (True, False)


# -- expanding
@given(st.dates(date(2024, 1, 1), date(2032, 12, 31)))
@settings(max_examples=12, deadline=None)
def test_given_any_day_when_the_demo_is_expanded_then_its_dates_keep_their_distance(today: date) -> None:
    estate, _, story = expand_estate(raw(), today)
    by = today - TODAY
    assert [site.end - by for site in estate.sites] == [site.end for site in ESTATE.sites]
    assert [task.found - by for task in story.open_tasks] == [task.found for task in STORY.open_tasks]
    assert story.urgent_requests[0].received - by == STORY.urgent_requests[0].received
    assert estate.disinfected_on(today) == {"area/P07"}
    assert estate.zones_of("u_zhou", today) == ("z2",)
    assert today.month in estate.settings["facade.rainy_months"]
    assert estate.points == ESTATE.points


def test_given_the_twenty_ninth_of_february_when_the_demo_is_expanded_then_it_is_its_day() -> None:
    leap = date(2028, 2, 29)
    estate, _, story = demo(leap)
    assert estate.zones_of("u_zhou", leap) == ("z2",)
    assert {site.id: site.end for site in estate.sites}["R2"] == date(2028, 2, 28)
    assert [d.planned.astimezone(estate.tz).date() for d in story.planned_disinfection] == [leap]
    assert estate.zones_of("u_zhou", date(2028, 3, 3)) == ("z1", "z2", "z3")  # the rest day moves on over the edge
    after, _, later = demo(date(2028, 3, 1))
    assert {site.id: site.end for site in after.sites}["R2"] == leap
    assert later.open_tasks[1].fixed == leap


def test_given_an_estate_when_it_goes_to_a_phone_and_back_then_it_answers_alike() -> None:
    again = Estate.model_validate_json(ESTATE.model_dump_json())
    assert again == ESTATE
    assert again.all_stops == ESTATE.all_stops


@pytest.mark.parametrize(
    ("text", "labels"),
    [("1-3,5", ["1", "2", "3", "5"]), ("V01-V03", ["V01", "V02", "V03"]), ("B1,G-2", ["B1", "G-2"]), ("08-11", ["08", "09", "10", "11"])],
)  # fmt: skip
def test_given_a_range_when_it_is_spelled_out_then_zeros_are_kept(text: str, labels: list[str]) -> None:
    assert [*expand(text)] == labels


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda r: r["estate"]["settings"].update({"facade.band_floors": 40}), SettingsError),
        (lambda r: r["villas"].update(ids="V01-V30"), ValueError),
        (lambda r: r["occupancy"]["unoccupied"]["key_held"].append("Z9-0101"), ValueError),
        (lambda r: r["route"][0]["places"].append("Z9"), ValueError),
        (lambda r: r["buildings"][0].update(floors="18-1"), ValueError),
        (lambda r: r["buildings"][0].update(type="castle"), KeyError),
        (lambda r: r["sign_in"]["extra"].append({"id": "X", "zone": "z2", "zh": "ξψ", "en": "nowhere"}), ValueError),
        (lambda r: r["sign_in"]["extra"][0].update(place="area/P99"), ValueError),
        (lambda r: r["sign_in"]["extra"][0].update(zone="z1"), ValueError),
    ],
)  # fmt: skip
def test_given_a_set_up_that_does_not_hold_when_it_is_expanded_then_it_is_refused(
    change: Callable[[dict[str, Any]], object], error: type[Exception]
) -> None:
    told = raw()
    change(told)
    with pytest.raises(error):
        expand_estate(told, TODAY)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda r: r["zones"][1].update(steward="u_zhou"), ("zone z2", "u_zhou", "u_lin has zone z2")),
        (lambda r: r["staff"][0].update(zones=["z1", "z3"]), ("zone z2", "u_lin", "['z1', 'z3']")),
        (lambda r: r["staff"][1].update(zones=["z2"]), ("u_zhou has zone z2", "u_lin")),
        (lambda r: r["zones"][0].update(steward="u_gone"), ("zone z1", "u_gone")),
        (lambda r: r["zones"][0].update(steward="u_luo"), ("zone z1", "u_luo")),
        (lambda r: r["staff"][0]["zones"].append("z9"), ("u_lin", "z9")),
    ],
)
def test_given_a_zones_steward_and_the_staffs_zones_that_disagree_then_the_set_up_is_refused_with_both_named(
    change: Callable[[dict[str, Any]], object], named: tuple[str, ...]
) -> None:
    told = raw()
    change(told)
    with pytest.raises(ValueError, match="zones and staff disagree") as refused:
        expand_estate(told, TODAY)
    assert [words for words in named if words not in str(refused.value)] == []


def test_given_bands_of_floors_when_a_face_is_divided_then_every_floor_lies_in_one() -> None:
    # R7.7
    for building in ESTATE.buildings:
        bands = ESTATE.facades(building.id)
        for face in building.faces:
            assert tuple(f for band in bands if band.face == face for f in band.floors) == building.floors
        assert all(ESTATE.is_known(band.place) for band in bands)
        assert Place.parse(bands[0].place).kind == "facade"
    assert ESTATE.facades("A9") == ()
