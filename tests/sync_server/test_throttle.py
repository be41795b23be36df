"""Guessing passwords: counted by account, from wherever and under whatever name, before anything is computed."""

import asyncio
import threading
import time
from pathlib import Path

import httpx
import pytest

from app.domain.clock import SimulatedClock
from app.domain.errors import ZonewalkError
from sync_server.config import ServerSettings
from sync_server.db.reader import ThreadReader
from sync_server.db.writer import ThreadWriter
from sync_server.people import passwords
from sync_server.people.throttle import NAMES_AN_ADDRESS, Throttle
from sync_server.people.turns import AT_ONCE, Turns
from tests.sync_server.world import Device, World, world

pytestmark = pytest.mark.anyio
NAMES = ("tan", " tan", "u_tan", "tan@qinglan", "u_tan@qinglan ", "ｔａｎ", "tan ")


async def guess(here: World, name: str, address: str) -> int:
    transport = httpx.ASGITransport(here.app, client=(address, 5000))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        asked = Device(here, 1)
        body = {"account": name, "password": "guess", "device": str(asked.id), "session": str(asked.id)}
        return (await http.post("/api/session", json=body)).status_code


async def test_given_one_account_under_all_its_names_and_from_many_addresses_then_it_is_one_count(here: World) -> None:
    most = here.server.settings.sign_ins_a_minute
    said = [await guess(here, NAMES[no % len(NAMES)], f"10.0.0.{no}") for no in range(most + 5)]
    assert said == [401] * most + [429] * 5
    assert (await Device(here, 1).ask_session("tan")).status_code == 429
    assert (await Device(here, 2).ask_session("lin")).status_code == 200


async def test_given_names_that_nobody_has_then_they_are_counted_alike(here: World) -> None:
    most = here.server.settings.sign_ins_a_minute
    said = [await guess(here, ("nobody", " NOBODY")[no % 2], f"10.0.0.{no}") for no in range(most + 1)]
    assert said == [401] * most + [429]


async def test_given_many_names_from_one_subscriber_then_the_address_is_counted(here: World) -> None:
    most = here.server.settings.sign_ins_a_minute * NAMES_AN_ADDRESS
    here.server.throttle.wrong("somebody", "2001:db8::1")
    for no in range(most - 1):
        here.server.throttle.wrong(f"name {no}", f"2001:db8::{no:x}")
    assert await guess(here, "tan", "2001:db8:0:0:9::7") == 429
    assert await guess(here, "tan", "2001:db8:1::7") == 401


async def test_given_a_strangers_guesses_then_the_persons_own_phone_still_signs_in_and_is_counted_apart(
    here: World,
) -> None:
    own = await here.device("tan", 4)
    most = here.server.settings.sign_ins_a_minute
    assert [await guess(here, "tan", f"10.0.0.{no}") for no in range(most + 1)] == [401] * most + [429]
    for no in range(most * NAMES_AN_ADDRESS):
        here.server.throttle.wrong(f"name {no}", "127.0.0.1")  # from the office's address, which the phone has too
    assert (await own.ask_session("tan")).status_code == 200
    assert (await Device(here, 5).ask_session("tan")).status_code == 429  # another phone
    assert (await own.ask_session("zhou")).status_code == 429  # somebody who never was on it
    said = [(await own.ask_session("tan", password="guess")).status_code for _ in range(most + 1)]
    assert said == [401] * most + [429]


async def test_given_a_server_that_is_told_of_ipv4_in_ipv6_then_each_address_is_counted_alone(here: World) -> None:
    most = here.server.settings.sign_ins_a_minute * NAMES_AN_ADDRESS
    for no in range(most):
        here.server.throttle.wrong(f"name {no}", "::ffff:10.0.0.1")
    assert await guess(here, "tan", "::ffff:10.0.0.1") == 429
    assert await guess(here, "tan", "10.0.0.1") == 429
    assert await guess(here, "tan", "::ffff:10.0.0.2") == 401


async def test_given_forty_guesses_at_once_then_no_more_are_computed_than_are_allowed_and_health_answers_at_once(
    data: Path, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed, at_once, most_at_once, lock = [0], [0], [0], threading.Lock()
    right, go_on = passwords.password_right, threading.Event()

    def slowly(password: str, hashed: str | None) -> bool:
        with lock:
            computed[0] += 1
            at_once[0] += 1
            most_at_once[0] = max(most_at_once[0], at_once[0])
        go_on.wait(30)
        with lock:
            at_once[0] -= 1
        return False

    async with world(data, clock, writer=ThreadWriter, reader=ThreadReader) as here:
        monkeypatch.setattr(passwords, "password_right", slowly)
        guesses = [asyncio.create_task(guess(here, NAMES[no % len(NAMES)], f"10.0.0.{no}")) for no in range(40)]
        begun = time.monotonic()
        assert (await here.http.get("/api/health")).status_code == 200  # while all that may wait are waiting
        assert time.monotonic() - begun < 10
        go_on.set()
        said = await asyncio.gather(*guesses)
        monkeypatch.setattr(passwords, "password_right", right)
    most = here.server.settings.sign_ins_a_minute
    assert (said.count(401), said.count(429), computed[0]) == (most, 40 - most, most)
    assert most_at_once[0] <= passwords.AT_ONCE


def test_given_right_passwords_only_then_nobody_waits() -> None:
    throttle = Throttle(3)
    for _ in range(50):
        with throttle.attempt("qinglan u_tan", "10.0.0.1"):
            pass
    throttle.wrong("qinglan u_tan", "10.0.0.1")
    with throttle.attempt("qinglan u_tan", "10.0.0.1"), throttle.attempt("qinglan u_tan", "10.0.0.2"):  # noqa: SIM117
        with pytest.raises(ZonewalkError), throttle.attempt("qinglan u_tan", "10.0.0.3"):
            pass


def test_given_no_proxy_in_the_settings_then_none_is_believed() -> None:
    assert ServerSettings.from_env({}).trusted_proxies == ()
    told = ServerSettings.from_env({"TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8"}).trusted_proxies
    assert told == ("127.0.0.1", "10.0.0.0/8")


async def test_given_one_persons_requests_then_only_so_many_are_worked_on_and_others_go_on() -> None:
    turns, working, go_on = Turns(), [], asyncio.Event()

    async def request(account: str) -> None:
        async with turns.turn("e", account):
            working.append(account)
            await go_on.wait()

    tasks = [asyncio.create_task(request("u_mai")) for _ in range(AT_ONCE + 5)]
    tasks.append(asyncio.create_task(request("u_lin")))
    while "u_lin" not in working:
        await asyncio.sleep(0)
    assert working.count("u_mai") == AT_ONCE
    go_on.set()
    await asyncio.gather(*tasks)
    assert working.count("u_mai") == AT_ONCE + 5
