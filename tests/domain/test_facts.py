"""Facts, their ids and digests, and the stamp in the pixels (facts.py, ids.py, times.py, stamp.py)."""

import random
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from app.domain import ids
from app.domain.clock import SimulatedClock
from app.domain.facts import Fact, SeenFact, canonical, digest, preview_bytes, thread_of, to_wire
from app.domain.kinds import parse
from app.domain.stamp import stamp_lines, time_in_stamp
from app.domain.times import Utc, UtcColumn, wire
from tests.patrol.scenes import DEVICE, FLOOR, LIGHT, SESSION, START, T0, photo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def fact(**more: object) -> Fact:
    told = {
        "id": UUID(int=7), "kind": "found", "estate": "q", "author": "u_lin", "session": SESSION, "device": DEVICE,
        "start": START, "seq": 1, "at": T0, "mono_ms": 5, "place": FLOOR, "item": LIGHT, "body": {"state": "defect", "catalogue": 1},
    }  # fmt: skip
    return Fact.model_validate(told | more)


# -- ids
def test_given_a_clock_that_goes_on_when_ids_are_born_then_they_grow() -> None:
    clock, rng = SimulatedClock(T0), random.Random(1)
    born = []
    for _ in range(300):
        born.append(ids.new(clock, rng))
        clock.move(timedelta(milliseconds=1))
    assert born == sorted(born)
    assert {(id.version, id.variant) for id in born} == {(7, "specified in RFC 4122")}
    assert datetime.fromtimestamp((born[0].int >> 80) / 1000, UTC) == T0


def test_given_one_instant_when_many_ids_are_born_then_none_is_born_twice() -> None:
    clock, rng = SimulatedClock(T0), random.Random(1)
    assert len({ids.new(clock, rng) for _ in range(2000)}) == 2000


def test_given_the_same_words_when_ids_are_derived_then_both_sides_get_the_same() -> None:
    assert ids.thread_id("b/A1", "x") == uuid5(ids.ZONEWALK, "thread|b/A1|x")  # fixed for ever: records hang on it
    assert ids.day_id("b/A1", "2026-05-20") == uuid5(ids.ZONEWALK, "day|b/A1|2026-05-20")
    told = {ids.thread_id(p, i) for p in ("b/A1", "b/A2") for i in ("x", "y")}
    told |= {ids.day_id("b/A1", d) for d in ("2026-05-20", "2026-05-21")}
    told |= {ids.case_id(UUID(int=1), "p"), ids.task_id(ids.case_id(UUID(int=1), "p"), "f")}
    assert len(told) == 8
    assert thread_of(FLOOR, LIGHT) == ids.thread_id(FLOOR, LIGHT)
    assert thread_of(FLOOR, None) is None
    assert thread_of(None, LIGHT) is None


# -- the envelope
def test_given_a_photo_whose_time_nobody_knows_when_it_goes_over_the_wire_then_it_is_read_as_it_was_told() -> None:
    told = fact(photos=[photo("old", source="album", taken_at=None)])
    assert "taken_at" not in to_wire(told)["photos"][0]
    assert Fact.model_validate(to_wire(told)) == told


def test_given_a_preview_when_the_fact_is_digested_then_it_lies_outside() -> None:
    plain, pictured = to_wire(fact()), to_wire(fact(preview="aGk="))
    assert "preview" in pictured
    assert digest(plain) == digest(pictured)
    assert preview_bytes(fact(preview="aGk=")) == b"hi"
    assert preview_bytes(fact()) is None


@pytest.mark.parametrize("broken", ["!!notb64", "A", "图"])
def test_given_a_preview_that_cannot_be_read_when_it_is_to_be_shown_then_there_is_none(broken: str) -> None:
    assert preview_bytes(fact(preview=broken)) is None


@given(st.sampled_from(["kind", "author", "seq", "place", "item", "mono_ms"]))
def test_given_any_other_change_when_the_fact_is_digested_then_the_digest_is_another(field: str) -> None:
    raw = to_wire(fact())
    changed = raw | {field: raw[field] + (1 if isinstance(raw[field], int) else "x")}
    assert digest(changed) != digest(raw)


