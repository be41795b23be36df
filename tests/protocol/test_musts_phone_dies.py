"""The phone's MUSTs of docs/protocol.md about dying in the middle: M15, M24, M53, M54."""
# ruff: noqa: F811 (fixtures are imported by name)

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from app.domain import crash
from app.domain.clock import SimulatedClock
from app.domain.errors import ERRORS
from app.sync.pull import pull
from app.sync.state import Outcome
from app.sync.wire import Wire
from tests.sync.conftest import line, phone, true_clock  # noqa: F401
from tests.sync.line import Line, Phone, server

pytestmark = pytest.mark.anyio


class Died(BaseException):
    """The app ends here, as by SIGKILL: nobody catches it."""


@pytest.fixture(autouse=True)
def _no_hook() -> Iterator[None]:
    yield
    crash.set_hook(None)


def die_at(name: str, nth: int = 0) -> None:
    left = nth

    def hook(passed: str) -> None:
        nonlocal left
        if passed == name:
            left -= 1
            if left < 0:
                raise Died(name)

    crash.set_hook(hook)


async def test_m53_a_photo_is_flushed_before_the_fact_that_names_it_is_committed(phone: Phone) -> None:
    await phone.sign_in()
    die_at("store.before_commit")
    photo = await phone.photo()
    with pytest.raises(Died):
        phone.record(photos=[photo])
    crash.set_hook(None)
    phone.restart()
    assert phone.store.outbox(5) == []
    assert f"{photo.sha256}.jpg" in await phone.host.list_files("photos")  # harmless; swept at the next start


async def test_m15_a_fact_is_sent_until_its_receipt_is_kept(phone: Phone, line: Line) -> None:
    await phone.sign_in()
    await phone.exchange.run_once()
    fact = phone.record()
    die_at("store.before_commit")  # the receipts' transaction
    with pytest.raises(Died):
        await phone.exchange.run_once()
    crash.set_hook(None)
    phone.restart()
    assert phone.store.delivery(fact.id) == "local"
    assert (await phone.exchange.run_once()).ok
    receipt = phone.store.receipt(fact.id)
    assert receipt is not None
    assert receipt.state == "repeated"
    assert phone.store.delivery(fact.id) == "verified"


async def test_m24_a_page_and_its_cursor_are_kept_together_or_not_at_all(phone: Phone) -> None:
    await phone.sign_in()
    account = phone.store.account("u_lin")
    assert account is not None
    die_at("store.before_commit")
    with pytest.raises(Died):
        await pull(Wire(phone.host, phone.clock), phone.store, account, Outcome())
    crash.set_hook(None)
    phone.restart()
    account = phone.store.account("u_lin")
    assert account is not None
    assert account.cursor is None
    assert not phone.store.has_records("u_lin")
    assert (await phone.exchange.run_once()).ok
    assert phone.store.has_records("u_lin")


async def test_m54_the_app_may_die_at_any_durable_step_and_everything_saved_arrives_once(
    demo_data: Callable[[str], Path],
    tmp_path: Path,
    true_clock: SimulatedClock,
) -> None:
    """Played again and again, dying one durable step later each time, until a run ends without dying."""
    async with server(demo_data("server"), true_clock) as line:
        line.always["/api/photos"] = _sends_no_copies
        steps = 0
        while await _dies_at_step(steps, tmp_path / f"phone{steps}", line):
            steps += 1
            assert steps < 60
    assert steps >= 8


async def _sends_no_copies(request: httpx.Request, inner: httpx.AsyncBaseTransport) -> httpx.Response:
    if request.method != "GET":
        return await inner.handle_async_request(request)
    return httpx.Response(404, json=ERRORS["not_found"].fault().model_dump(), request=request)


async def _dies_at_step(step: int, folder: Path, line: Line) -> bool:
    phone = Phone(folder, line, seed=step)
    await phone.sign_in()
    left, died, saved = step, False, []

    def hook(name: str) -> None:
        nonlocal left, died
        if name.startswith(("store.", "host.")):
            left -= 1
            if left < 0 and not died:
                died = True
                raise Died(name)

    crash.set_hook(hook)
    try:
        saved.append(phone.record(photos=[await phone.photo()]))
        saved.append(phone.record("confirmed"))
        await phone.exchange.run_once()
    except Died:
        phone.restart()
    crash.set_hook(None)
    assert (await phone.exchange.run_once()).ok
    assert phone.store.outbox(9) == []
    assert {phone.store.delivery(fact.id) for fact in saved} <= {"verified"}
    told = [f["id"] for matter in phone.store.records("u_lin", "matter") for f in matter["facts"]]
    for fact in saved:
        if fact.kind == "found":
            assert told.count(str(fact.id)) == 1
    phone.store.close()
    return died
