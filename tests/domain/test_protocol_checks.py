"""A book of protocols in which a name means nothing must not get into a build (architecture: validated at load)."""

import copy
import re
from collections.abc import Callable
from typing import Any

import pytest

from app.domain.bundle import bundle_of
from webapp.data import SOURCES, read

Raw = dict[str, Any]
Change = Callable[[Raw], object]


@pytest.fixture(scope="module")
def whole() -> Raw:
    raw, _ = read(SOURCES)
    return raw


def protocol(raw: Raw, id: str) -> Raw:
    found: Raw = next(p for p in raw["protocols"]["protocols"] if p["id"] == id)
    return found


def step(raw: Raw, id: str, name: str) -> Raw:
    found: Raw = next(s for s in protocol(raw, id)["steps"] if s["id"] == name)
    return found


def item(raw: Raw, id: str) -> Raw:
    found: Raw = next(i for i in raw["catalogue"]["items"] if i["id"] == id)
    return found


WATER = "water_runs_unoccupied"

WRONG: dict[str, tuple[Change, str]] = {
    "a condition on a fact that nobody records": (
        lambda raw: step(raw, WATER, "leave_notice").update(only_if={"letter": ["sent"]}),
        "the fact letter has no source",
    ),
    "a condition on a value that never comes": (
        lambda raw: step(raw, WATER, "leave_notice").update(only_if={"key": ["lost"]}),
        "key is never",
    ),
    "a condition on what only a later step records": (
        lambda raw: step(raw, WATER, "front_desk_verify").update(only_if={"key": ["held"]}),
        "the fact key has no source before it",
    ),
    "a misspelt word of a step": (lambda raw: step(raw, WATER, "leave_notice").update(onlyif={}), "onlyif"),
    "an alarm for a result that is not asked": (
        lambda raw: step(raw, WATER, "close_valve").update(alarm={"melted": ["engineering"]}),
        "an alarm for a result it has not",
    ),
    "an alarm that calls nobody": (
        lambda raw: step(raw, WATER, "close_valve").update(alarm={"could_not_close": ["plumber"]}),
        "plumber",
    ),
    "a means that is none": (
        lambda raw: step(raw, WATER, "phone_occupant").update(tell=[{"who": "occupant", "how": "pigeon"}]),
        "unknown means",
    ),
    "a result without words": (
        lambda raw: step(raw, WATER, "close_valve")["records"]["valve"].append("melted"),
        "valve: a value has no words",
    ),
    "facts of a kind that it does not apply to": (
        lambda raw: step(raw, WATER, "front_desk_answer")["records_by_kind"].update(
            public={"occupancy": ["unoccupied"]}
        ),
        "facts of another kind",
    ),
    "a case that nothing closes": (lambda raw: protocol(raw, WATER).update(closes_if=[]), "nothing closes it"),
    "a task to nobody": (lambda raw: protocol(raw, WATER)["files"][0].update(to="plumber"), "to plumber"),
    "two tasks of one id": (
        lambda raw: protocol(raw, WATER)["files"].append(protocol(raw, WATER)["files"][0]),
        "stands twice",
    ),
    "two protocols of one id": (
        lambda raw: raw["protocols"]["protocols"].append(protocol(raw, WATER)),
        "a protocol stands twice",
    ),
    "a trigger on an item that is not there": (
        lambda raw: protocol(raw, WATER)["trigger"]["any"].append({"item": "building.gas_meter", "state": "abnormal"}),
        "no item building.gas_meter",
    ),
    "a trigger on a good answer": (
        lambda raw: protocol(raw, WATER)["trigger"]["any"].append({"item": "building.water_meter", "state": "normal"}),
        "are no findings of it",
    ),
    "an answer that names a protocol which it does not open": (
        lambda raw: protocol(raw, WATER)["trigger"]["any"].pop(0),
        "building.water_meter=runs_unoccupied names it and does not trigger it",
    ),
    "an answer that is a result which the step has not": (
        lambda raw: protocol(raw, "disinfection")["trigger"]["items"][0]["answers"].update({"no": "forgotten"}),
        "a result the step has not",
    ),
    "a fact that nothing gives at the opening": (
        lambda raw: protocol(raw, "dead_branch")["facts_from_trigger"]["branch"].update({"is": "the weather"}),
        "nothing gives",
    ),
    "a number of a setting that is not there": (
        lambda raw: protocol(raw, "complaint_return_visit")["files"][0].update(deadline={"setting": "visits.never"}),
        "visits.never",
    ),
    "a setting named by the head that is not there": (
        lambda raw: raw["settings"]["settings"].pop("calls.gap"),
        "calls.gap",
    ),
    "an item that names a protocol which is not there": (
        lambda raw: item(raw, "building.water_meter_parts").update(protocol="call_a_plumber"),
        "call_a_plumber",
    ),
}


def test_given_the_books_as_they_are_when_they_are_checked_then_they_hold(whole: Raw) -> None:
    assert len(bundle_of(whole).protocols.protocols) == 20


@pytest.mark.parametrize("what", WRONG)
def test_given_a_book_that_does_not_hold_when_it_is_loaded_then_it_is_refused_and_says_why(
    whole: Raw, what: str
) -> None:
    change, why = WRONG[what]
    raw = copy.deepcopy(whole)
    change(raw)
    with pytest.raises(ValueError, match=re.escape(why)):
        bundle_of(raw)
