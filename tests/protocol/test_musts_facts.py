"""The server's MUSTs of docs/protocol.md about times, ids, versions and what facts mean: M33–M49."""

import random
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.domain import ids
from app.domain.clock import SimulatedClock
from app.domain.errors import ERRORS
from app.domain.estate import Estate
from app.domain.exchange import Fault
from app.domain.times import wire
from sync_server.ingest.set_up import new_generation
from tests.sync_server.world import ESTATE, FLOOR, HOME, LIGHT, Device, World, world

pytestmark = pytest.mark.anyio
SET_UP = ("estate", "register", "person", "request")


def story(lin: Device) -> list[dict[str, Any]]:
    """A day: findings, one taken back, a stop confirmed, a point signed twice."""
    facts = [lin.fact(), lin.fact(), lin.fact(place=HOME), lin.fact("confirmed", place="b/A1/c/1")]
    facts += [lin.fact("signed_in", place="b/A1/c/1/f/18") for _ in range(2)]
    facts.append(lin.fact("retracted", place=HOME, item=LIGHT, about=facts[2]["id"]))
    facts.append(lin.fact("retracted", place="b/A1/c/1", about=facts[3]["id"]))
    return facts


async def test_m33_arrival_decides_receipts_and_cursors_only(data: Path, tmp_path: Path, clock: SimulatedClock) -> None:
    told = []
    for seed in range(4):
        async with world(shutil.copytree(data, tmp_path / f"again{seed}"), clock) as here:
            lin = await here.device("lin")  # the same device and session in each of these worlds
            facts, dice = story(lin), random.Random(seed)
            dice.shuffle(facts)
            while facts:
                size = dice.randint(1, 4)
                await lin.push(*facts[:size])
                facts = facts[size:]
            told.append({key: text for key, text in here.records().items() if key[0] not in SET_UP})
    assert {kind for kind, _ in told[0]} == {"matter", "place_day", "point_day"}
    assert told[1:] == told[:1] * 3


async def test_m34_seen_at_is_corrected_and_never_later_than_received(here: World, lin: Device) -> None:
    now = here.clock.now()
    clocks = [{"start": str(lin.start), "offset_ms": 3_600_000}]
    slow, fast = lin.fact(at=wire(now - timedelta(hours=2))), lin.fact(at=wire(now))
    receipts = await lin.push(slow, fast, clocks=clocks)
    assert [receipt.seen_at for receipt in receipts] == [now - timedelta(hours=1), now]
    facts = {fact["id"]: fact for matter in await lin.matters() for fact in matter["facts"]}
    assert facts[slow["id"]]["at"] == slow["at"]
    assert facts[slow["id"]]["seen_at"] == wire(now - timedelta(hours=1))
    assert facts[slow["id"]]["received_at"] == wire(now)


async def test_m35_a_start_without_a_measurement_takes_the_latest_and_is_marked(here: World, lin: Device) -> None:
    await lin.push(clocks=[{"start": str(lin.start), "offset_ms": -60_000}])
    lin.start = UUID(int=78)
    fact = lin.fact()
    (receipt,) = await lin.push(fact)
    assert receipt.seen_at == here.clock.now() - timedelta(minutes=1)
    (matter,) = await lin.matters()
    assert matter["facts"][0]["unmeasured"] is True


async def test_m36_the_first_measurement_of_a_start_stands(here: World, lin: Device) -> None:
    def told(ms: int, measured: bool) -> list[dict[str, Any]]:
        return [{"start": str(lin.start), "offset_ms": ms, "measured": measured}]

    seen = []
    for clocks in (told(-1000, False), told(-2000, True), told(-3000, True), told(-4000, False)):
        (receipt,) = await lin.push(lin.fact(), clocks=clocks)
        assert receipt.seen_at is not None
        seen.append((here.clock.now() - receipt.seen_at) / timedelta(seconds=1))
    assert seen == [1, 2, 2, 2]


async def test_m34_within_a_device_the_time_seen_never_falls_along_seq(here: World, lin: Device) -> None:
    now = here.clock.now()
    early, late = lin.fact(at=wire(now - timedelta(hours=1))), lin.fact(at=wire(now - timedelta(hours=2)))
    await lin.push(late)
    await lin.push(early)
    (matter,) = await lin.matters()
    assert [fact["id"] for fact in matter["facts"]] == [early["id"], late["id"]]
    times = [fact["seen_at"] for fact in matter["facts"]]
    assert times == sorted(times)
    assert [finding["id"] for finding in matter["findings"]] == [early["id"], late["id"]]


