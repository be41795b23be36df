"""Records in, accounts, and what happens when server, clock or version are not what they were."""

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from app.domain.clock import SimulatedClock
from app.domain.errors import ERRORS, ZonewalkError
from app.sync import UnsentWork
from tests.sync.line import PORTAL, Line, Phone, answers, cut_after, cut_before, server

pytestmark = pytest.mark.anyio


async def test_given_a_first_sign_in_then_the_estate_comes_down(phone: Phone) -> None:
    await phone.sign_in()
    outcome = await phone.exchange.run_once()
    assert outcome.pages >= 1
    estate = phone.store.record("u_lin", "estate", "qinglan")
    assert estate is not None
    assert estate["sign_in_key"]
    assert phone.store.current is not None
    assert phone.store.current.id == "u_lin"


@pytest.mark.parametrize(("mishap", "code"), [(cut_before, "sign_in_offline"), (PORTAL, "server_odd")])
async def test_given_no_network_at_the_first_sign_in_then_it_says_what_to_do(
    phone: Phone, line: Line, mishap: Callable[..., object], code: str
) -> None:
    line.next("/api/session", mishap)  # type: ignore[arg-type]
    with pytest.raises(ZonewalkError) as raised:
        await phone.sign_in()
    assert raised.value.code == code
    assert phone.store.accounts() == []


async def test_given_a_wrong_password_then_it_says_so(phone: Phone) -> None:
    with pytest.raises(ZonewalkError) as raised:
        await phone.exchange.sign_in("lin", "wrong")
    assert raised.value.code == "sign_in_wrong"


async def test_given_a_lost_answer_to_a_sign_in_when_tried_again_then_it_is_the_same_session(
    phone: Phone, line: Line
) -> None:
    line.next("/api/session", cut_after)
    with pytest.raises(ZonewalkError):
        await phone.sign_in()
    await phone.sign_in()
    asked = [json.loads(body)["session"] for body in line.bodies]
    assert asked[0] == asked[1]
    assert (await phone.exchange.run_once()).ok


async def test_given_who_signed_in_once_when_started_offline_then_they_go_on(phone: Phone, line: Line) -> None:
    await phone.sign_in()
    await phone.exchange.run_once()
    line.always["/"] = cut_before
    phone.restart()

    assert phone.exchange.resume("u_lin").id == "u_lin"
    fact = phone.record()
    assert not (await phone.exchange.run_once()).ok
    assert phone.exchange.state.phase == "offline"
    assert phone.exchange.state.last_ok is not None
    assert phone.store.delivery(fact.id) == "local"
    with pytest.raises(ZonewalkError):
        phone.exchange.resume("u_zhou")


async def test_given_two_people_on_one_phone_then_each_ones_facts_go_out_under_their_own_name(phone: Phone) -> None:
    await phone.sign_in("lin")
    lin = phone.record()
    await phone.sign_in("zhou")
    zhou = phone.record()

    assert (await phone.exchange.run_once()).ok

    assert phone.store.delivery(lin.id) == phone.store.delivery(zhou.id) == "verified"
    assert phone.store.has_records("u_lin")
    assert phone.store.has_records("u_zhou")
    authors = {f["id"]: f["author"] for m in phone.store.records("u_lin", "matter") for f in m["facts"]}
    assert authors[str(lin.id)] == "u_lin"
    assert authors[str(zhou.id)] == "u_zhou"


async def test_given_unsent_work_when_signing_out_then_it_is_refused_with_counts_unless_told(
    phone: Phone, line: Line
) -> None:
    await phone.sign_in()
    await phone.exchange.run_once()
    fact = phone.record()
    with pytest.raises(UnsentWork) as raised:
        await phone.exchange.sign_out("u_lin")
    assert raised.value.counts.facts == 1
    assert phone.store.current is not None

    line.always["/"] = cut_before
    await phone.exchange.sign_out("u_lin", even_unsent=True)
    assert phone.store.current is None
    line.always.clear()
    assert (await phone.exchange.run_once()).ok

    assert phone.store.delivery(fact.id) == "verified"
    assert line.count("DELETE", "/api/session") == 2  # once in vain, once told
    assert phone.store.get_meta("ended") is None


async def test_given_an_expired_session_then_facts_and_photos_still_go_and_only_then_it_asks(
    phone: Phone, true_clock: SimulatedClock
) -> None:
    await phone.sign_in()
    await phone.exchange.run_once()
    for clock in (true_clock, phone.clock):
        clock.move(timedelta(days=30))
    fact = phone.record(photos=[await phone.photo()])

    outcome = await phone.exchange.run_once()

    assert outcome.error is not None
    assert outcome.error.code == "session_expired"
    assert phone.exchange.state.phase == "needs_sign_in"
    assert phone.store.delivery(fact.id) == "verified"
    await phone.sign_in()
    assert phone.exchange.state.phase == "idle"
    assert (await phone.exchange.run_once()).ok


async def test_given_an_expired_session_of_somebody_else_then_the_person_in_front_is_not_bothered(
    phone: Phone, true_clock: SimulatedClock
) -> None:
    await phone.sign_in("lin")
    for clock in (true_clock, phone.clock):
        clock.move(timedelta(days=30))
    await phone.sign_in("zhou")
    assert (await phone.exchange.run_once()).ok
    assert phone.store.has_records("u_zhou")


