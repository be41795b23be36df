"""The server's MUSTs of docs/protocol.md about pushes: M01–M14."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, select

from app.domain import ids
from app.domain.clock import SimulatedClock
from app.domain.errors import ERRORS
from app.domain.estate import Estate
from app.domain.limits import FACTS_A_PUSH, PUSH_BYTES
from app.domain.matters import fold_matter
from app.domain.times import wire
from sync_server.db.tables import ConflictRow, DeviceRow
from sync_server.ingest import fold
from tests.sync_server.world import ESTATE, FLOOR, HOME, LIGHT, OTHER_ZONE, Device, Died, World, dying_at, world

pytestmark = pytest.mark.anyio
NEW_PLACE = "b/A1/c/1/f/99"


async def test_m01_every_fact_has_one_receipt_in_the_order_sent(lin: Device) -> None:
    facts = [lin.fact(), lin.fact(place=NEW_PLACE), lin.fact(body={"state": 1}), lin.fact(place=HOME)]
    receipts = await lin.push(*facts)
    assert [receipt.id for receipt in receipts] == [fact["id"] for fact in facts]
    assert [receipt.state for receipt in receipts] == ["accepted", "held", "refused", "accepted"]
    for receipt in receipts:
        assert receipt.code in ERRORS
        assert receipt.zh
        assert receipt.en


async def test_m02_an_accepted_fact_has_its_records_at_once(here: World, lin: Device) -> None:
    fact = lin.fact()
    (receipt,) = await lin.push(fact)
    assert (receipt.state, receipt.code) == ("accepted", "ok")
    (matter,) = await lin.matters()
    assert [kept["id"] for kept in matter["facts"]] == [fact["id"]]
    assert [task["to"] for task in matter["tasks"]] == ["engineering"]
    assert ("place_day", ids.day_id("b/A1/c/1", fact["day"]).hex) in here.records()


async def test_m03_the_same_fact_again_is_repeated_and_changes_nothing(here: World, lin: Device) -> None:
    fact = lin.fact()
    (first,) = await lin.push(fact)
    _, cursor = await lin.pull()
    here.clock.move(timedelta(hours=3))
    (again,) = await lin.push(fact)
    assert (again.state, again.code, again.first, again.seen_at) == ("repeated", "ok", first.first, first.seen_at)
    assert await lin.pull(cursor) == ([], cursor)


async def test_m04_what_cannot_count_yet_is_held_and_says_for_what_it_waits(here: World, lin: Device) -> None:
    (receipt,) = await lin.push(lin.fact(place=NEW_PLACE))
    assert (receipt.state, receipt.code) == ("held", "place_unknown")
    assert [row.state for row in here.facts().values()] == ["held"]
    assert await lin.matters() == []


async def test_m05_a_held_fact_counts_when_what_it_waited_for_is_there(here: World, lin: Device) -> None:
    fact = lin.fact(place="area/P99", item="public.manhole", body={"state": "cover_damaged", "catalogue": 1})
    (receipt,) = await lin.push(fact)
    assert receipt.code == "place_unknown"
    (seen,) = here.facts().values()

    def with_area(estate: Estate) -> dict[str, Any]:
        areas = [area.model_dump(mode="json") for area in estate.areas]
        new = next(area for area in areas if area["id"] == "P11") | {"id": "P99"}
        return {"areas": [*areas, new]}

    here.clock.move(timedelta(days=1))
    here.change_set_up(with_area)

    (row,) = here.facts().values()
    assert (row.state, row.code, row.seen_at) == ("accepted", "ok", seen.seen_at)
    (matter,) = await lin.matters()
    assert matter["findings"][0]["id"] == fact["id"]


async def test_m06_malformed_or_reused_is_refused_and_kept(here: World, lin: Device) -> None:
    fact = lin.fact()
    await lin.push(fact)
    receipts = await lin.push({**fact, "place": HOME}, lin.fact(body={}))
    assert [(r.state, r.code) for r in receipts] == [("refused", "id_reused"), ("refused", "fact_malformed")]
    kept = here.write(lambda s: [(row.code, bool(row.reason)) for row in s.exec(select(ConflictRow))])
    assert sorted(kept) == [("fact_malformed", True), ("id_reused", True)]
    (matter,) = await lin.matters()
    assert matter["place"] == FLOOR


async def test_m07_one_bad_fact_keeps_no_other_from_being_taken(lin: Device) -> None:
    deep: dict[str, Any] = {}
    for _ in range(300):
        deep = {"x": deep}
    bad: list[dict[str, Any]] = [
        {}, {"id": None}, {"at": "0001-01-01T00:00:00+14:00"}, {"body": deep}, {"place": "\0"}, {"kind": 7},
        {"seq": 2**80}, {"body": {"state": "\ud800", "catalogue": 1}},
    ]  # fmt: skip
    good = [lin.fact(place=f"b/A1/c/1/f/{floor}") for floor in range(1, 9)]
    sent = [
        fact
        for pair in zip(good, [{**lin.fact(), **given} if given else {} for given in bad], strict=True)
        for fact in pair
    ]
    receipts = await lin.push(*sent)
    assert [receipt.state for receipt in receipts] == ["accepted", "refused"] * 8


async def test_m08_a_fact_is_there_once_and_in_one_state(here: World, lin: Device) -> None:
    facts = [lin.fact(), lin.fact(place=NEW_PLACE), lin.fact(place=HOME)]
    for sent in ([*facts, facts[0]], facts[1:], [facts[2], facts[2]], facts):
        await lin.push(*sent)
    assert {str(id): row.state for id, row in here.facts().items()} == {
        facts[0]["id"]: "accepted", facts[1]["id"]: "held", facts[2]["id"]: "accepted",
    }  # fmt: skip
    told = [fact["id"] for matter in await lin.matters() for fact in matter["facts"]]
    assert sorted(told) == sorted([facts[0]["id"], facts[2]["id"]])


@pytest.mark.parametrize(
    ("point", "taken"),
    [("push.before_insert", False), ("push.before_fold", False), ("push.before_commit", False), ("push.after_commit", True)],
)  # fmt: skip
async def test_m09_receipts_come_after_the_commit(data: Path, clock: SimulatedClock, point: str, taken: bool) -> None:
    async with world(data, clock) as here:
        lin = await here.device("lin")
        fact = lin.fact()
        with dying_at(point), pytest.raises(Died):
            await lin.push(fact)
    async with world(data, clock) as again:
        assert len(again.facts()) == taken
        lin.world = again
        (receipt,) = await lin.push(fact)
        assert receipt.state == ("repeated" if taken else "accepted")


async def test_m10_a_push_that_is_too_large_is_answered_with_413(here: World, lin: Device) -> None:
    many = await lin.send(*[lin.fact() for _ in range(FACTS_A_PUSH + 1)])
    large = await here.http.post("/api/push", content=b" " * (PUSH_BYTES + 1), headers=lin.headers)

    async def untold() -> Any:
        for _ in range(9):
            yield b" " * 1_000_000

    streamed = await here.http.post("/api/push", content=untold(), headers=lin.headers)
    for answer in (many, large, streamed):
        assert (answer.status_code, answer.json()["code"]) == (413, "push_too_large")
    assert here.facts() == {}


async def test_m11_facts_of_ended_sessions_and_other_authors_are_taken(here: World, lin: Device) -> None:
    own = lin.fact()
    await lin.sign_in("luo")
    other = lin.fact(place=HOME)
    await here.http.delete("/api/session", headers=lin.headers)
    here.clock.move(timedelta(days=60))
    assert (await lin.page()).json()["code"] == "session_expired"
    receipts = await lin.push(own, other)
    assert [receipt.state for receipt in receipts] == ["accepted", "accepted"]
    assert {row.author for row in here.facts().values()} == {"u_lin", "u_luo"}
    (receipt,) = await lin.push(lin.fact())
    assert (receipt.state, receipt.code) == ("held", "session_ended")


async def test_m12_a_session_of_another_device_gives_no_right(here: World, lin: Device) -> None:
    tan = await here.device("tan", 2)
    forged = [
        tan.fact(author="u_lin", session=str(lin.sessions["lin"])),
        tan.fact(author="u_lin", session=str(lin.sessions["lin"]), device=str(lin.id)),
    ]
    assert [(r.state, r.code) for r in await tan.push(*forged)] == [("held", "session_unknown")] * 2
    await lin.push(lin.fact(), lin.fact(place=HOME))
    chen = await here.device("chen", 3)
    for reader in (chen, lin):
        text = json.dumps(await reader.matters())
        secret = (lin.id, lin.sessions["lin"], lin.start)
        assert [id for id in secret if str(id) in text or id.hex in text] == []
    await tan.push(tan.fact(place=FLOOR, item=LIGHT))
    told = next(matter for matter in await chen.matters() if matter["place"] == FLOOR)
    assert sorted(UUID(fact["device"]).int for fact in told["facts"]) == [1, 2]


async def test_m13_a_fact_on_which_the_rules_fail_is_held_alone(
    here: World, lin: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    await lin.push(lin.fact())
    before = here.records()
    bad, good = lin.fact(body={"state": "defect", "catalogue": 1, "words": "boom"}), lin.fact(place=OTHER_ZONE)
    right = fold_matter

    def fails(rules: Any, place: str, item: str, facts: Any) -> Any:
        if any(fact.body.get("words") == "boom" for fact in facts):
            raise RuntimeError("a fault in the rules")
        return right(rules, place, item, facts)

    monkeypatch.setattr(fold, "fold_matter", fails)
    receipts = await lin.push(bad, good)
    assert [(r.state, r.code) for r in receipts] == [("held", "internal"), ("accepted", "ok")]
    after = here.records()
    assert {key: after[key] for key in before} == before
    assert ("matter", ids.thread_id(OTHER_ZONE, LIGHT).hex) in after
    assert (await lin.push(bad))[0].code == "internal"


async def test_m14_a_revoked_device_is_shown_nothing_and_its_facts_are_held(here: World, lin: Device) -> None:
    def revoke(session: Session) -> None:
        session.get_one(DeviceRow, (ESTATE, lin.id)).revoked_at = here.clock.now()

    here.write(revoke)
    assert (await lin.page()).status_code == 401
    (receipt,) = await lin.push(lin.fact())
    assert (receipt.state, receipt.code) == ("held", "device_revoked")


async def test_m55_a_sign_in_tells_what_never_arrived_from_the_accounts_other_devices(here: World, lin: Device) -> None:
    photo = {"sha256": "a" * 64, "role": "evidence", "w": 4, "h": 3, "bytes": 99, "taken_at": wire(here.clock.now())}
    await lin.push(lin.fact(photos=[photo]), lin.fact())
    here.http.cookies.clear()
    (told,) = (await Device(here, 2).sign_in("lin", before=str(lin.id)))["elsewhere"]
    assert (told["before"], told["last_seq"], [each["sha256"] for each in told["photos"]]) == (True, 2, ["a" * 64])
    here.http.cookies.clear()
    assert (await Device(here, 3).sign_in("zhou", before=str(lin.id)))["elsewhere"] == []
