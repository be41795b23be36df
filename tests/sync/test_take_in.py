"""The file that a person took away from a phone is taken in at the server: under its authors' names, whole, and only once."""

import io
import json
import random
import sqlite3
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.bundle import load_bundle
from app.domain.clock import SimulatedClock
from app.domain.errors import ZonewalkError
from app.domain.export_file import open_export
from app.patrol.export import export_unsent
from sync_server.blobs import PhotoIntake, open_store
from sync_server.config import ServerSettings
from sync_server.db.engine import open_engine
from sync_server.db.reader import InlineReader
from sync_server.db.writer import InlineWriter
from sync_server.estates import Estates
from sync_server.handed_in import FileIntake, HandedIn
from tests.sync.line import Line, Phone, cut_before

pytestmark = pytest.mark.anyio


@pytest.fixture
def folder(line: Line, tmp_path: Path) -> Path:
    """The data folder of the server at the other end of the line."""
    return tmp_path / "server"


async def taken(folder: Path, clock: SimulatedClock, data: bytes) -> HandedIn:
    """As `python -m sync_server take-in` does it, beside the running server."""
    settings = ServerSettings.in_folder(folder)
    engine = open_engine(settings.database_url)
    estates = Estates(load_bundle())
    photos = PhotoIntake(open_store(settings), InlineReader(engine), InlineWriter(engine), clock, estates, inline=True)
    try:
        intake = FileIntake(photos, estates, clock, random.SystemRandom())
        return await intake.take(open_export(io.BytesIO(data)))
    finally:
        engine.dispose()


async def worked_offline(phone: Phone, line: Line) -> bytes:
    """Two people's work on one phone that never comes online again, as the file that they took away."""
    await phone.sign_in("lin")
    await phone.exchange.run_once()
    await phone.sign_in("zhou")
    line.always["/api"] = cut_before
    phone.record(photos=[await phone.photo(size=1_500_000)], place="b/B2/c/1/f/2", item="building.corridor_light",
                 body={"state": "defect", "tags": ["dark"], "catalogue": 1})  # fmt: skip
    phone.exchange.resume("u_lin")
    phone.record(photos=[await phone.photo()])
    phone.record("confirmed", place="b/A1/c/1")
    made = await export_unsent(phone.host, phone.store)
    assert (made.facts, made.photos) == (3, 2)
    return made.data


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "zonewalk.sqlite") as database:
        return database.execute(query).fetchall()


async def test_given_a_file_when_it_is_taken_in_twice_and_the_phone_sends_after_all_then_all_is_there_once(
    phone: Phone, line: Line, folder: Path, true_clock: SimulatedClock
) -> None:
    data = await worked_offline(phone, line)
    facts = [json.loads(out.wire)["id"] for out in phone.store.outbox(10)]
    first = await taken(folder, true_clock, data)
    assert (dict(first.receipts), dict(first.photos), first.codes) == ({"accepted": 3}, {"verified": 2}, {})
    second = await taken(folder, true_clock, data)
    assert (dict(second.receipts), dict(second.photos)) == ({"repeated": 3}, {"verified": 2})

    line.always.clear()
    assert (await phone.exchange.run_once()).ok
    assert phone.store.unsent_counts(None).unsent == 0
    assert line.count("PUT", "/api/photos") <= 2 * 2  # asked how far they are, and they are whole
    hexes = ", ".join(f"x'{id.replace('-', '')}'" for id in facts)
    told = rows(folder, f"select author, state from fact where id in ({hexes}) order by seq")
    assert told == [("u_zhou", "accepted"), ("u_lin", "accepted"), ("u_lin", "accepted")]
    assert rows(folder, "select count(*) from audit where what = 'handed_in'") == [(2,)]


async def test_given_a_file_then_its_facts_count_and_others_see_them_without_the_phone(
    phone: Phone, line: Line, folder: Path, true_clock: SimulatedClock
) -> None:
    data = await worked_offline(phone, line)
    fact = phone.store.own_facts("u_lin", kinds=("found",))[0]
    await taken(folder, true_clock, data)
    line.always.clear()
    desk = Phone(phone.folder.with_name("desk"), line, seed=2)
    await desk.sign_in("chen")
    assert (await desk.exchange.run_once()).ok
    told = {each["id"]: each for matter in desk.store.records("u_chen", "matter") for each in matter["facts"]}
    assert told[str(fact.id)]["author"] == "u_lin"


async def test_given_a_clock_that_was_wrong_then_the_file_says_by_how_much(
    phone: Phone, line: Line, folder: Path, true_clock: SimulatedClock
) -> None:
    phone.clock.wrong_by = timedelta(hours=2)
    data = await worked_offline(phone, line)
    (clock,) = open_export(io.BytesIO(data)).manifest.clocks
    assert clock.offset_ms == -7_200_000
    assert clock.measured


async def test_given_a_session_that_the_server_does_not_know_then_the_facts_are_kept_and_wait(
    phone: Phone, line: Line, folder: Path, true_clock: SimulatedClock
) -> None:
    data = await worked_offline(phone, line)
    with sqlite3.connect(folder / "zonewalk.sqlite") as database:
        database.execute("delete from session")
    handed = await taken(folder, true_clock, data)
    assert (dict(handed.receipts), dict(handed.codes)) == ({"held": 3}, {"session_unknown": 3})


async def test_given_a_photo_alone_whose_fact_has_arrived_then_it_is_taken(
    phone: Phone, line: Line, folder: Path, true_clock: SimulatedClock
) -> None:
    await phone.sign_in()
    phone.record(photos=[await phone.photo()])
    line.always["/api/photos"] = cut_before
    await phone.exchange.run_once()
    made = await export_unsent(phone.host, phone.store)
    assert (made.facts, made.photos) == (0, 1)
    assert dict((await taken(folder, true_clock, made.data)).photos) == {"verified": 1}


def changed(data: bytes, name: str, new: bytes) -> bytes:
    """The same file with one entry otherwise, and a sound ZIP all the same."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as archive:
        for entry in old.namelist():
            archive.writestr(entry, new if entry == name else old.read(entry))
    return out.getvalue()


async def test_given_a_file_that_was_changed_or_torn_then_nothing_of_it_is_taken(
    phone: Phone, line: Line, folder: Path, true_clock: SimulatedClock
) -> None:
    data = await worked_offline(phone, line)
    count = rows(folder, "select count(*) from fact")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        facts = archive.read("facts.jsonl")
        photo = next(name for name in archive.namelist() if name.startswith("photos/"))
    at = data.index(b"\xff\xd8") + 500
    for bad, code in (
        (changed(data, "facts.jsonl", facts.replace(b"u_lin", b"u_luo")), "export_damaged"),
        (changed(data, photo, b"\xff\xd8 another picture"), "export_damaged"),
        (data[:at] + b"\xff" * 64 + data[at + 64 :], "export_damaged"),
        (data[: len(data) // 2], "export_foreign"),
        (changed(data, "manifest.json", b"{}"), "export_foreign"),
        (b"a shopping list", "export_foreign"),
    ):
        with pytest.raises(ZonewalkError) as raised:
            await taken(folder, true_clock, bad)
        assert raised.value.code == code
    assert rows(folder, "select count(*) from fact") == count
