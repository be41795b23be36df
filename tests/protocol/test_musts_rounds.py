"""The server's MUSTs of docs/protocol.md about rounds: M62."""

from datetime import UTC, datetime

import pytest

from tests.sync_server.world import OTHER_ZONE, Device, World

pytestmark = pytest.mark.anyio


def at(here: World, day: int, hour: int, minute: int = 0) -> None:
    """Let time pass until this hour (UTC) of a day in May."""
    here.clock.move(datetime(2026, 5, day, hour, minute, tzinfo=UTC) - here.clock.now())


async def registers(device: Device) -> list[str]:
    return sorted(change["id"] for change in (await device.pull())[0] if change["kind"] == "register")


async def test_m62_who_walks_past_midnight_sees_the_zones_of_the_round_until_it_ends(here: World, lin: Device) -> None:
    # R2.6
    zhou = await here.device("zhou", 2)  # walks zone 2 on the 20th and no zone on the 21st
    at(here, 20, 13)
    started = zhou.fact("round_started", place=None, body={"zones": ["z1", "z2", "z3"]})
    await zhou.push(started, zhou.fact(place=OTHER_ZONE))
    _, cursor = await zhou.pull()
    at(here, 20, 16, 10)  # 00:10 of the 21st
    assert (await zhou.page(cursor)).status_code == 200
    assert await registers(zhou) == ["z2"]  # what one claims gives no right
    await zhou.push(zhou.fact("round_ended", place=None, body={"round": started["id"]}))
    assert (await zhou.page(cursor)).json()["code"] == "cursor_gone"
    assert await registers(zhou) == []


async def test_m62_a_round_that_nobody_ended_ends_by_itself(here: World, lin: Device) -> None:
    # R2.7
    zhou = await here.device("zhou", 2)
    at(here, 20, 13)
    await zhou.push(zhou.fact("round_started", place=None, body={"zones": ["z2"]}))
    at(here, 21, 2, 59)
    assert await registers(zhou) == ["z2"]
    at(here, 21, 3)  # 14 hours after its beginning
    assert await registers(zhou) == []
