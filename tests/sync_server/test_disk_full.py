"""A full disk, or one that fails: nothing acknowledged is lost, and it is said in words (507), never as our own error."""

import errno
import hashlib
import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DatabaseError

from app.domain.clock import SimulatedClock
from sync_server.blobs.folder import FolderStore
from sync_server.config import ServerSettings
from sync_server.serving import serve
from tests.serving import free_port
from tests.sync.line import a_jpeg
from tests.sync_server.world import World, world

pytestmark = pytest.mark.anyio
ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def no_room(here: World) -> Iterator[None]:
    """SQLite may not grow by a page, as on a full disk."""

    def limit(connection: sqlite3.Connection, *_: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    here.server.engine.dispose()
    event.listen(here.server.engine, "connect", limit)
    yield
    event.remove(here.server.engine, "connect", limit)
    here.server.engine.dispose()


async def test_given_a_full_disk_when_pushed_then_it_is_507_in_words_and_all_is_taken_once_there_is_room(
    data: Path, clock: SimulatedClock
) -> None:
    async with world(data, clock) as here:
        lin = await here.device("lin")
        facts = [lin.fact(preview="A" * 8000) for _ in range(60)]
        with no_room(here):
            answer = await lin.send(*facts)
            assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
            assert answer.json()["zh"]
        assert not here.facts()
        assert {receipt.state for receipt in await lin.push(*facts)} == {"accepted"}
        assert len(here.facts()) == 60


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "disk_full"), (errno.EIO, "disk_failed")])
async def test_given_a_full_or_failing_disk_when_a_photo_comes_then_it_is_507_and_goes_on_once_there_is_room(
    data: Path, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    async with world(data, clock) as here:
        lin = await here.device("lin")
        jpeg = a_jpeg(lin.rng)
        sha = hashlib.sha256(jpeg).hexdigest()
        photo = {"sha256": sha, "role": "evidence", "w": 64, "h": 48, "bytes": len(jpeg), "taken_at": lin.fact()["at"]}
        await lin.push(lin.fact(photos=[photo]))
        flush = os.fsync

        def fails(handle: int) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(os, "fsync", fails)
        url = f"/api/photos/{sha}?offset=0&total={len(jpeg)}"
        answer = await here.http.put(url, content=jpeg, headers=lin.headers)
        assert (answer.status_code, answer.json()["code"]) == (507, code)
        monkeypatch.setattr(os, "fsync", flush)
        answer = await here.http.put(url, content=jpeg, headers=lin.headers)
        assert (answer.status_code, answer.json()["state"]) == (200, "verified")


def test_given_no_room_for_a_smaller_copy_then_no_half_of_it_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FolderStore(tmp_path)

    def full(path: Path, data: bytes) -> int:
        path.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        store.put_copy("ab" * 32, "thumb", b"small")
    assert [path for path in (tmp_path / "copies").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("given", [["migrate"], ["serve"], ["seed", "--demo"]])
def test_given_a_disk_that_takes_nothing_when_started_then_it_is_said_in_words(
    tmp_path: Path, given: list[str]
) -> None:
    """The system lets the process write no byte into a file: what SQLite and the log meet then is an error of the disk."""

    def nothing_fits() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    ended = subprocess.run(
        [sys.executable, "-m", "sync_server", *given], cwd=ROOT, env={**os.environ, "DATA": str(tmp_path / "data"), "PORT": "0"},
        capture_output=True, text=True, timeout=60, check=False, preexec_fn=nothing_fits,
    )  # fmt: skip
    assert ended.returncode == 1
    assert "[disk_f" in ended.stderr
    assert "Nothing that was acknowledged is lost." in ended.stderr
    assert "Traceback" not in ended.stderr


def test_given_a_start_that_fails_once_it_serves_then_who_started_it_is_told_what_failed(data: Path) -> None:
    (data / "zonewalk.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(DatabaseError):
        serve(ServerSettings.in_folder(data).model_copy(update={"port": free_port()}), [])


def test_given_a_log_that_finds_no_room_in_the_database_when_started_then_it_is_said_in_words(data: Path) -> None:
    """The server died with much in SQLite's log, and the disk is full: the start moves the log into the database."""
    file = data / "zonewalk.sqlite"
    grown = (
        "import sqlite3, sys, os; c = sqlite3.connect(sys.argv[1]); c.execute('PRAGMA wal_autocheckpoint = 0'); "
        + ("c.execute('CREATE TABLE big AS SELECT zeroblob(2000000)'); c.commit(); os._exit(0)")
    )
    subprocess.run([sys.executable, "-c", grown, str(file)], check=True)
    size = file.stat().st_size

    def no_byte_more() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    ended = subprocess.run(
        [sys.executable, "-m", "sync_server", "migrate"], cwd=ROOT, env={**os.environ, "DATA": str(data)},
        capture_output=True, text=True, timeout=60, check=False, preexec_fn=no_byte_more,
    )  # fmt: skip
    assert ended.returncode == 1
    assert "[disk_f" in ended.stderr
    assert "Traceback" not in ended.stderr