@pytest.mark.parametrize(
    "answer",
    [PORTAL, answers(401, b"<html>sign in to the hotel</html>"), answers(401, b'{"error": "x"}', "application/json"),
     answers(200, b"{}", "application/json"), answers(302, b""), answers(504, b"")],
)  # fmt: skip
async def test_given_somebody_elses_answer_then_it_never_asks_to_sign_in_and_nothing_changes(
    phone: Phone, line: Line, answer: Callable[..., object]
) -> None:
    await phone.sign_in()
    await phone.exchange.run_once()
    fact = phone.record()
    before = phone.store.account("u_lin")
    line.always["/"] = answer  # type: ignore[assignment]

    assert not (await phone.exchange.run_once()).ok

    assert phone.exchange.state.phase == "offline"
    assert phone.store.account("u_lin") == before
    assert phone.store.delivery(fact.id) == "local"


async def test_given_a_cursor_that_is_worth_nothing_then_the_records_begin_anew_by_themselves(
    phone: Phone, line: Line
) -> None:
    await phone.sign_in()
    await phone.exchange.run_once()
    fact = phone.record()
    many = len(phone.store.records("u_lin", "matter"))
    gone = ERRORS["cursor_gone"].fault().model_dump_json().encode()
    line.next("/api/changes", answers(410, gone, "application/json"), cut_before)

    assert not (await phone.exchange.run_once()).ok
    assert len(phone.store.records("u_lin", "matter")) == many  # the old ones serve meanwhile
    assert (await phone.exchange.run_once()).ok

    assert len(phone.store.records("u_lin", "matter")) == many + 1
    assert phone.store.delivery(fact.id) == "verified"


async def test_given_a_server_that_always_says_gone_then_the_run_ends(phone: Phone, line: Line) -> None:
    await phone.sign_in()
    gone = ERRORS["cursor_gone"].fault().model_dump_json().encode()
    line.always["/api/changes"] = answers(410, gone, "application/json")
    outcome = await phone.exchange.run_once()
    assert outcome.error is not None
    assert line.count("GET", "/api/changes") <= 3


async def test_given_a_server_restored_from_a_backup_then_own_facts_and_photos_are_there_again(
    demo_data: Callable[[str], Path], true_clock: SimulatedClock, tmp_path: Path
) -> None:
    import sqlite3
    from uuid import uuid4

    folder = demo_data("server")
    async with server(folder, true_clock) as line:
        phone = Phone(tmp_path / "phone", line)
        await phone.sign_in()
        await phone.exchange.run_once()
    shutil.copytree(folder, tmp_path / "backup")
    async with server(folder, true_clock) as line:
        phone.line.inner = line.inner
        fact = phone.record(photos=[await phone.photo()])
        assert (await phone.exchange.run_once()).ok
        assert phone.store.delivery(fact.id) == "verified"
    with sqlite3.connect(tmp_path / "backup" / "zonewalk.sqlite") as database:
        database.execute("UPDATE estate SET generation = ?", (uuid4().bytes,))
    async with server(tmp_path / "backup", true_clock, seed=4) as line:
        phone.line.inner = line.inner
        first = await phone.exchange.run_once()
        second = await phone.exchange.run_once()

    assert first.ok
    assert second.ok
    assert phone.store.outbox(5) == []
    assert phone.store.delivery(fact.id) == "verified"
    told = {f["id"] for matter in phone.store.records("u_lin", "matter") for f in matter["facts"]}
    assert str(fact.id) in told
    assert phone.store.photos_to_send() == []


async def test_given_a_newer_server_then_unknown_fields_and_kinds_are_taken_as_they_come(
    phone: Phone, line: Line
) -> None:
    await phone.sign_in()

    async def newer(request: httpx.Request, inner: httpx.AsyncBaseTransport) -> httpx.Response:
        answer = await inner.handle_async_request(request)
        page = json.loads(await answer.aread())
        page["weather"] = "mild"
        page["changes"].append({"kind": "drone_day", "id": "d1", "rev": 1, "data": {"seen": 3}, "why": "new"})
        return httpx.Response(200, json=page, request=request)

    line.next("/api/changes", newer)
    assert (await phone.exchange.run_once()).ok
    assert phone.store.record("u_lin", "drone_day", "d1") == {"seen": 3}


async def test_given_a_clock_a_day_off_then_it_is_measured_and_the_fact_is_seen_at_the_true_time(
    phone: Phone, true_clock: SimulatedClock
) -> None:
    phone.clock.wrong_by = timedelta(days=1)
    await phone.sign_in()
    fact = phone.record()
    await phone.exchange.run_once()

    seen = phone.store.fact(fact.id)

    assert seen is not None
    assert abs(seen.seen_at - true_clock.now()) < timedelta(seconds=5)
    assert not seen.unmeasured
    assert abs(phone.store.true_now() - true_clock.now()) < timedelta(seconds=5)


async def test_given_watchers_then_they_hear_each_phase(phone: Phone) -> None:
    await phone.sign_in()
    phone.record(photos=[await phone.photo()])
    phases: list[str] = []
    topics: list[set[str]] = []
    off = phone.exchange.subscribe(lambda state: phases.append(state.phase))
    phone.store.subscribe(topics.append)
    await phone.exchange.run_once()
    off()
    assert list(dict.fromkeys(phases)) == ["pushing", "pulling", "photos", "idle"]
    assert {"sync"} in topics


async def test_given_facts_that_do_not_get_through_then_a_second_person_can_begin_all_the_same(
    phone: Phone, line: Line
) -> None:
    await phone.sign_in("lin")
    await phone.exchange.run_once()
    fact = phone.record()
    line.always["/api/push"] = cut_before
    await phone.sign_in("zhou")
    outcome = await phone.exchange.run_once()
    assert not outcome.ok  # and the state says so
    assert phone.store.has_records("u_zhou")
    assert phone.store.delivery(fact.id) == "local"
    line.always.clear()
    assert (await phone.exchange.run_once()).ok
    assert phone.store.delivery(fact.id) == "verified"
