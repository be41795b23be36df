"""The loop: when it runs, and that nothing ends it."""

import asyncio
from collections.abc import Callable

import pytest

from app.sync import exchange as module
from tests.sync.line import Line, Phone, cut_before

pytestmark = pytest.mark.anyio


async def until(phone: Phone, what: Callable[[], bool]) -> None:
    """Wait for what the store and the exchange tell of until `what()` holds; TimeoutError when it never does."""
    told = asyncio.Event()
    off = phone.store.subscribe(lambda topics: told.set())
    async with asyncio.timeout(60):
        while not what():
            told.clear()
            await told.wait()
    off()


async def test_given_a_kick_then_what_was_saved_goes_out_at_once(phone: Phone, line: Line) -> None:
    await phone.sign_in()
    task = asyncio.create_task(phone.exchange.run_forever())
    await until(phone, lambda: phone.exchange.state.last_ok is not None)
    fact = phone.record()
    phone.exchange.kick()
    await until(phone, lambda: phone.store.delivery(fact.id) == "verified")
    task.cancel()
    assert line.count("POST", "/api/push") == 1


async def test_given_the_network_comes_back_then_it_goes_out_at_once(phone: Phone, line: Line) -> None:
    await phone.sign_in()
    line.always["/"] = cut_before
    fact = phone.record()
    task = asyncio.create_task(phone.exchange.run_forever())
    await until(phone, lambda: phone.exchange.state.phase == "offline")
    line.always.clear()
    phone.host.events.fire("online")
    await until(phone, lambda: phone.store.delivery(fact.id) == "verified")
    task.cancel()


async def test_given_a_fault_of_our_own_then_it_is_shown_and_the_loop_lives_on(
    phone: Phone, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await phone.sign_in()
    fact = phone.record()

    async def broken(*args: object) -> None:
        raise RuntimeError("a fault of ours")

    with monkeypatch.context() as patch:
        patch.setattr(module, "pull", broken)
        task = asyncio.create_task(phone.exchange.run_forever())
        await until(phone, lambda: phone.exchange.state.phase == "error")
    assert "a fault of ours" in caplog.text
    later = phone.record()
    phone.host.events.fire("visible")
    await until(phone, lambda: phone.store.delivery(later.id) == "verified")
    assert phone.store.delivery(fact.id) == "verified"
    assert not task.done()
    task.cancel()


async def test_given_nobody_has_signed_in_then_nothing_is_asked(phone: Phone, line: Line) -> None:
    outcome = await phone.exchange.run_once()
    assert outcome.ok
    assert line.asked == []