async def test_m36_each_measurement_counts_for_what_was_recorded_around_it(here: World, lin: Device) -> None:
    """The clock is 25 hours ahead, and put right an hour later; the phone never slept."""
    now = here.clock.now()

    def reading(seq: int, mono_ms: int, ahead: timedelta) -> dict[str, Any]:
        at = now + timedelta(milliseconds=mono_ms)
        off = -ahead // timedelta(milliseconds=1)
        return {"start": str(lin.start), "offset_ms": off, "seq": seq, "at": wire(at + ahead), "mono_ms": mono_ms}

    hour, ahead = 3_600_000, timedelta(hours=25)
    here.clock.move(timedelta(hours=3))
    facts = [
        lin.fact(at=wire(now + timedelta(minutes=30) + ahead), mono_ms=hour // 2),
        lin.fact(at=wire(now + timedelta(minutes=50) + ahead), mono_ms=hour * 5 // 6),
        lin.fact(at=wire(now + timedelta(minutes=90)), mono_ms=hour * 3 // 2),
    ]
    told = await lin.push(*facts, clocks=[reading(0, 0, ahead), reading(3, 2 * hour, timedelta(0))])
    assert [receipt.seen_at for receipt in told] == [now + timedelta(minutes=n) for n in (30, 50, 90)]
    assert [(receipt.unmeasured, receipt.code) for receipt in told] == [(False, "ok")] * 3
    again = await lin.push(*facts, clocks=[reading(9, 3 * hour, -ahead)])
    assert [receipt.seen_at for receipt in again] == [receipt.seen_at for receipt in told]  # what was judged stands


async def test_m36_a_sleep_is_bridged_by_the_wall_clock_and_what_neither_explains_is_marked(
    here: World, lin: Device
) -> None:
    now = here.clock.now()
    here.clock.move(timedelta(hours=2))
    end = here.clock.now()
    slept = [  # two hours of which the monotonic clock counted one minute
        {"start": str(lin.start), "offset_ms": 0, "seq": 0, "at": wire(now), "mono_ms": 0},
        {"start": str(lin.start), "offset_ms": 0, "seq": 2, "at": wire(end), "mono_ms": 60_000},
    ]
    fits = lin.fact(at=wire(now + timedelta(minutes=70)), mono_ms=30_000)
    odd = lin.fact(at=wire(now - timedelta(days=3)), mono_ms=40_000)
    right, marked = await lin.push(fits, odd, clocks=slept)
    assert (right.seen_at, right.unmeasured) == (now + timedelta(minutes=70), False)
    assert marked.unmeasured is True
    assert marked.seen_at is not None
    assert now <= marked.seen_at <= end


async def test_m37_a_late_fact_is_accepted_with_both_times(here: World, lin: Device) -> None:
    fact, saved = lin.fact(), here.clock.now()
    await lin.push(clocks=[{"start": str(lin.start), "offset_ms": 0}])

    def given_to_zhou(estate: Estate) -> dict[str, Any]:
        zones = [zone.model_dump(mode="json") | {"steward": "u_zhou"} for zone in estate.zones]
        staff = [person.model_dump(mode="json") | {"zones": []} for person in estate.staff]
        return {"zones": zones, "staff": staff}

    here.change_set_up(given_to_zhou)
    here.clock.move(timedelta(days=40))
    (receipt,) = await lin.push(fact)
    assert receipt.state == "accepted"
    chen = await here.device("chen", 2)
    (matter,) = await chen.matters()
    kept = matter["facts"][0]
    assert (kept["author"], kept["seen_at"]) == ("u_lin", wire(saved))
    assert kept["received_at"] == wire(here.clock.now())


async def test_m39_ids_are_derived_on_both_sides_alike(lin: Device) -> None:
    fact = lin.fact()
    await lin.push(fact)
    (matter,) = await lin.matters()
    (task,) = matter["tasks"]
    case = ids.case_id(UUID(fact["id"]), task["protocol"])
    assert matter["id"] == str(ids.thread_id(FLOOR, LIGHT))
    assert matter["cases"][0]["id"] == str(case)
    assert task["id"] == str(ids.task_id(case, task["files"]))


async def test_m40_a_joining_finding_leaves_an_alias(lin: Device) -> None:
    first, second = lin.fact(), lin.fact()
    await lin.push(second)
    await lin.push(first)
    (matter,) = await lin.matters()
    protocol = matter["cases"][0]["protocol"]
    would_be = ids.case_id(UUID(second["id"]), protocol)
    assert matter["aliases"][str(would_be)] == str(ids.case_id(UUID(first["id"]), protocol))
    assert len(matter["tasks"]) == 1


async def test_m41_unknown_fields_are_kept_digested_and_sent_down(lin: Device) -> None:
    fact = lin.fact(mood="calm", body={"state": "defect", "catalogue": 1, "lux": 3})
    await lin.push(fact)
    (matter,) = await lin.matters()
    assert matter["facts"][0]["mood"] == "calm"
    assert matter["facts"][0]["body"]["lux"] == 3
    (other,) = await lin.push(fact | {"mood": "wild"})
    assert (other.state, other.code) == ("refused", "id_reused")


@pytest.mark.parametrize(("version", "status"), [(0, 200), (1, 200), (2, 200), (3, 426), (-1, 426)])
async def test_m42_one_version_below_or_above_is_taken(lin: Device, version: int, status: int) -> None:
    answer = await lin.send(lin.fact(), v=version)
    assert answer.status_code == status
    if status == 426:
        assert answer.json()["code"] == "version_unsupported"


@pytest.mark.parametrize("given", [{"kind": "flown_over"}, {"v": 2, "body": {"shape": "new"}}])
async def test_m43_a_newer_fact_is_held(lin: Device, given: dict[str, Any]) -> None:
    (receipt,) = await lin.push(lin.fact(**given))
    assert (receipt.state, receipt.code) == ("held", "kind_unknown")


async def test_m45_a_restore_ends_every_cursor(here: World, lin: Device) -> None:
    _, cursor = await lin.pull()
    before = (await here.http.get("/api/health")).json()["generation"]
    here.write(lambda s: new_generation(s, ESTATE, here.clock, random.Random(8)))
    answer = await lin.page(cursor)
    assert (answer.status_code, answer.json()["code"]) == (410, "cursor_gone")
    assert (await here.http.get("/api/health")).json()["generation"] != before
    assert (await lin.send()).json()["generation"] == (await lin.page()).json()["generation"]


async def test_m47_the_preview_stands_outside_the_digest(lin: Device) -> None:
    fact = lin.fact(preview="cHJl")
    await lin.push(fact)
    (again,) = await lin.push(fact | {"preview": "b3RoZXI="})
    assert again.state == "repeated"
    (matter,) = await lin.matters()
    assert matter["facts"][0]["preview"] == "cHJl"


@pytest.mark.parametrize("first", ["act", "back"])
async def test_m48_what_its_author_took_back_means_nothing(here: World, lin: Device, first: str) -> None:
    act = lin.fact("confirmed", place="b/A1/c/1")
    back = lin.fact("retracted", place="b/A1/c/1", about=act["id"])
    for fact in (act, back) if first == "act" else (back, act):
        assert (await lin.push(fact))[0].state == "accepted"
    assert [key for key in here.records() if key[0] == "place_day"] == []

    await lin.sign_in("chen")
    kept = lin.fact("confirmed", place="b/A2/c/1")
    await lin.sign_in("lin")
    await lin.push(kept, lin.fact("retracted", place="b/A2/c/1", about=kept["id"]))
    assert len([key for key in here.records() if key[0] == "place_day"]) == 1


async def test_m49_every_error_answer_is_a_fault(here: World, lin: Device) -> None:
    asked = [
        ("GET", "/api/nothing", 404), ("DELETE", "/api/push", 405), ("POST", "/api/session", 422), ("GET", "/api/changes", 401),
        ("GET", "/api/photos/short", 422), ("PUT", f"/api/photos/{'0' * 64}?offset=0&total=5", 401),
    ]  # fmt: skip
    for method, path, status in asked:
        answer = await here.http.request(method, path, headers=lin.headers if status == 422 else {})
        assert answer.status_code == status
        fault = Fault.model_validate(answer.json())
        assert fault.code in ERRORS
        assert fault.zh
        assert fault.en
