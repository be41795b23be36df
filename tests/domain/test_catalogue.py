"""The catalogue as it is shipped, and what it refuses (checklists.yaml, R3.6, R7.4)."""

import copy
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.domain.bundle import BUNDLE, bundle_of, load_bundle
from app.domain.catalogue import Catalogue, CatalogueError, Item, Severity, State, rank

CATALOGUE, PROTOCOLS = load_bundle().catalogue, load_bundle().protocols
RAW: dict[str, Any] = json.loads(BUNDLE.read_text(encoding="utf-8"))
ANSWERS = [(item, state) for item in CATALOGUE.items.values() for state in item.states]
FINDINGS = [(item, state) for item, state in ANSWERS if state.is_finding]
SEVERITIES: tuple[Severity, ...] = ("minor", "major", "critical")


def name(pair: tuple[Item, State]) -> str:
    return f"{pair[0].id}={pair[1].id}"


# -- what it holds
def test_given_the_catalogue_when_its_items_are_counted_then_there_are_ninety_one() -> None:
    kinds = Counter(item.kind for item in CATALOGUE.items.values())
    assert kinds == {"building": 26, "villa": 11, "shop": 10, "public": 30, "renovation": 7, "cleaning": 7}
    assert len(CATALOGUE.items) == 91
    assert [item.id for item in CATALOGUE.items_of("villa")] == [
        id for id in CATALOGUE.items if id.startswith("villa.")
    ]


def test_given_the_catalogue_when_items_want_their_own_answer_then_they_are_ten() -> None:
    # R7.4
    explicit = Counter(item.kind for item in CATALOGUE.items.values() if item.ask == "explicit")
    assert explicit == {"renovation": 7, "cleaning": 2, "building": 1}


@pytest.mark.parametrize("item", CATALOGUE.items.values(), ids=lambda item: item.id)
def test_given_an_item_when_it_is_good_then_that_is_its_first_state(item: Item) -> None:
    assert item.states[0].ok
    assert item.ok_state() == item.states[0]
    assert item.severity_of(item.ok_state().id, []) is None
    assert any(state.is_finding for state in item.states)


def test_given_the_free_finding_when_it_is_good_then_there_is_no_such_answer() -> None:
    free = CATALOGUE.item("other.finding")
    assert free is CATALOGUE.free_finding
    assert free.states == ()
    with pytest.raises(CatalogueError) as refused:
        free.ok_state()
    assert refused.value.code == "state_unknown"


@pytest.mark.parametrize(
    "ask",
    [
        lambda c: c.item("a.b"),
        lambda c: c.items["building.lift"].state("x"),
        lambda c: c.items["building.lift"].tag("x"),
    ],
)
def test_given_an_id_of_another_version_when_it_is_asked_for_then_it_is_refused_with_a_code(
    ask: Callable[[Catalogue], object],
) -> None:
    with pytest.raises(CatalogueError) as refused:
        ask(CATALOGUE)
    assert refused.value.code in {"item_unknown", "state_unknown", "tag_unknown"}


# -- how grave, who, by which steps
@pytest.mark.parametrize(
    ("item", "state", "tags", "raised", "severity"),
    [
        ("building.fire_door", "open", [], None, "major"), ("building.fire_door", "locked", [], None, "critical"),
        ("building.fire_door", "locked", [], "minor", "critical"), ("building.fire_door", "open", [], "critical", "critical"),
        ("public.garage", "defect", [], None, "major"), ("public.garage", "defect", ["rubbish"], None, "minor"),
        ("public.garage", "defect", ["exit_blocked"], None, "critical"),
        ("public.garage", "defect", ["rubbish", "exit_blocked", "light"], None, "critical"),
        ("public.garage", "defect", ["rubbish", "leak"], None, "major"),
        ("public.garage", "defect", ["rubbish"], "major", "major"),
        ("building.water_meter", "runs_unoccupied", [], None, "critical"), ("building.water_meter", "normal", [], "critical", None),
        ("building.facade_tile", "not_seen", [], None, None), ("building.facade_tile", "hollow", [], None, "critical"),
        ("renovation.permit", "no", [], None, "major"), ("renovation.no_pass", "yes", [], None, "major"),
        ("other.finding", "", [], None, "minor"), ("other.finding", "", [], "critical", "critical"),
    ],
)  # fmt: skip
def test_given_an_answer_when_its_severity_is_asked_then_tag_goes_before_state_before_item(
    item: str, state: str, tags: list[str], raised: Severity | None, severity: Severity | None
) -> None:
    # R3.6
    assert CATALOGUE.item(item).severity_of(state, tags, raised) == severity


