"""Every fact of a push is judged by itself: each code, and what cannot be read."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from app.domain.clock import SimulatedClock
from app.domain.limits import FACTS_A_PUSH
from app.domain.times import wire
from sync_server.db.tables import ConflictRow, DeviceRow
from sync_server.ingest.rights import RIGHTS, may_say
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


@pytest.mark.parametrize("kind", sorted(RIGHTS))
def test_given_roles_then_only_the_named_ones_may_say_it(kind: str) -> None:
    assert may_say(kind, ["supervisor"])
    assert not may_say(kind, ["engineering"])
    assert not may_say(kind, [])


@pytest.mark.parametrize("kind", ["found", "fixed", "accepted", "ended"])
def test_given_any_role_then_everybody_may_report_and_repair(kind: str) -> None:
    assert may_say(kind, ["engineering"])
    assert not may_say(kind, [])