@given(st.permutations(sorted(to_wire(fact()))))
def test_given_fields_in_any_order_when_the_fact_is_digested_then_the_digest_is_the_same(order: list[str]) -> None:
    raw = to_wire(fact())
    assert canonical({key: raw[key] for key in order}) == canonical(raw)


def test_given_fields_of_a_newer_phone_when_the_fact_goes_on_then_they_are_kept() -> None:
    raw = to_wire(
        fact(mood="fine", body={"state": "defect", "catalogue": 1, "smell": "none"}, photos=[photo("a", lens="wide")])
    )
    again = to_wire(Fact.model_validate(raw))
    assert again == raw
    assert (again["mood"], again["body"]["smell"], again["photos"][0]["lens"]) == ("fine", "none", "wide")
    assert digest(again) == digest(raw)
    assert parse("found", again["body"]).model_dump()["smell"] == "none"


def test_given_what_is_not_said_when_the_fact_goes_over_the_wire_then_it_is_left_out() -> None:
    assert not {"about", "case", "preview", "day"} & {*to_wire(fact())}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("found", {"state": "defect"}), ("found", {"state": "defect", "catalogue": 1, "raised": "huge"}),
        ("found", {"state": "defect", "catalogue": 1, "reading": "12,5"}), ("round_started", {"zones": []}),
        ("ended", {"task": str(UUID(int=1)), "words": ""}), ("site_visited", {"result": "seen"}),
        ("reviewed", {"sha256": "x", "verdict": "fine"}),
    ],
)  # fmt: skip
def test_given_a_wrong_body_when_it_is_read_then_it_is_refused(kind: str, body: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        parse(kind, body)


def test_given_a_kind_of_tomorrow_when_it_is_read_then_it_is_unknown() -> None:
    with pytest.raises(KeyError):
        parse("sang", {})


def test_given_facts_that_arrived_out_of_turn_when_they_are_ordered_then_by_when_they_were_seen() -> None:
    late = SeenFact(**fact(id=UUID(int=1), seq=1).model_dump(), seen_at=T0, received_at=T0 + timedelta(hours=5))
    soon = SeenFact(
        **fact(id=UUID(int=2), seq=2).model_dump(), seen_at=T0 + timedelta(hours=1), received_at=T0 + timedelta(hours=1)
    )
    assert sorted([soon, late], key=lambda f: f.order) == [late, soon]


# -- times
def test_given_a_naive_time_when_it_is_read_then_it_is_refused() -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Utc).validate_python(datetime(2026, 5, 20))  # noqa: DTZ001


@given(st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(timezone(timedelta(hours=8)))))  # noqa: DTZ001
def test_given_any_time_when_it_is_stored_or_sent_then_it_comes_back_to_the_microsecond(moment: datetime) -> None:
    column = UtcColumn()
    stored = column.process_bind_param(moment, None)  # type: ignore[arg-type]
    assert column.process_result_value(stored, None) == moment  # type: ignore[arg-type]
    assert datetime.fromisoformat(wire(moment)) == moment
    assert wire(moment).endswith("Z")


# -- the stamp
def test_given_a_photo_of_now_when_it_is_stamped_then_it_says_where_what_who_and_when() -> None:
    when = time_in_stamp(T0, SHANGHAI)
    lines = stamp_lines(estate="晴岚", place="A2座 12层", item="防火门", steward="林晓岚", when=when)
    assert lines == ["晴岚 · A2座 12层", "防火门", "林晓岚  2026-05-20 09:00:00"]


def test_where_the_phone_was_is_the_stamps_last_line_when_it_told() -> None:
    lines = stamp_lines(
        estate="晴岚", place="A2座", item="", steward="林晓岚", when="09:00", near="31.23040, 121.47370 ±8 m"
    )
    assert lines[-1] == "31.23040, 121.47370 ±8 m"
    assert len(lines) == 3
