"""The server's MUSTs of docs/protocol.md about what it believes: rights, times, and what belongs to what. From M56."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from sync_server.db.base import table_of
from sync_server.db.tables import AccountRow
from tests.sync_server.world import FLOOR, LIGHT, STOP, Device, World

pytestmark = pytest.mark.anyio
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
