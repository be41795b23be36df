"""The phone's MUSTs of docs/protocol.md, each played once against the real server by the real client."""
# ruff: noqa: F811 (fixtures are imported by name)

import json
import shutil
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from app.domain.clock import SimulatedClock
from app.domain.errors import ERRORS
from app.domain.facts import digest
from app.domain.limits import BACKUP_HORIZON_DAYS
from tests.sync.conftest import line, phone, true_clock  # noqa: F401
from tests.sync.line import PORTAL, Line, Phone, answers, cut_after, cut_before, server

pytestmark = pytest.mark.anyio


def pushed(line: Line) -> list[dict[str, object]]:
    """The facts of all pushes, in the order in which they were sent."""
    bodies = [json.loads(body) for (_, path), body in zip(line.asked, line.bodies, strict=True) if path == "/api/push"]
    return [fact for body in bodies for fact in body["facts"]]


async def test_m16_a_fact_is_sent_word_for_word_as_it_was_saved_however_often(phone: Phone, line: Line) -> None:
    await phone.sign_in()
    await phone.exchange.run_once()
    fact = phone.record(body={"state": "defect", "catalogue": 1, "words": "水表井积水 “严重”"}, preview="cHJl")
    line.next("/api/push", cut_before, cut_after)
    for _ in range(2):
        await phone.exchange.run_once()
    phone.restart()
    await phone.exchange.run_once()
    sent = pushed(line)
    assert len(sent) == 3
    assert sent[0] == sent[1] == sent[2]
    assert {digest(raw) for raw in sent} == {digest({**sent[0], "preview": "another"})}
    assert phone.store.delivery(fact.id) == "verified"


async def test_m17_facts_of_all_authors_go_out_in_the_order_of_seq_under_their_own_names(
    phone: Phone,
    line: Line,
    true_clock: SimulatedClock,
) -> None:
    await phone.sign_in("lin")
    await phone.exchange.run_once()
    first = phone.record()
    for clock in (phone.clock, true_clock):
        clock.move(timedelta(days=30))  # lin's session is over by now
    await phone.sign_in("zhou")
    second = phone.record()
    await phone.exchange.run_once()
    sent = pushed(line)
    assert [raw["id"] for raw in sent] == [str(first.id), str(second.id)]
    assert [raw["author"] for raw in sent] == ["u_lin", "u_zhou"]
    assert {phone.store.delivery(fact.id) for fact in (first, second)} == {"verified"}


async def test_m31_photos_go_after_their_facts_and_a_copy_is_deleted_only_verified_and_past_the_horizon(
    phone: Phone,
    line: Line,
    true_clock: SimulatedClock,
) -> None:
    await phone.sign_in()
    await phone.exchange.run_once()
    photo = await phone.photo()
    fact = phone.record(photos=[photo])
    line.next("/api/push", cut_before)
    await phone.exchange.run_once()
    assert line.count("PUT", "/api/photos") == 0
    line.always["/api/photos"] = cut_before
    await phone.exchange.run_once()
    assert phone.store.delivery(fact.id) == "sent"
    for clock in (phone.clock, true_clock):
        clock.move(timedelta(days=BACKUP_HORIZON_DAYS + 1))
    await phone.exchange.run_once()
    assert f"{photo.sha256}.jpg" in await phone.host.list_files("photos")  # sent is not verified

    line.always.clear()
    await phone.exchange.run_once()
    assert phone.store.delivery(fact.id) == "verified"
    assert f"{photo.sha256}.jpg" in await phone.host.list_files("photos")  # the horizon begins with "verified"

    await phone.sign_in()
    for days, there in ((BACKUP_HORIZON_DAYS - 1, True), (2, False)):
        for clock in (phone.clock, true_clock):
            clock.move(timedelta(days=days))
        await phone.exchange.run_once()
        assert (f"{photo.sha256}.jpg" in await phone.host.list_files("photos")) is there


async def test_m32_a_photo_that_the_server_lacks_again_is_sent_again(
    demo_data: Callable[[str], Path],
    tmp_path: Path,
    true_clock: SimulatedClock,
) -> None:
    folder = demo_data("server")
    async with server(folder, true_clock) as line:
        phone = Phone(tmp_path / "phone", line)
        await phone.sign_in()
        photo = await phone.photo()
        phone.record(photos=[photo])
        await phone.exchange.run_once()
        assert phone.store.photo_state(photo.sha256) == "verified"
        phone.store.wanted([photo.sha256])
        assert phone.store.photo_state(photo.sha256) == "local"
        before = line.count("PUT", "/api/photos")
        await phone.exchange.run_once()
        assert line.count("PUT", "/api/photos") > before
        assert phone.store.photo_state(photo.sha256) == "verified"


