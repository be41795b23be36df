"""M45 and M46 with real files: the commands `backup` and `restore`, a database put back by hand, and two phones."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from app.domain.clock import SimulatedClock
from app.domain.limits import BACKUP_HORIZON_DAYS
from sync_server.backup import BackupError, Mark, make_backup, restore_backup
from sync_server.config import ServerSettings
from sync_server.db.engine import TransactionEnded, open_engine, writing
from sync_server.db.tables import CounterRow
from tests.sync.conftest import true_clock  # noqa: F401
from tests.sync.line import Line, Phone, server
from tests.sync_server.conftest import _postgres, new_postgres  # noqa: F401
from tests.sync_server.world import world

pytestmark = pytest.mark.anyio
DATABASE = "zonewalk.sqlite"


def back_up(data: Path, to: Path, clock: SimulatedClock, url: str | None = None) -> None:
    settings = ServerSettings.in_folder(data, database_url=url or "")
    assert list(make_backup(settings, to, clock.now()))


def put_back(data: Path, source: Path, clock: SimulatedClock, url: str | None = None, *, seed: int = 8) -> list[str]:
    settings = ServerSettings.in_folder(data, database_url=url or "")
    return list(restore_backup(settings, source, clock, random.Random(seed)))


def generation(data: Path) -> bytes:
    with closing(sqlite3.connect(data / DATABASE)) as database:
        found: bytes = database.execute("SELECT generation FROM estate").fetchone()[0]
        return found


async def exchanged(phone: Phone, line: Line, times: int = 3) -> None:
    phone.line.inner = line.inner
    for _ in range(times):
        await phone.exchange.run_once()


def told(phone: Phone, account: str) -> set[str]:
    return {f["id"] for matter in phone.store.records(account, "matter") for f in matter["facts"]}


async def test_m46_given_two_phones_when_a_backup_is_restored_then_nothing_recorded_since_is_lost(
    demo_data: Callable[[str], Path],
    tmp_path: Path,
    true_clock: SimulatedClock,  # noqa: F811
) -> None:
    data, kept = demo_data("server"), tmp_path / "kept"
    async with server(data, true_clock) as line:
        lin, chen = Phone(tmp_path / "lin", line), Phone(tmp_path / "chen", line, seed=2)
        await lin.sign_in("lin")
        await chen.sign_in("chen")
        early = lin.record(photos=[await lin.photo()])
        await exchanged(lin, line)
        await exchanged(chen, line)
        assert str(early.id) in told(chen, "u_chen")
        back_up(data, kept, true_clock)  # while the server runs
        late = lin.record(place="u/A1-0302", photos=[await lin.photo()])
        await lin.exchange.sign_out("u_lin", even_unsent=True)
        await lin.sign_in("lin")  # a session that the back-up does not know
        last = lin.record(place="u/A1-0303", photos=[await lin.photo()])
        await exchanged(lin, line)
        await exchanged(chen, line)
        assert {str(late.id), str(last.id)} <= told(chen, "u_chen")
        assert lin.store.delivery(last.id) == "verified"
    shutil.rmtree(data)
    put_back(data, kept, true_clock)
    async with server(data, true_clock, seed=4) as line:
        await exchanged(chen, line)
        assert str(early.id) in told(chen, "u_chen")
        assert not {str(late.id), str(last.id)} & told(chen, "u_chen")
        await exchanged(lin, line)
        assert lin.exchange.state.phase == "needs_sign_in"
        assert lin.store.delivery(last.id) != "verified"  # the server lacks it
        await lin.sign_in("lin")
        await exchanged(lin, line)
        await exchanged(chen, line)
        for fact in (early, late, last):
            assert lin.store.delivery(fact.id) == "verified"
        assert {str(early.id), str(late.id), str(last.id)} <= told(chen, "u_chen")
        with closing(sqlite3.connect(data / DATABASE)) as database:
            waiting = database.execute("SELECT count(*) FROM fact WHERE state = 'held'").fetchone()
            lacking = database.execute("SELECT count(*) FROM photo WHERE state <> 'verified'").fetchone()
        assert (waiting, lacking) == ((0,), (0,))


async def test_m45_given_a_database_file_copied_back_by_hand_then_the_start_notices_it(
    demo_data: Callable[[str], Path],
    tmp_path: Path,
    true_clock: SimulatedClock,  # noqa: F811
) -> None:
    data, copy = demo_data("server"), tmp_path / "copy"
    before = generation(data)
    async with server(data, true_clock) as line:
        phone = Phone(tmp_path / "phone", line)
        await phone.sign_in()
        await exchanged(phone, line)
    async with server(data, true_clock, seed=4):
        pass
    assert generation(data) == before  # an ordinary start is none
    shutil.copyfile(data / DATABASE, copy)
    async with server(data, true_clock, seed=5) as line:
        fact = phone.record()
        await exchanged(phone, line)
        assert phone.store.delivery(fact.id) == "verified"
    # Into the same file, so that only its count of commits tells.
    (data / DATABASE).write_bytes(copy.read_bytes())
    async with server(data, true_clock, seed=6) as line:
        assert generation(data) != before
        await exchanged(phone, line)
        assert phone.store.delivery(fact.id) == "verified"
        assert str(fact.id) in told(phone, "u_lin")
    after = generation(data)
    shutil.copytree(data, tmp_path / "whole")
    async with server(tmp_path / "whole", true_clock, seed=7):
        assert generation(tmp_path / "whole") != after  # the whole folder, its mark too: the file is another


async def test_m45_given_a_server_that_died_then_the_next_start_is_an_ordinary_one(
    demo_data: Callable[[str], Path],
    tmp_path: Path,
    true_clock: SimulatedClock,  # noqa: F811
) -> None:
    """Also when its last commit failed: the mark never says more than the database holds."""
    data = demo_data("server")
    engine = open_engine(ServerSettings.in_folder(data).database_url)
    mark = Mark(engine, data)
    mark.watch()

    def fails(session: Session) -> None:
        session.add(CounterRow(estate="here", rev=1))
        session.flush()
        session.connection().exec_driver_sql("ROLLBACK")

    for _ in range(2):
        with pytest.raises(TransactionEnded), writing(engine) as session:
            fails(session)
    with writing(engine) as session:
        session.add(CounterRow(estate="here", rev=1))
    assert not Mark(engine, data).is_another()  # as after SIGKILL: nothing was closed
    engine.dispose()


async def test_m46_given_a_photo_that_the_backup_lacks_then_it_comes_again_or_is_no_more_called_verified(
    demo_data: Callable[[str], Path],
    tmp_path: Path,
    true_clock: SimulatedClock,  # noqa: F811
) -> None:
    data, kept = demo_data("server"), tmp_path / "kept"
    async with server(data, true_clock) as line:
        phone = Phone(tmp_path / "phone", line)
        await phone.sign_in()
        old = phone.record(photos=[await phone.photo()])
        await exchanged(phone, line)
        for clock in (phone.clock, true_clock):
            clock.move(timedelta(days=BACKUP_HORIZON_DAYS, minutes=1))
        await exchanged(phone, line)
        assert phone.store.photo(old.photos[0].sha256) is None  # its copy has gone by now
        young = phone.record(place="u/A1-0302", photos=[await phone.photo()])
        await exchanged(phone, line)
        back_up(data, kept, true_clock)
    for photo in (old.photos[0], young.photos[0]):
        for path in kept.rglob(f"{photo.sha256[2:]}.jpg"):
            path.unlink()
    shutil.rmtree(data)
    assert "photos that are asked for again: 2" in put_back(data, kept, true_clock)
    async with server(data, true_clock, seed=4) as line:
        await exchanged(phone, line)
        assert phone.store.delivery(young.id) == "verified"
        assert phone.store.delivery(old.id) == "photo_lost"


async def test_m46_given_postgresql_then_its_own_tools_back_up_and_restore(
    new_postgres: Callable[[], str],  # noqa: F811
    tmp_path: Path,
    true_clock: SimulatedClock,  # noqa: F811
) -> None:
    url, data, kept = new_postgres(), tmp_path / "data", tmp_path / "kept"
    async with world(data, true_clock, url=url) as here:
        lin = await here.device("lin")
        early = lin.fact()
        await lin.push(early)
        _, cursor = await lin.pull()
        back_up(data, kept, true_clock, url)
        late = lin.fact()
        await lin.push(late)
    put_back(data, kept, true_clock, url)
    async with world(data, true_clock, url=url) as here:
        lin.world = here
        assert {str(id) for id in here.facts()} == {early["id"]}
        assert (await lin.page(cursor)).status_code == 410
        assert {receipt.state for receipt in await lin.push(early, late)} == {"repeated", "accepted"}


async def test_m45_given_a_backup_that_is_none_or_of_another_database_then_nothing_is_touched(
    demo_data: Callable[[str], Path],
    tmp_path: Path,
    true_clock: SimulatedClock,  # noqa: F811
) -> None:
    data, kept = demo_data("server"), tmp_path / "kept"
    before = (data / DATABASE).read_bytes()
    with pytest.raises(BackupError, match="no whole back-up"):
        put_back(data, tmp_path / "nothing", true_clock)
    back_up(data, kept, true_clock)
    with pytest.raises(BackupError, match="back-up of sqlite"):
        put_back(data, kept, true_clock, "postgresql://nobody@/none")
    with pytest.raises(BackupError, match="beside the original"):
        back_up(data, data, true_clock)
    assert (data / DATABASE).read_bytes() == before
    lines = put_back(data, kept, true_clock)
    aside = next(data.glob(f"{DATABASE}.before-*"))
    assert any(aside.name in line for line in lines)
    assert aside.read_bytes() == before
