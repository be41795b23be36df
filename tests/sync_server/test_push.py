"""Every fact of a push is judged by itself: each code, and what cannot be read."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from app.domain.bodies import Body
from app.domain.clock import SimulatedClock
from app.domain.estate import Estate
from app.domain.facts import Fact
from app.domain.kinds import KINDS
from app.domain.limits import CLOCKS_A_PUSH, FACT_BYTES, FACTS_A_PUSH, NAME, PHOTOS_A_FACT, TEXT
from app.domain.rights import may_say
from app.domain.times import wire
from sync_server.db.tables import ConflictRow, DeviceRow, FactRow
from sync_server.ingest import belongs, fold
from sync_server.ingest.release import let_count
from tests.sync_server.world import DAY, ESTATE, FLOOR, HOME, LIGHT, METER, OTHER_ZONE, STOP, Device, World, world

pytestmark = pytest.mark.anyio


def deep(levels: int) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for _ in range(levels):
        made = {"x": made}
    return made


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"place": "b/Z9/c/1/f/1"}, "place_unknown"),
        ({"place": "no path at all / "}, "place_unknown"),
        ({"kind": "signed_in", "item": None, "body": {"point": "X-NEW", "means": "scan"}}, "point_unknown"),
        ({"item": "building.no_such_item"}, "item_unknown"),
        ({"body": {"state": "purple", "catalogue": 1}}, "item_unknown"),
        ({"body": {"state": "defect", "tags": ["purple"], "catalogue": 1}}, "item_unknown"),
        ({"kind": "answered", "item": None, "body": {"item": "x.y", "state": "ok", "catalogue": 1}}, "item_unknown"),
        ({"item": "shop.water_meter", "body": {"state": "abnormal", "catalogue": 1}}, "place_unfit"),
        ({"kind": "skipped", "item": None, "body": {"reason": "locked"}}, "place_unfit"),
        ({"kind": "site_visited", "item": None, "place": "b/A1/c/1", "body": {"result": "inspected"}}, "place_unfit"),
        ({"kind": "signed_in", "item": None, "place": OTHER_ZONE, "body": {"point": "A1-1-T", "means": "scan"}}, "place_unfit"),
        ({"kind": "round_started", "item": None, "place": None, "body": {"zones": ["z1", "z9"]}}, "place_unknown"),
        ({"kind": "confirmed", "item": None, "place": "b/A1/c/1", "body": {"catalogue": 1, "covers": ["made.up"]}}, "item_unknown"),
        ({"body": {"state": "defect", "catalogue": 3}}, "catalogue_newer"),
        ({"item": "other.finding", "body": {"state": "x", "trade": "occupant", "catalogue": 1}}, "addressee_unknown"),
        ({"kind": "flown_over"}, "kind_unknown"),
        ({"v": 2}, "kind_unknown"),
        ({"session": "00000000-0000-0000-0000-000000000009"}, "session_unknown"),
        ({"device": "00000000-0000-0000-0000-000000000009"}, "session_unknown"),
        ({"author": "u_zhou"}, "author_no_right"),
        ({"kind": "cancelled", "item": LIGHT, "body": {"task": "00000000-0000-0000-0000-000000000009", "words": "x"}}, "author_no_right"),
    ],
)  # fmt: skip
async def test_given_what_the_server_does_not_know_yet_then_the_fact_is_held(
    here: World, lin: Device, given: dict[str, Any], code: str
) -> None:
    fact = lin.fact(**given)
    (receipt,) = await lin.push(fact)
    assert (receipt.state, receipt.code) == ("held", code)
    (row,) = here.facts().values()
    assert (row.state, row.code) == ("held", code)
    assert await lin.matters() == []
    (again,) = await lin.push(fact)
    assert (again.state, again.code, again.first) == ("repeated", code, receipt.first)


TASK = "0197a2b0-0000-7000-8000-000000000001"


def a_photo(**given: Any) -> dict[str, Any]:
    return {"sha256": "ab" * 32, "role": "evidence", "w": 4, "h": 3, "bytes": 99} | given


BAD: list[Any] = [
    {"id": "no id"},
    {"id": 5},
    {"body": {"state": 7, "catalogue": 1}},
    {"body": {"state": "defect"}},
    {"body": {"state": "defect", "catalogue": 1} | deep(60)},
    {"body": {"state": "defect", "catalogue": 1} | deep(300)},
    {"marks": deep(300)},
    {"photos": [{"sha256": "no digest"}]},
    {"body": {"state": "defect", "catalogue": 0}},
    {"at": "2026-05-20T01:02:03"},
    {"at": "0001-01-01T00:00:00+14:00"},
    {"at": "9999-12-31T23:59:59-14:00"},
    {"at": "1900-01-01T00:00:00Z"},
    {"seq": -1},
    {"seq": 2**63},
    {"mono_ms": 2**70},
    {"v": 0},
    {"day": "20 May"},
    {"day": "2026-02-30"},
    {"place": "b/A1\0"},
    {"kind": "fou\0nd"},
    {"place": None},
    {"item": None},
    {"preview": "x" * 20_000},
    {"author": "\ud800"},
    {"body": {"state": "defect", "catalogue": 1, "words": "\udfff"}},
    {"estate": "another"},
    {"photos": [a_photo(taken_at="0500-01-01T00:00:00Z")]},
    {"photos": [a_photo(taken_at="9500-01-01T00:00:00Z")]},
    {"photos": [a_photo(bytes=0)]},
    {"photos": [a_photo(w=70_000)]},
    {"photos": [a_photo(sha256=f"{n:064x}") for n in range(PHOTOS_A_FACT + 1)]},
    {"day": "0500-01-01"},
    {"kind": "on_hold", "body": {"task": TASK, "until": "2026-99-99", "words": "x"}},
    {"kind": "on_hold", "body": {"task": TASK, "until": "0500-01-01", "words": "x"}},
    {"kind": "stepped", "body": {"protocol": "p", "step": "s", "results": {}, "promised_at": "0500-01-01T00:00:00Z"}},
    {"body": {"state": "defect", "catalogue": 10**30}},
    {"body": {"state": "defect", "catalogue": 1, "reading": "١٢"}},
    {"body": {"state": "defect", "catalogue": 1, "unknown": "x" * (TEXT + 1)}},
    {"body": {"state": "defect", "catalogue": 1, "unknown": 10**400}},
    {"body": {"state": "defect", "catalogue": 1, "unknown": -(2**63)}},
    {"body": {"state": "defect", "catalogue": 1, "x" * (NAME + 1): 1}},
    {"body": {"state": "defect", "catalogue": 1, "unknown": ["x" * TEXT] * (FACT_BYTES // TEXT)}},
    {"author": "u" * (NAME + 1)},
]


@pytest.mark.parametrize("given", BAD, ids=lambda given: str(given)[:40])
async def test_given_a_fact_that_cannot_be_read_then_it_alone_is_refused_and_kept(
    here: World, lin: Device, given: dict[str, Any]
) -> None:
    good, bad, other = (
        lin.fact(),
        lin.fact(**given),
        lin.fact(place=HOME, item=METER, body={"state": "defect", "catalogue": 1}),
    )
    receipts = await lin.push(good, bad, other)
    assert [receipt.state for receipt in receipts] == ["accepted", "refused", "accepted"]
    assert receipts[1].code == "fact_malformed"
    kept = here.write(lambda s: s.exec(select(ConflictRow)).all())
    assert [row.code for row in kept] == ["fact_malformed"]
    assert kept[0].reason
    await lin.push(bad)
    assert len(here.write(lambda s: s.exec(select(ConflictRow)).all())) == 1


async def test_given_a_round_at_a_place_that_is_none_then_it_waits_and_the_others_of_its_push_go_on(
    here: World, lin: Device
) -> None:
    odd = lin.fact("round_started", place="١٢", item=METER)
    assert [receipt.code for receipt in await lin.push(odd, lin.fact())] == ["place_unknown", "ok"]


async def test_given_a_fact_on_which_the_judging_fails_then_it_waits_and_the_others_of_its_push_go_on(
    here: World, lin: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(fact: Fact, body: Body, estate: Estate) -> str | None:
        if fact.place == HOME:
            raise LookupError(fact.place)
        return of_place(fact, body, estate)

    of_place = belongs.of_place
    monkeypatch.setattr(belongs, "of_place", fails)
    bad = lin.fact(place=HOME, item=METER, body={"state": "defect", "catalogue": 1})
    assert [receipt.code for receipt in await lin.push(bad, lin.fact())] == ["internal", "ok"]


@pytest.mark.parametrize("number", ["1e400", "-1e400", "9" * 5_000])
async def test_given_a_number_that_no_phone_could_read_then_that_fact_alone_is_refused(
    here: World, lin: Device, number: str
) -> None:
    good, bad = lin.fact(), lin.fact(body={"state": "defect", "catalogue": 1, "figure": "<here>"})
    text = json.dumps({"v": 1, "device": str(lin.id), "facts": [good, bad]}).replace('"<here>"', number)
    answer = await here.http.post("/api/push", content=text, headers=lin.headers)
    assert [receipt["code"] for receipt in answer.json()["receipts"]] == ["ok", "fact_malformed"]
    (matter,) = await lin.matters()
    assert len(matter["facts"]) == 1


async def test_given_as_many_clocks_as_a_push_may_tell_then_they_are_two_statements_and_one_more_is_refused(
    here: World, lin: Device
) -> None:
    clocks = [{"start": str(UUID(int=n)), "offset_ms": n} for n in range(CLOCKS_A_PUSH + 1)]
    answer = await lin.send(lin.fact(), clocks=clocks)
    assert (answer.status_code, answer.json()["code"]) == (413, "push_too_large")
    asked: list[str] = []
    event.listen(here.server.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert (await lin.send(clocks=clocks[1:])).status_code == 200
    assert sum("clock_offset" in text and not text.startswith("SELECT") for text in asked) <= 2


async def test_given_a_matter_with_all_the_facts_it_can_have_then_more_wait_for_a_person_and_others_go_on(
    here: World, lin: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fold, "MATTER_FACTS", 3)
    first = [lin.fact() for _ in range(3)]
    assert [receipt.code for receipt in await lin.push(*first)] == ["ok"] * 3
    more, elsewhere = lin.fact(), lin.fact(place="b/A1/c/1/f/6")
    assert [(r.state, r.code) for r in await lin.push(more, elsewhere)] == [("held", "matter_full"), ("accepted", "ok")]
    assert sorted(len(matter["facts"]) for matter in await lin.matters()) == [1, 3]
    known = here.write(lambda session: here.server.estates.get(session, ESTATE))
    assert here.write(lambda session: let_count(session, known, [UUID(more["id"])])) == {UUID(more["id"]): "ok"}
    assert sorted(len(matter["facts"]) for matter in await lin.matters()) == [1, 4]


async def test_given_a_matter_with_all_the_bytes_it_can_have_then_more_wait_for_a_person(
    here: World, lin: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fold, "MATTER_BYTES", 20_000)
    words = {"state": "defect", "catalogue": 1, "words": "很" * 2_000}
    codes = [(await lin.push(lin.fact(body=words)))[0].code for _ in range(5)]
    assert codes == ["ok", "ok", "ok", "matter_full", "matter_full"]


async def test_given_a_fact_that_an_earlier_server_took_and_this_one_cannot_read_then_the_others_of_its_place_go_on(
    here: World, lin: Device
) -> None:
    old = lin.fact()
    await lin.push(old)

    def spoil(session: Session) -> None:
        row = session.exec(select(FactRow)).one()
        row.raw = json.dumps(old | {"photos": [a_photo(taken_at="0500-01-01T00:00:00Z")]})

    here.write(spoil)
    (receipt,) = await lin.push(lin.fact())
    assert receipt.code == "ok"
    (matter,) = await lin.matters()
    assert len(matter["facts"]) == 1


async def test_given_all_of_these_at_once_on_either_database_then_each_is_kept(
    url: str, tmp_path: Path, clock: SimulatedClock
) -> None:
    async with world(tmp_path / "there", clock, url=url) as there:
        lin = await there.device("lin")
        good, words = lin.fact(), {"state": "defect", "catalogue": 1, "words": "a\0b 😀"}
        receipts = await lin.push(good, *[lin.fact(**given) for given in BAD], lin.fact(body=words))
        assert [receipt.state for receipt in receipts] == ["accepted", *["refused"] * len(BAD), "accepted"]
        assert len(there.write(lambda s: s.exec(select(ConflictRow)).all())) == len(BAD)
        (matter,) = await lin.matters()
        assert [fact["body"].get("words") for fact in matter["facts"]] == [None, "a\0b 😀"]


@pytest.mark.parametrize(
    "given",
    [
        {"seq": 2**63 - 1, "mono_ms": 2**63 - 1},
        {"body": {"state": "defect", "tags": ["dark"], "catalogue": 1, "words": "a\0b 😀"}},
        {"body": {"state": "defect", "catalogue": 1} | deep(30)},
        {"at": "1970-01-01T00:00:00Z"},
        {"day": "2020-01-01"},
        {"day": None},
        {"photos": [{"sha256": "0" * 64, "role": "evidence", "w": 1, "h": 1, "bytes": 2**62, "taken_at": "2026-05-20T00:00:00Z"}]},
    ],
)  # fmt: skip
async def test_given_odd_but_readable_facts_then_they_are_accepted_and_come_back(
    lin: Device, given: dict[str, Any]
) -> None:
    (receipt,) = await lin.push(lin.fact(**given))
    assert (receipt.state, receipt.code) == ("accepted", "time_odd" if given.get("at") or given.get("day") else "ok")
    (matter,) = await lin.matters()
    assert len(matter["facts"]) == 1


async def test_given_the_same_id_with_other_content_then_both_are_kept_and_the_first_counts(
    here: World, lin: Device
) -> None:
    fact = lin.fact()
    (first,) = await lin.push(fact)
    (second,) = await lin.push({**fact, "place": HOME})
    assert (second.state, second.code, second.first) == ("refused", "id_reused", first.first)
    (row,) = here.facts().values()
    assert row.place == FLOOR
    (conflict,) = here.write(lambda s: s.exec(select(ConflictRow)).all())
    assert conflict.code == "id_reused"


async def test_given_one_id_twice_in_a_push_then_the_second_is_judged_against_the_first(lin: Device) -> None:
    fact = lin.fact()
    receipts = await lin.push(fact, fact, {**fact, "seq": 99})
    assert [(receipt.state, receipt.code) for receipt in receipts] == [
        ("accepted", "ok"), ("repeated", "ok"), ("refused", "id_reused"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "push_malformed"),
        (b"[]", 400, "push_malformed"),
        (b'{"device": "x", "facts": []}', 400, "push_malformed"),
        (b'{"device": "00000000-0000-0000-0000-0000000000d1", "facts": [{"seq": NaN}]}', 400, "push_malformed"),
        (b"\xff\xfe{", 400, "push_malformed"),
        (b"[" * 100_000, 400, "push_malformed"),
        (b'{"device": "00000000-0000-0000-0000-0000000000d9", "facts": []}', 401, "token_unknown"),
        (b'{"v": 3, "device": "00000000-0000-0000-0000-0000000000d1", "facts": []}', 426, "version_unsupported"),
    ],
)  # fmt: skip
async def test_given_a_push_that_is_none_then_it_is_answered_with_a_fault(
    here: World, lin: Device, body: bytes, status: int, code: str
) -> None:
    answer = await here.http.post("/api/push", content=body, headers=lin.headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_given_too_many_facts_then_none_is_taken(here: World, lin: Device) -> None:
    fact = lin.fact()
    answer = await lin.send(*[fact] * (FACTS_A_PUSH + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "push_too_large")
    assert here.facts() == {}


async def test_given_a_finding_on_a_floor_and_one_in_a_home_then_the_day_is_that_of_their_stop(lin: Device) -> None:
    await lin.push(lin.fact(), lin.fact(place=HOME, item=METER, body={"state": "defect", "catalogue": 1}))
    changes, _ = await lin.pull()
    days = [change["data"] for change in changes if change["kind"] == "place_day"]
    assert [(day["place"], day["state"], len(day["facts"])) for day in days] == [(STOP, "begun", 2)]
    assert set(days[0]["answers"]) == {f"building.corridor_light@{FLOOR}", f"{METER}@{HOME}"}


async def test_given_a_sign_in_at_a_point_then_its_day_and_no_stops_day_is_told(lin: Device) -> None:
    await lin.push(lin.fact("signed_in", place="b/A1/c/1/f/18"))
    changes, _ = await lin.pull()
    kinds = {change["kind"]: change["data"] for change in changes}
    assert kinds["point_day"]["point"] == "A1-1-T"
    assert kinds["point_day"]["day"] == DAY
    assert "place_day" not in kinds


async def test_given_a_clock_that_is_wrong_then_seen_at_is_corrected_and_never_in_the_future(
    here: World, lin: Device
) -> None:
    ahead = wire(here.clock.now() + timedelta(hours=5))
    clocks = [{"start": str(lin.start), "offset_ms": -5 * 3_600_000 - 60_000}]
    (right,) = await lin.push(lin.fact(at=ahead), clocks=clocks)
    assert right.seen_at == here.clock.now() - timedelta(minutes=1)
    lin.start = lin.id
    (cut,) = await lin.push(lin.fact(at=wire(here.clock.now() + timedelta(days=2))))
    assert cut.seen_at == here.clock.now()


async def test_given_a_revoked_device_then_its_facts_are_held(here: World, lin: Device) -> None:
    def revoke(session: Any) -> None:
        session.get_one(DeviceRow, (ESTATE, lin.id)).revoked_at = here.clock.now()

    here.write(revoke)
    (receipt,) = await lin.push(lin.fact())
    assert (receipt.state, receipt.code) == ("held", "device_revoked")


@pytest.mark.parametrize("kind", sorted(k for k in KINDS if not may_say(k, ["engineering"])))
def test_given_roles_then_only_the_named_ones_may_say_it(kind: str) -> None:
    # R1.20
    assert may_say(kind, ["supervisor"])
    assert not may_say(kind, ["engineering"])
    assert not may_say(kind, [])


@pytest.mark.parametrize("kind", ["found", "fixed", "accepted", "ended"])
def test_given_any_role_then_everybody_may_report_and_repair(kind: str) -> None:
    # R1.16
    assert may_say(kind, ["engineering"])
    assert not may_say(kind, [])


async def test_given_a_disinfection_whose_questions_come_in_two_pushes_then_they_are_one_matter(
    here: World, lin: Device
) -> None:
    # R9.16
    notice, safety = "cleaning.disinfection_notice", "cleaning.disinfection_safety"
    place = "area/P07"
    good = {"item": notice, "state": "yes", "catalogue": 1}
    await lin.push(lin.fact("answered", place=place, item=notice, body=good))
    here.clock.move(timedelta(minutes=1))
    (receipt,) = await lin.push(lin.fact(place=place, item=safety, body={"state": "no", "catalogue": 1}))
    assert receipt.state == "accepted"
    (matter,) = await lin.matters()
    assert (matter["item"], [task["files"] for task in matter["tasks"]]) == (notice, ["safety"])
    assert len(matter["cases"]) == 1
