"""What somebody had no right to do is kept and held; by the roles of then, and as the task stands whatever came first."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from app.domain.clock import SimulatedClock
from app.domain.ids import case_id
from sync_server.db.base import table_of
from sync_server.db.tables import AccountRow
from tests.sync_server.world import FLOOR, LIGHT, Device, World, world

pytestmark = pytest.mark.anyio
MINUTE = timedelta(minutes=1)
DOOR = "building.fire_door"
MOVES: dict[str, dict[str, Any]] = {
    "accepted": {}, "fixed": {}, "ended": {"words": "done"}, "on_hold": {"until": "2026-06-01", "words": "parts"},
}  # fmt: skip


def locked(lin: Device) -> dict[str, Any]:
    return lin.fact(item=DOOR, body={"state": "locked", "catalogue": 1})


def task_of(matters: list[dict[str, Any]], kind: str = "follow_up") -> dict[str, Any]:
    found: dict[str, Any] = next(task for matter in matters for task in matter["tasks"] if task["kind"] == kind)
    return found


def become(here: World, account: str, roles: list[str]) -> None:
    accounts = table_of(AccountRow)
    here.write(lambda s: s.connection().execute(update(accounts).where(accounts.c.id == account).values(roles=roles)))


@pytest.mark.parametrize("kind", sorted(MOVES))
async def test_given_a_trade_that_knows_another_ones_task_then_its_moves_are_held_and_show_it_nothing(
    here: World, lin: Device, kind: str
) -> None:
    # R1.14
    luo = await here.device("luo", 2)
    await lin.push(locked(lin))
    before = here.records()
    task = task_of(await lin.matters())
    assert (task["to"], await luo.matters()) == ("order", [])
    (receipt,) = await luo.push(luo.fact(kind, item=DOOR, body={"task": task["id"], **MOVES[kind]}))
    assert (receipt.state, receipt.code) == ("held", "author_no_right")
    assert (here.records(), await luo.matters()) == (before, [])


@pytest.mark.parametrize("first", ["assigned", "accepted"])
async def test_given_somebody_to_whom_a_task_is_given_then_his_move_counts_whatever_came_first(
    url: str, tmp_path: Path, clock: SimulatedClock, first: str
) -> None:
    async with world(tmp_path / "w", clock, url=url) as here:
        lin, mai, chen = [await here.device(name, no) for no, name in enumerate(("lin", "mai", "chen"), 1)]
        await lin.push(lin.fact())
        task = task_of(await lin.matters(), "repair")["id"]
        given = chen.fact("assigned", item=LIGHT, body={"task": task, "to": "u_mai"})
        clock.move(MINUTE)
        taken = mai.fact("accepted", item=LIGHT, body={"task": task})
        if first == "assigned":
            await chen.push(given)
            (receipt,) = await mai.push(taken)
        else:
            (early,) = await mai.push(taken)
            assert (early.state, early.code, await mai.matters()) == ("held", "author_no_right", [])
            await chen.push(given)
            (receipt,) = await mai.push(taken)
        assert receipt.code == "ok"
        (matter,) = await mai.matters()
        assert (task_of([matter], "repair")["state"], [f["kind"] for f in matter["facts"]]) == (
            "accepted", ["found", "assigned", "accepted"],
        )  # fmt: skip


async def test_given_roles_that_change_later_then_what_was_said_stands_and_what_was_held_stays_so(
    here: World, lin: Device
) -> None:
    # R1.15
    luo, tan = await here.device("luo", 2), await here.device("tan", 3)
    await lin.push(locked(lin))
    task = task_of(await lin.matters())["id"]
    await luo.push(luo.fact("ended", item=DOOR, body={"task": task, "words": "mine"}))
    become(here, "u_luo", ["order"])
    here.clock.move(MINUTE)
    await tan.push(tan.fact("ended", item=DOOR, body={"task": task, "words": "tan asked"}))
    become(here, "u_tan", ["cleaning"])
    here.change_set_up(lambda estate: {
        "staff": [p.model_dump(mode="json") | ({"roles": ["cleaning"]} if p.id == "u_tan" else {}) for p in estate.staff]
    })  # fmt: skip
    ended = task_of(await lin.matters())
    assert (ended["state"], ended["words"]) == ("closed", "tan asked")
    assert sorted((row.author, row.state) for row in here.facts().values() if row.kind == "ended") == [
        ("u_luo", "held"), ("u_tan", "accepted"),
    ]  # fmt: skip


async def test_given_a_fact_that_names_its_own_roles_then_they_are_not_believed(here: World, lin: Device) -> None:
    luo = await here.device("luo", 2)
    await lin.push(locked(lin))
    task = task_of(await lin.matters())["id"]
    forged = luo.fact("ended", item=DOOR, body={"task": task, "words": "x"}, roles=["order"], released=True)
    (receipt,) = await luo.push(forged)
    assert (receipt.state, receipt.code) == ("held", "author_no_right")


async def test_given_a_step_by_a_trade_then_it_is_held(here: World, lin: Device) -> None:
    # R1.18
    luo = await here.device("luo", 2)
    await lin.push(locked(lin))
    case = (await lin.matters())[0]["cases"][0]
    body = {"protocol": case["protocol"], "step": "photo_before", "results": {"taken": "taken"}}
    (receipt,) = await luo.push(luo.fact("stepped", item=DOOR, place=FLOOR, case=case["id"], body=body))
    assert (receipt.state, receipt.code) == ("held", "author_no_right")


async def test_given_the_digest_of_a_photo_that_is_not_shown_then_naming_it_shows_it_no_more(
    here: World, lin: Device
) -> None:
    tan = await here.device("tan", 2)
    sha = "ab" * 32
    photo = {"sha256": sha, "role": "evidence", "w": 1, "h": 1, "bytes": 3, "taken_at": "2026-05-20T00:00:00Z"}
    await lin.push(lin.fact(photos=[photo]))
    assert (await here.http.get(f"/api/photos/{sha}", headers=tan.headers)).status_code == 403
    (receipt,) = await tan.push(tan.fact(place="b/A1/c/1/f/9", photos=[photo]))
    assert receipt.state == "accepted"
    assert (await here.http.get(f"/api/photos/{sha}", headers=tan.headers)).status_code == 403
    assert (await here.http.get(f"/api/photos/{sha}", headers=lin.headers)).status_code == 404  # its own, not sent yet


async def test_given_a_valve_that_we_closed_then_the_front_desk_is_told_until_it_has_entered_its_reopening(
    here: World, lin: Device
) -> None:
    # R9.6
    place, item, protocol = "u/A1-0301", "building.water_meter", "water_runs_unoccupied"
    found = lin.fact(place=place, item=item, body={"state": "runs_unoccupied", "reading": "12.3", "catalogue": 1})
    case = str(case_id(UUID(found["id"]), protocol))
    closed = {"protocol": protocol, "step": "close_valve", "results": {"valve": "closed"}}
    desk = await here.device("xu", 2)
    await lin.push(found)
    assert await desk.matters() == []
    here.clock.move(MINUTE)
    await lin.push(lin.fact("stepped", place=place, item=item, case=case, about=found["id"], body=closed))
    (matter,) = await desk.matters()
    assert matter["flags"] == ["valve_closed_by_us"]
    here.clock.move(MINUTE)
    (receipt,) = await desk.push(desk.fact("valve_reopened", place=place, item=item))
    assert receipt.state == "accepted"
    assert await desk.matters() == []
    (matter,) = await lin.matters()
    assert matter["flags"] == []
