"""The server's MUST of docs/protocol.md about what a trade is told of a matter: M61."""

import hashlib
import json
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from app.domain.clock import SimulatedClock
from app.domain.ids import case_id
from sync_server.db.base import table_of
from sync_server.db.tables import AccountRow
from tests.sync.line import a_jpeg
from tests.sync_server.world import HOME, Device, World, world

pytestmark = pytest.mark.anyio
METER, WATER = "building.water_meter", "water_runs_unoccupied"
AWAY = "隔壁说他们六月才回来"
STEPS: tuple[tuple[str, dict[str, str]], ...] = (
    ("close_valve", {"valve": "could_not_close"}),
    ("front_desk_verify", {"told": "told"}),
    ("phone_occupant", {"occupant_reached": "no_answer"}),
    ("front_desk_answer", {"key": "held", "occupancy": "unoccupied"}),
)


async def a_photo(by: Device, no: int) -> tuple[dict[str, Any], bytes]:
    data = a_jpeg(random.Random(no), 40_000)
    sha = hashlib.sha256(data).hexdigest()
    return {"sha256": sha, "role": "evidence", "w": 400, "h": 300, "bytes": len(data), "taken_at": None}, data


async def can_see(by: Device, photo: dict[str, Any]) -> bool:
    answer = await by.world.http.get(f"/api/photos/{photo['sha256']}", params={"size": "full"}, headers=by.headers)
    return answer.status_code == 200


@pytest.fixture
async def here(url: str, tmp_path: Path, clock: SimulatedClock) -> AsyncIterator[World]:
    """On SQLite and on PostgreSQL: a matter is read again as it is told."""
    async with world(tmp_path / "there", clock, url=url) as made:
        yield made


async def test_m61_a_trade_is_told_its_tasks_and_no_step(here: World, lin: Device) -> None:
    # R1.17, R1.6
    luo, xu = await here.device("luo", 2), await here.device("xu", 3)
    (meter, one), (inside, two) = await a_photo(lin, 1), await a_photo(lin, 2)
    found = lin.fact(
        place=HOME, item=METER, body={"state": "runs_unoccupied", "reading": "12.5", "catalogue": 1}, photos=[meter]
    )
    case, about = str(case_id(UUID(found["id"]), WATER)), found["id"]
    steps = [
        (xu if step == "front_desk_answer" else lin).fact(
            "stepped", place=HOME, item=METER, case=case, about=about, photos=[inside] if step == "close_valve" else [],
            body={"protocol": WATER, "step": step, "results": results, "words": AWAY, "name": "陈太"},
        )
        for step, results in STEPS
    ]  # fmt: skip
    more = lin.fact("photo_added", place=HOME, item=METER, about=steps[0]["id"], body={"why": "more"}, photos=[inside])
    await lin.push(found, *steps[:3], more)
    assert [receipt.code for receipt in await xu.push(steps[3])] == ["ok"]
    for photo, data in ((meter, one), (inside, two)):
        where = {"offset": 0, "total": len(data)}
        await here.http.put(f"/api/photos/{photo['sha256']}", params=where, content=data, headers=lin.headers)

    (whole,) = await lin.matters()
    (told,) = await luo.matters()
    assert {task["to"] for task in whole["tasks"]} == {"steward", "engineering"}
    assert told["tasks"] == [task for task in whole["tasks"] if task["to"] == "engineering"]
    assert (told["findings"], told["partial"]) == (whole["findings"], True)
    assert [fact["id"] for fact in told["facts"]] == [found["id"]]
    secrets = [AWAY, "陈太", "occupancy", "held", "no_answer", "valve", "enter_with_key", inside["sha256"]]
    spelt = json.dumps(told | {"tasks": [task | {"files": ""} for task in told["tasks"]]}, ensure_ascii=False)
    assert [word for word in secrets if word in spelt] == []
    assert [word for word in secrets if word not in json.dumps(whole, ensure_ascii=False)] == []
    assert [await can_see(luo, photo) for photo in (meter, inside)] == [True, False]
    assert [await can_see(lin, photo) for photo in (meter, inside)] == [True, True]

    task = told["tasks"][0]["id"]
    (receipt,) = await luo.push(luo.fact("accepted", place=HOME, item=METER, body={"task": task}))
    ended = lin.fact("ended", place=HOME, item=METER, body={"task": whole["tasks"][0]["id"], "words": AWAY})
    await lin.push(ended)
    (told,) = await luo.matters()
    assert (receipt.code, told["tasks"][0]["state"]) == ("ok", "accepted")
    assert [fact["kind"] for fact in told["facts"]] == ["found", "accepted"]

    named = luo.fact("fixed", place=HOME, item=METER, body={"task": task}, photos=[inside])
    assert [receipt.code for receipt in await luo.push(named)] == ["ok"]
    (told,) = await luo.matters()
    assert named["id"] in [fact["id"] for fact in told["facts"]]
    assert [await can_see(luo, photo) for photo in (meter, inside)] == [True, False]  # naming it shows nothing


async def test_m61_who_gains_or_loses_the_steps_reads_anew(here: World) -> None:
    luo = await here.device("luo", 2)
    _, cursor = await luo.pull()
    accounts = table_of(AccountRow)
    duty = update(accounts).where(accounts.c.id == "u_luo").values(roles=["engineering", "duty_steward"])
    here.write(lambda session: session.connection().execute(duty))
    answer = await luo.page(cursor)
    assert (answer.status_code, answer.json()["code"]) == (410, "cursor_gone")