@given(st.sampled_from(FINDINGS), st.data())
def test_given_any_finding_when_it_is_raised_then_it_is_never_lower(
    pair: tuple[Item, State], data: st.DataObject
) -> None:
    # R3.10
    item, state = pair
    tags = data.draw(st.lists(st.sampled_from([tag.id for tag in item.tags]), unique=True)) if item.tags else []
    raised = data.draw(st.sampled_from(SEVERITIES))
    plain, said = item.severity_of(state.id, tags), item.severity_of(state.id, tags, raised)
    assert plain is not None
    assert said is not None
    assert rank(said) == max(rank(plain), rank(raised))


@pytest.mark.parametrize("pair", FINDINGS, ids=name)
def test_given_a_finding_when_its_steps_are_asked_then_there_is_a_protocol_of_its_kind(
    pair: tuple[Item, State],
) -> None:
    # R3.8
    item, state = pair
    for tags in ([], *([tag.id] for tag in item.tags)):
        for raised in (None, *SEVERITIES):
            severity = item.severity_of(state.id, tags, raised)
            assert severity is not None
            protocol = item.protocol_of(state.id, tags, severity, CATALOGUE)
            assert item.kind in PROTOCOLS[protocol].applies_to
            if severity == "critical" and not (state.protocol or item.protocol):
                assert protocol == "hazard_make_safe"
            assert item.trade_of(state.id, tags) in CATALOGUE.trades


def test_given_a_critical_free_finding_when_its_steps_are_asked_then_the_spot_is_made_safe() -> None:
    # R3.8
    free = CATALOGUE.free_finding
    assert free.protocol_of("", [], "critical", CATALOGUE) == "hazard_make_safe"
    assert free.protocol_of("", [], "minor", CATALOGUE) == "record_and_follow"
    assert (free.trade_of("", [], "order"), free.trade_of("", [])) == ("order", "steward")


def test_given_state_or_tags_when_the_trade_is_asked_then_they_decide() -> None:
    door, garage = CATALOGUE.items["building.fire_door"], CATALOGUE.items["public.garage"]
    assert (door.trade_of("locked", []), door.trade_of("damaged", [])) == ("order", "engineering")
    assert garage.trade_of("defect", ["rubbish"]) == "cleaning"
    assert garage.trade_of("defect", ["rubbish", "exit_blocked"]) == "order"  # the gravest decides
    assert garage.trade_of("defect", ["rubbish"], chosen="engineering") == "cleaning"


# -- photos and figures
@pytest.mark.parametrize(
    ("item", "state", "rule"),
    [
        ("cleaning.disinfection_notice", "yes", "required"), ("cleaning.disinfection_notice", "no", "required"),
        ("cleaning.disinfection_safety", "yes", "none"), ("building.electricity_meter", "heat_or_spark", "none"),
        ("building.electricity_meter", "abnormal", "required"), ("public.electricity_meter", "heat_or_spark", "none"),
        ("building.odour", "gas_or_burning", "none"), ("building.odour", "cause_seen", "none"),
        ("renovation.straying", "yes", "none"), ("renovation.no_pass", "yes", "optional"),
        ("building.facade_tile", "not_seen", "optional"), ("building.facade_tile", "sound", "none"),
        ("building.lift_goods", "worker", "optional"), ("other.finding", "", "required"),
    ],
)  # fmt: skip
def test_given_an_answer_when_its_photo_is_asked_then_as_the_rules_say(item: str, state: str, rule: str) -> None:
    assert CATALOGUE.item(item).photo_rule(state) == rule


def test_given_good_answers_when_photos_are_due_then_for_the_notice_alone() -> None:
    # R9.14
    assert [item.id for item, state in ANSWERS if state.ok and item.photo_rule(state.id) == "required"] == [
        "cleaning.disinfection_notice"
    ]


def test_given_meters_when_a_figure_is_due_then_only_with_the_anomaly() -> None:
    # R7.6
    due = {(item.id.split(".")[1], state.id) for item, state in ANSWERS if item.reading_rule(state.id) == "required"}
    assert due == {
        ("water_meter", "runs_unoccupied"), ("water_meter", "runs_unused"), ("water_meter", "abnormal"),
        ("electricity_meter", "abnormal"),
    }  # fmt: skip
    assert all(item.reading_unit for item, state in ANSWERS if state.reading == "required")
    assert CATALOGUE.free_finding.reading_rule("") == "none"


