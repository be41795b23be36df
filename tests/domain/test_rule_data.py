"""What docs/rules.md says of the books and of the demo's set-up, looked up in them."""

from collections import Counter

import pytest

from app.domain.bundle import load_bundle
from app.domain.places import Place
from app.domain.rounds import due
from tests.domain.demo import TODAY, demo

BUNDLE = load_bundle()
CATALOGUE, PROTOCOLS = BUNDLE.catalogue, BUNDLE.protocols
ESTATE = demo()[0]


@pytest.mark.parametrize(
    ("item", "state", "severity"),
    [
        ("building.odour", "cause_unknown", "critical"),
        ("building.facade_tile", "hollow", "critical"),
        ("building.electricity_meter", "abnormal", "major"),
        ("villa.added_structure", "being_built", "major"),
    ],
)
def test_given_the_sources_words_for_haste_then_the_severity_is_theirs(item: str, state: str, severity: str) -> None:
    # R3.4
    assert CATALOGUE.item(item).severity_of(state, []) == severity


@pytest.mark.parametrize(
    ("item", "state"),
    [
        ("building.water_meter", "runs_unoccupied"),
        ("villa.water_meter", "runs_unoccupied"),
        ("shop.water_meter", "runs_unused"),
    ],
)
def test_given_water_that_runs_where_nobody_lives_then_it_is_critical(item: str, state: str) -> None:
    # R3.5
    assert CATALOGUE.item(item).severity_of(state, []) == "critical"


def test_given_a_fire_door_then_open_is_major_and_locked_critical() -> None:
    # R3.6
    door = CATALOGUE.item("building.fire_door")
    assert (door.severity_of("open", []), door.severity_of("locked", [])) == ("major", "critical")


def test_given_missing_fire_equipment_or_a_broken_conductor_then_they_are_major() -> None:
    # R3.9
    assert CATALOGUE.item("building.fire_equipment").severity_of("missing", []) == "major"
    assert CATALOGUE.item("building.lightning_protection").severity_of("broken", []) == "major"


def test_given_the_hours_then_critical_matters_reach_these_at_any_time() -> None:
    # R3.18
    settings = BUNDLE.settings({})
    assert all(settings.hours(f"hours.{role}").critical_any_time for role in ("engineering", "supervisor", "manager"))
    order = settings.hours("hours.order")
    assert (len(order.days), order.opens, order.closes) == (7, 0, 24 * 60)


def test_given_two_rounds_a_day_then_a_site_and_an_outer_wall_are_still_due_once() -> None:
    # R2.9
    settings = BUNDLE.settings({"rounds.per_day": 2})
    assert {kind: due(kind, settings) for kind in ("stairwell", "site", "facade")} == {
        "stairwell": 2,
        "site": 1,
        "facade": 1,
    }


def test_given_a_stairwell_then_it_has_a_point_on_top_and_one_in_the_middle() -> None:
    # R6.1
    of_cores = Counter((ESTATE.stop_of(point.place), point.kind) for point in ESTATE.points if point.kind != "extra")
    stairwells = {stop.place for stop in ESTATE.all_stops if stop.type == "stairwell"}
    assert of_cores == {(core, kind): 1 for core in stairwells for kind in ("top", "middle")}
    assert all(Place.parse(core).core is not None for core in stairwells)


def test_given_a_sign_and_a_breach_then_there_and_not_there_are_what_is_good() -> None:
    # R7.10
    sign, goods = CATALOGUE.item("building.roof_warning_sign"), CATALOGUE.item("building.lift_goods")
    assert (sign.ok_state().id, goods.ok_state().id) == ("present", "none")
    assert sign.state("missing").is_finding


def test_given_a_renovation_breach_then_stopping_it_comes_before_anything_is_written() -> None:
    # R9.12
    first, *others = PROTOCOLS["renovation_violation"].steps
    assert first.id.startswith("stop")
    assert first.locked
    assert {"notice", "tell_owner", "report_supervisor"} <= {step.id for step in others}


def test_given_forbidden_goods_then_a_pass_is_withdrawn_from_workers_alone() -> None:
    # R9.13
    withdraw = next(step for step in PROTOCOLS["lift_forbidden_goods"].steps if step.id == "withdraw_pass")
    assert {name: tuple(values) for name, values in withdraw.only_if.items()} == {"carrier": ("worker",)}


def test_given_a_site_past_its_end_date_then_it_is_still_a_stop_and_a_completed_one_is_none() -> None:
    # R2.12, R2.13
    past = next(site for site in ESTATE.sites if site.end < TODAY)
    stop = Place.of("site", past.id).path
    assert stop in {each.place for each in ESTATE.all_stops}
    done = past.model_copy(update={"status": "completed"})
    raw = ESTATE.model_copy(update={"sites": tuple(done if site is past else site for site in ESTATE.sites)})
    over = type(ESTATE).model_validate(raw.model_dump(mode="json", by_alias=True))
    assert stop not in {each.place for each in over.all_stops}


def test_given_what_is_seen_from_times_and_counts_then_it_is_no_state_of_a_task() -> None:
    # R4.17
    states = {state.id for state in PROTOCOLS.task_states}
    assert not states & {*PROTOCOLS.derived_flags}
    assert {"overdue", "escalated", "reported_late", "recurring", "waits_for_review"} == {*PROTOCOLS.derived_flags}
