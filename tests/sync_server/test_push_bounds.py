"""What a phone tells beside its facts has bounds too: no clock, counter or digest that it names costs a push (M06, M07)."""

from typing import Any

import pytest

from app.domain.times import wire
from tests.sync_server.world import Device, World

pytestmark = pytest.mark.anyio
AGES_MS = 100 * 365 * 86_400_000
LONGEST = 2**53 - 1  # milliseconds, as far as a reading may tell


def reading(here: World, phone: Device, **given: Any) -> dict[str, Any]:
    at = wire(here.clock.now())
    told = {"start": str(phone.start), "offset_ms": 0, "measured": True, "seq": phone.seq, "at": at, "mono_ms": 5}
    return told | given


@pytest.mark.parametrize(
    "given",
    [
        {"at": "1969-01-02T00:00:00.000000Z", "offset_ms": -AGES_MS},
        {"at": "8999-01-02T00:00:00.000000Z", "offset_ms": AGES_MS},
        {"seq": LONGEST, "mono_ms": LONGEST},
        {"seq": 0, "mono_ms": LONGEST},
    ],
)
async def test_given_a_reading_that_no_clock_shows_then_this_push_and_the_next_are_taken(
    here: World, lin: Device, given: dict[str, Any]
) -> None:
    told = reading(here, lin, **given)
    assert [r.state for r in await lin.push(lin.fact(), lin.fact(), clocks=[told])] == ["accepted"] * 2
    assert [r.state for r in await lin.push(lin.fact())] == ["accepted"]


@pytest.mark.parametrize("mono_ms", [0, LONGEST, 2**63 - 1])
async def test_given_a_counter_that_no_start_reaches_then_the_other_facts_of_the_push_are_taken_at_their_time(
    here: World, lin: Device, mono_ms: int
) -> None:
    told = reading(here, lin)
    good, odd = lin.fact(mono_ms=5), lin.fact(mono_ms=mono_ms)
    first, second = await lin.push(good, odd, clocks=[told])
    assert (first.state, first.code, first.seen_at) == ("accepted", "ok", here.clock.now())
    assert second.state == "accepted"


@pytest.mark.parametrize("named", ["\0", "\ud800", "a" * 10_000, "A" * 64])
async def test_given_a_missing_photo_that_is_none_then_the_push_is_taken(here: World, lin: Device, named: str) -> None:
    assert [r.state for r in await lin.push(lin.fact(), missing=[named])] == ["accepted"]