@pytest.mark.parametrize(
    ("facts", "offered"),
    [
        ({"door_kind": "normally_open"}, ["closed_unlocked", "open_by_kind", "locked", "damaged"]),
        ({"door_kind": "normally_closed"}, ["closed_unlocked", "open", "locked", "damaged"]),
        ({}, ["closed_unlocked", "open", "locked", "damaged"]),
    ],
)  # fmt: skip
def test_given_a_door_by_its_kind_when_answers_are_offered_then_open_is_a_defect_only_where_it_is_one(
    facts: dict[str, Any], offered: list[str]
) -> None:
    # R7.9
    assert [state.id for state in CATALOGUE.items["building.fire_door"].offered_states(facts)] == offered


@pytest.mark.parametrize("pair", ANSWERS, ids=name)
def test_given_words_that_tell_who_is_away_when_they_are_printed_then_they_tell_it_no_more(
    pair: tuple[Item, State],
) -> None:
    # R1.26
    for label in (pair[0].label, pair[1].label):
        assert not any(word in label.printed("zh") for word in ("无人", "空置", "有匙", "无匙"))
        assert not any(word in label.printed("en") for word in ("nobody", "unoccupied", "Vacant", "not in use"))


# -- what it refuses
def broken(change: Callable[[dict[str, Any]], object]) -> str:
    raw = copy.deepcopy(RAW)
    change(raw)
    with pytest.raises((ValidationError, ValueError)) as refused:
        bundle_of(raw)
    return str(refused.value)


def item_of(raw: dict[str, Any], id: str) -> dict[str, Any]:
    return next(item for item in raw["catalogue"]["items"] if item["id"] == id)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda r: item_of(r, "building.lift").update(trade="wizards"), "unknown trade"),
        (lambda r: item_of(r, "building.fire_door")["trade_by_state"].update(damaged="wizards"), "unknown trade"),
        (lambda r: item_of(r, "building.fire_door")["trade_by_state"].update(molten="order"), "unknown state or tag"),
        (lambda r: item_of(r, "building.odour")["states"].pop(0), "no state is good"),
        (lambda r: r["catalogue"]["items"].append(item_of(r, "building.lift")), "stand twice"),
        (lambda r: item_of(r, "building.odour")["states"].append({"id": "none", "zh": "无", "en": "none"}), "stands twice"),
        (lambda r: item_of(r, "building.lift").update(protocol="dance"), "unknown protocols"),
        (lambda r: item_of(r, "building.odour")["states"][1].update(protocol="dance"), "unknown protocols"),
        (lambda r: r["catalogue"]["protocol_by_severity"].update(critical="dance"), "unknown protocols"),
        (lambda r: item_of(r, "building.lift").update(kind="villa"), "of another kind"),
        (lambda r: item_of(r, "building.lift").update(applies_if="has_wings"), "unknown place fact"),
        (lambda r: item_of(r, "building.lift").update(severity="huge"), "severity"),
        (lambda r: item_of(r, "building.lift").update(tag_severity={"wings": "major"}), "unknown tag"),
        (lambda r: item_of(r, "renovation.permit").update(ok_answer="maybe"), "ok_answer"),
        (lambda r: item_of(r, "renovation.permit")["asked_if"].update(site_visit=["flown_over"]), "site visit"),
        (lambda r: item_of(r, "building.facade_tile").update(season="dry"), "unknown season"),
        (lambda r: item_of(r, "building.facade_tile")["coverage"].update(cycle={"setting": "facade.moon"}), "unknown settings"),
        (lambda r: item_of(r, "building.lift").update(colour="red"), "colour"),
        (lambda r: r["catalogue"]["area_kinds"].update(harbour={"zh": "港", "en": "Harbour"}), "without items"),
        (lambda r: r["catalogue"]["severities"]["minor"].update(rank=3), "ranks"),
        (lambda r: item_of(r, "building.lift").update(protocol="water_runs_unoccupied"), "does not trigger it"),
    ],
)  # fmt: skip
def test_given_a_catalogue_that_does_not_hold_when_it_is_loaded_then_it_is_refused_and_says_why(
    change: Callable[[dict[str, Any]], object], why: str
) -> None:
    assert why in broken(change)