async def test_m38_the_clock_of_a_start_is_told_with_its_facts_and_a_start_without_one_is_marked(
    phone: Phone,
    line: Line,
    true_clock: SimulatedClock,
) -> None:
    await phone.sign_in()
    phone.restart()
    phone.clock.wrong_by = timedelta(hours=-3)
    offline = phone.record()
    phone.restart()
    phone.record()
    await phone.exchange.run_once()
    clocks = {
        clock["start"]: clock
        for body in line.bodies
        if body.startswith(b'{"v"')
        for clock in json.loads(body)["clocks"]
    }
    told = clocks[str(offline.start)]
    assert told["measured"] is False
    assert abs(told["offset_ms"] - 3 * 3_600_000) < 5_000
    assert clocks[str(phone.clock.start)]["measured"] is True
    seen = phone.store.fact(offline.id)
    assert seen is not None
    assert seen.seen_at <= true_clock.now()


async def test_m50_only_the_servers_own_401_asks_to_sign_in(phone: Phone, line: Line) -> None:
    await phone.sign_in()
    line.always["/"] = PORTAL
    await phone.exchange.run_once()
    phases: list[str] = [phone.exchange.state.phase]
    line.always.clear()
    phone.store.put_credential("qinglan", "of nobody")
    fact = phone.record()
    await phone.exchange.run_once()
    phases.append(phone.exchange.state.phase)
    assert phases == ["offline", "needs_sign_in"]
    assert phone.store.delivery(fact.id) == "local"


async def test_m25_410_begins_the_records_anew_and_loses_no_unsent_fact(phone: Phone, line: Line) -> None:
    await phone.sign_in()
    await phone.exchange.run_once()
    had = {matter["id"] for matter in phone.store.records("u_lin", "matter")}
    fact = phone.record()
    line.next("/api/push", cut_before)
    await phone.exchange.run_once()
    gone = ERRORS["cursor_gone"].fault().model_dump_json().encode()
    line.next("/api/changes", answers(410, gone, "application/json"))
    assert (await phone.exchange.run_once()).ok
    assert phone.store.delivery(fact.id) == "verified"
    assert {matter["id"] for matter in phone.store.records("u_lin", "matter")} > had


async def test_m44_what_a_newer_server_adds_is_taken_as_it_comes(phone: Phone, line: Line) -> None:
    await phone.sign_in()

    async def newer(request: httpx.Request, inner: httpx.AsyncBaseTransport) -> httpx.Response:
        page = json.loads(await (await inner.handle_async_request(request)).aread())
        page["changes"].append({"kind": "drone_day", "id": "d1", "rev": 1, "data": {"seen": 3}, "why": "new"})
        return httpx.Response(200, json=page | {"weather": "mild"}, request=request)

    line.next("/api/changes", newer)
    assert (await phone.exchange.run_once()).ok
    assert phone.store.record("u_lin", "drone_day", "d1") == {"seen": 3}


async def test_m46_after_a_restore_own_facts_and_photos_are_sent_again(
    demo_data: Callable[[str], Path], tmp_path: Path, true_clock: SimulatedClock
) -> None:
    folder = demo_data("server")
    async with server(folder, true_clock) as line:
        phone = Phone(tmp_path / "phone", line)
        await phone.sign_in()
        await phone.exchange.run_once()
    shutil.copytree(folder, tmp_path / "backup")
    async with server(folder, true_clock) as line:
        phone.line = line
        phone.restart()
        fact = phone.record(photos=[await phone.photo()])
        assert (await phone.exchange.run_once()).ok
        assert phone.store.delivery(fact.id) == "verified"
    with sqlite3.connect(tmp_path / "backup" / "zonewalk.sqlite") as database:
        database.execute("UPDATE estate SET generation = ?", (phone.rng.randbytes(16),))
    async with server(tmp_path / "backup", true_clock, seed=4) as line:
        phone.line = line
        phone.restart()
        for _ in range(2):
            assert (await phone.exchange.run_once()).ok
        assert [raw["id"] for raw in pushed(line)].count(str(fact.id)) == 1
        assert line.count("PUT", "/api/photos") >= 1
    assert phone.store.delivery(fact.id) == "verified"
    told = {f["id"] for matter in phone.store.records("u_lin", "matter") for f in matter["facts"]}
    assert str(fact.id) in told


async def test_m52_saving_waits_for_no_network_and_no_token(phone: Phone, line: Line) -> None:
    await phone.sign_in()
    await phone.exchange.run_once()
    line.always["/"] = cut_before
    phone.store.put_credential("qinglan", "of nobody")
    asked = len(line.asked)
    fact = phone.record(photos=[await phone.photo()])
    assert len(line.asked) == asked
    phone.restart()
    assert phone.store.delivery(fact.id) == "local"
    assert phone.store.fact(fact.id) is not None
