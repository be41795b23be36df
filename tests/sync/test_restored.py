"""The server was restored from a back-up: what phones had sent since comes again, under its authors."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from app.domain.clock import SimulatedClock
from sync_server.config import ServerSettings
from sync_server.db.engine import open_engine, writing
from sync_server.ingest.set_up import new_generation
from tests.sync.line import Line, Phone, server

pytestmark = pytest.mark.anyio
ESTATE = "qinglan"


def restored(folder: Path, to: Path, clock: SimulatedClock) -> Path:
    """A copy of a data folder, as a restore leaves it."""
    shutil.copytree(folder, to)
    engine = open_engine(ServerSettings.in_folder(to).database_url)
    with writing(engine) as session:
        new_generation(session, ESTATE, clock, random.Random(9))
    engine.dispose()
    return to


async def moved_to(phone: Phone, line: Line) -> None:
    phone.line = line
    phone.restart()
    for _ in range(2):
        await phone.exchange.run_once()


async def test_given_a_session_begun_after_the_backup_when_restored_then_signing_in_again_lets_its_facts_count(
    demo_data: Callable[[str], Path], tmp_path: Path, true_clock: SimulatedClock
) -> None:
    folder = demo_data("server")
    backup = restored(folder, tmp_path / "backup", true_clock)
    async with server(folder, true_clock) as line:
        phone = Phone(tmp_path / "phone", line)
        await phone.sign_in()
        fact = phone.record()
        assert (await phone.exchange.run_once()).ok
        assert phone.store.delivery(fact.id) == "verified"
    async with server(backup, true_clock, seed=4) as line:
        await moved_to(phone, line)
        assert phone.exchange.state.phase == "needs_sign_in"
        assert phone.store.delivery(fact.id) == "local"
        await phone.sign_in()
        for _ in range(2):
            assert (await phone.exchange.run_once()).ok
        receipt = phone.store.receipt(fact.id)
        assert receipt is not None
        assert (receipt.code, phone.store.delivery(fact.id)) == ("ok", "verified")
        told = {f["id"] for matter in phone.store.records("u_lin", "matter") for f in matter["facts"]}
        assert str(fact.id) in told


async def test_given_a_session_begun_after_the_backup_while_an_earlier_one_stands_then_nobody_need_sign_in(
    demo_data: Callable[[str], Path], tmp_path: Path, true_clock: SimulatedClock
) -> None:
    """Signed in before the back-up, out and in again after it: the phone asks with what stands."""
    folder = demo_data("server")
    async with server(folder, true_clock) as line:
        phone = Phone(tmp_path / "phone", line)
        await phone.sign_in()
        await phone.exchange.run_once()
    backup = restored(folder, tmp_path / "backup", true_clock)
    async with server(folder, true_clock, seed=5) as line:
        await moved_to(phone, line)
        await phone.sign_in("zhou")
        of_zhou = phone.record()
        await phone.exchange.run_once()
        await phone.exchange.sign_out("u_zhou")
        phone.exchange.resume("u_lin")
    async with server(backup, true_clock, seed=4) as line:
        await moved_to(phone, line)
        assert phone.exchange.state.phase == "idle"
        receipt = phone.store.receipt(of_zhou.id)
        assert receipt is not None
        assert receipt.code == "session_unknown"  # lin's sign-in speaks for nobody else
        asked = line.count("PUT", "/api/session/earlier")
        await phone.sign_in("zhou")
        for _ in range(2):
            assert (await phone.exchange.run_once()).ok
        assert phone.store.delivery(of_zhou.id) == "verified"
        assert line.count("PUT", "/api/session/earlier") == asked + 1


async def test_given_a_session_id_of_somebody_else_when_registered_again_then_it_stays_theirs(
    demo_data: Callable[[str], Path], tmp_path: Path, true_clock: SimulatedClock
) -> None:
    async with server(demo_data("server"), true_clock) as line:
        phone, other = Phone(tmp_path / "phone", line), Phone(tmp_path / "other", line, seed=2)
        await phone.sign_in()
        await other.sign_in("zhou")
        lin, zhou = phone.store.account("u_lin"), other.store.account("u_zhou")
        assert lin is not None
        assert zhou is not None
        answer = await other.exchange._wire.ask(
            "PUT", "/api/session/earlier", token=other.store.token(ESTATE), session=zhou.session,
            content=f'{{"sessions": ["{lin.session}", "{UUID(int=5)}"]}}'.encode(),
        )  # fmt: skip
        assert answer.json() == {"sessions": [str(UUID(int=5))]}
        fact = phone.record()
        assert (await phone.exchange.run_once()).ok
        assert phone.store.delivery(fact.id) == "verified"
