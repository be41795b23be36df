"""The server's MUSTs of docs/protocol.md about what it believes: rights, times, and what belongs to what. From M56."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import update

from app.domain.times import wire
from sync_server.__main__ import main
from sync_server.db.base import table_of
from sync_server.db.tables import AccountRow
from tests.sync_server.world import DAY, FLOOR, HOME, LIGHT, STOP, Device, World

pytestmark = pytest.mark.anyio
YEAR_MS = 365 * 86_400_000
ABOVE = "b/A1/c/1/f/8"


async def test_m56_rights_are_those_of_when_the_fact_came(here: World, lin: Device) -> None:
    luo = await here.device("luo", 2)
    await lin.push(lin.fact())
    (task,) = (await lin.matters())[0]["tasks"]
    here.clock.move(timedelta(minutes=1))
    await luo.push(luo.fact("accepted", item=LIGHT, body={"task": task["id"]}))
    accounts = table_of(AccountRow)
    here.write(
        lambda s: s.connection().execute(update(accounts).where(accounts.c.id == "u_luo").values(roles=["order"]))
    )
    await lin.push(lin.fact(body={"state": "defect", "catalogue": 1}), lin.fact(place=ABOVE))
    matters = {matter["place"]: matter for matter in await lin.matters()}
    assert (matters[FLOOR]["tasks"][0]["state"], matters[FLOOR]["notes"]) == ("accepted", [])
    body = {"task": matters[ABOVE]["tasks"][0]["id"]}
    (late,) = await luo.push(luo.fact("accepted", place=ABOVE, item=LIGHT, body=body))
    assert (late.state, late.code) == ("held", "author_no_right")


async def test_m57_a_move_without_right_is_held_and_counts_once_the_right_is_there(here: World, lin: Device) -> None:
    mai, chen = await here.device("mai", 2), await here.device("chen", 3)
    await lin.push(lin.fact())
    (task,) = (await lin.matters())[0]["tasks"]
    given = chen.fact("assigned", item=LIGHT, body={"task": task["id"], "to": "u_mai"})
    here.clock.move(timedelta(minutes=1))
    (receipt,) = await mai.push(mai.fact("accepted", item=LIGHT, body={"task": task["id"]}))
    assert (receipt.state, receipt.code, await mai.matters()) == ("held", "author_no_right", [])
    await chen.push(given)
    (matter,) = await mai.matters()
    assert matter["tasks"][0]["state"] == "accepted"


async def test_m58_what_does_not_belong_together_is_held(here: World, lin: Device) -> None:
    chen = await here.device("chen", 2)
    await lin.push(lin.fact())
    task = (await lin.matters())[0]["tasks"][0]["id"]
    told = await lin.push(
        lin.fact(item="villa.water_meter", body={"state": "abnormal", "catalogue": 1}),
        lin.fact("confirmed", body={"catalogue": 1, "covers": []}),
        lin.fact("confirmed", place=STOP, body={"catalogue": 1, "covers": ["villa.water_meter"]}),
        lin.fact("confirmed", place=STOP, body={"catalogue": 99, "covers": []}),
        lin.fact(item="other.finding", body={"state": "x", "trade": "nobody everyone", "catalogue": 1}),
    )
    told += await chen.push(chen.fact("assigned", item=LIGHT, body={"task": task, "to": "u_nobody everyone"}))
    assert {receipt.state for receipt in told} == {"held"}
    assert [receipt.code for receipt in told] == [
        "place_unfit", "place_unfit", "place_unfit", "catalogue_newer", "addressee_unknown", "addressee_unknown",
    ]  # fmt: skip
    assert len(await lin.matters()) == 1


async def test_m59_what_cannot_have_been_then_counts_for_when_it_came(here: World, lin: Device) -> None:
    now = here.clock.now()
    ahead = wire(now + timedelta(days=1))
    measured = [
        {"start": str(lin.start), "offset_ms": 0},
        {"start": str(UUID(int=88)), "offset_ms": -86_400_000},
        {"start": str(UUID(int=99)), "offset_ms": -99 * YEAR_MS},
    ]
    told = await lin.push(
        lin.fact("confirmed", place=STOP, day="2099-01-01"),
        lin.fact("confirmed", place="b/A2/c/1", day="2026-05-21"),
        lin.fact(at="1969-07-20T20:17:40.000000Z", day="1969-07-21"),
        lin.fact(start=str(UUID(int=99)), place=ABOVE),
        # days off, and no fault
        lin.fact("confirmed", place="b/A3/c/1", at=ahead, day="2026-05-21", start=str(UUID(int=88))),
        lin.fact("confirmed", place="b/A3/c/1/roof", at=ahead, day="2026-05-21", start=str(UUID(int=66))),
        lin.fact(at=wire(now - timedelta(days=9)), day="2026-05-11", place=HOME),
        clocks=measured,
    )
    assert [receipt.code for receipt in told] == ["time_odd", "time_odd", "time_odd", "time_odd", "ok", "ok", "ok"]
    assert {receipt.state for receipt in told} == {"accepted"}
    assert [receipt.seen_at for receipt in told] == [now] * 6 + [now - timedelta(days=9)]
    changes, _ = await lin.pull()
    days = {c["data"]["place"]: c["data"]["day"] for c in changes if c["kind"] == "place_day"}
    assert {days[place] for place in (STOP, "b/A2/c/1", "b/A3/c/1", "b/A3/c/1/roof")} == {DAY}
    facts = {fact["place"]: fact for matter in await lin.matters() for fact in matter["facts"]}
    assert (facts[FLOOR]["unmeasured"], facts[ABOVE]["unmeasured"], facts[ABOVE]["seen_at"]) == (True, True, wire(now))


async def test_m60_a_person_lets_a_held_fact_count_by_hand(
    here: World, lin: Device, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tan = await here.device("tan", 2)
    await lin.push(lin.fact())
    task = (await lin.matters())[0]["tasks"][0]["id"]
    here.clock.move(timedelta(minutes=1))
    luo = await here.device("luo", 3)
    await luo.push(luo.fact("accepted", item=LIGHT, body={"task": task}))
    here.clock.move(timedelta(minutes=1))
    done = tan.fact("fixed", item=LIGHT, body={"task": task})
    assert (await tan.push(done))[0].code == "author_no_right"
    monkeypatch.setenv("DATA", str(data))
    assert main(["held"]) == 0
    assert f"{done['id']}  " in capsys.readouterr().out
    assert main(["held", "--release", done["id"], "--by", "u_luo", "--why", "x"]) == 1
    assert (await tan.push(done))[0].code == "author_no_right"
    assert main(["held", "--release", done["id"], "--by", "u_he", "--why", "the lamp is lit"]) == 0
    assert (await tan.push(done))[0].code == "ok"
    (matter,) = await lin.matters()
    assert (matter["tasks"][0]["state"], matter["tasks"][0]["fix"]["by"]) == ("fixed", "u_tan")


async def test_m59_a_time_three_days_ahead_in_a_measured_start_is_odd(here: World, lin: Device) -> None:
    now = here.clock.now()
    reading = {"start": str(lin.start), "offset_ms": 0, "seq": 0, "at": wire(now), "mono_ms": 0}
    here.clock.move(timedelta(hours=1))
    ahead = lin.fact("confirmed", place=STOP, at=wire(now + timedelta(days=3)), mono_ms=1_800_000, day="2026-05-23")
    (receipt,) = await lin.push(ahead, clocks=[reading])
    assert (receipt.state, receipt.code, receipt.unmeasured) == ("accepted", "time_odd", True)
    assert (receipt.seen_at, receipt.day) == (now + timedelta(minutes=30), DAY)  # by the monotonic clock


async def test_m59_the_same_of_a_phone_that_tells_one_offset_a_start(here: World, lin: Device) -> None:
    ahead = lin.fact("confirmed", place=STOP, at=wire(here.clock.now() + timedelta(days=3)), day="2026-05-23")
    (receipt,) = await lin.push(ahead, clocks=[{"start": str(lin.start), "offset_ms": 0}])
    assert (receipt.code, receipt.seen_at, receipt.day) == ("time_odd", here.clock.now(), DAY)


async def test_m59_a_day_before_is_that_of_a_round_and_no_round_is_a_day_long(here: World, lin: Device) -> None:
    told = [await lin.push(lin.fact("confirmed", place=STOP, day=day)) for day in ("2026-05-20", "2026-05-19")]
    assert [(receipt.code, receipt.day) for (receipt,) in told] == [("ok", DAY), ("ok", "2026-05-19")]  # at noon
    here.clock.move(timedelta(hours=9))  # 21:00
    (receipt,) = await lin.push(lin.fact("confirmed", place=STOP, day="2026-05-19"))
    assert (receipt.code, receipt.day) == ("time_odd", DAY)
