"""`python -m sync_server` as a person meets it: a real process, its words, and how it ends."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.domain.signcode import ALPHABET

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def command(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sync_server", *arguments],
        cwd=ROOT, env={**os.environ, **env}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@contextmanager
def serving(data: Path, log: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A server process that has said that it is ready."""
    port = free_port()
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "sync_server", "serve", "--demo"],
            cwd=ROOT, env={**os.environ, "DATA": str(data), "PORT": str(port)}, stdout=out, stderr=out,
        )  # fmt: skip
    try:
        wait_for(log, "is ready", process)
        yield process, port
    finally:
        process.kill()
        process.wait()


def wait_for(log: Path, words: str, process: subprocess.Popen[bytes]) -> None:
    while words not in log.read_text():
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        pytest.fail(f"the server ended: {log.read_text()}")


def test_it_says_when_it_is_ready_who_may_sign_in_which_codes_to_type_and_that_it_stopped(
    demo_data: Callable[[str], Path], tmp_path
):
    log = tmp_path / "log"
    data = demo_data("server")
    with serving(data, log) as (process, port):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health") as answer:
            assert json.load(answer)["ready"] is True
        said = log.read_text()
        assert f"http://127.0.0.1:{port}" in said
        assert "lin   林晓岚" in said
        assert len(re.findall(rf"[A-Z0-9-]+-[{ALPHABET}]{{8}}\b", said)) == 3
        assert (data / "codes.html").read_text(encoding="utf-8").count("<svg") == 36
        assert stop(process, signal.SIGINT) == 0
        assert log.read_text().rstrip().endswith("Stopped. What was saved is in the data folder.")


def test_it_stops_in_good_order_when_a_service_manager_says_so(demo_data: Callable[[str], Path], tmp_path):
    log = tmp_path / "log"
    with serving(demo_data("server"), log) as (process, _port):
        ended = stop(process, signal.SIGTERM)
    assert "Traceback" not in log.read_text()
    assert ended in (0, -signal.SIGTERM)


def stop(process: subprocess.Popen[bytes], how: signal.Signals) -> int:
    process.send_signal(how)
    return process.wait(20)


def test_a_port_in_use_is_said_in_a_sentence_that_names_another(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = command("serve", DATA=str(tmp_path), PORT=str(port))
    assert ended.returncode == 1
    assert f"PORT={port + 1}" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "env", "words"),
    [
        (("serve",), {"PORT": "eight"}, "PORT=eight is wrong"),
        (("seed",), {}, "seed --demo"),
        (("codes",), {}, "There is no estate yet"),
        (("migrate",), {"DATABASE_URL": "sqlite:////proc/none/db.sqlite"}, ""),
    ],
)
def test_what_cannot_be_done_is_said_without_a_traceback(tmp_path, arguments, env, words):
    ended = command(*arguments, **{"DATA": str(tmp_path / "data"), **env})
    assert ended.returncode == 1
    assert words in ended.stderr
    assert ended.stderr.strip()
    assert "Traceback" not in ended.stderr


def test_given_a_file_that_no_phone_exported_then_take_in_says_so_and_takes_nothing(tmp_path: Path) -> None:
    (tmp_path / "list.zip").write_bytes(b"a shopping list")
    ended = command("take-in", str(tmp_path / "list.zip"), DATA=str(tmp_path / "data"))
    assert ended.returncode == 1
    assert "[export_foreign]" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_given_a_server_that_runs_then_a_backup_is_made_and_a_restore_is_refused_until_it_has_stopped(
    demo_data: Callable[[str], Path], tmp_path: Path
) -> None:
    data, kept = demo_data("server"), str(tmp_path / "kept")
    with serving(data, tmp_path / "log"):
        made = command("backup", kept, DATA=str(data))
        assert made.returncode == 0, made.stderr
        refused = command("restore", kept, DATA=str(data))
        assert refused.returncode == 1
        assert "stop it first" in refused.stderr
    assert command("restore", kept, DATA=str(data)).returncode == 0


def test_given_a_data_folder_then_nobody_else_may_read_it_or_what_is_in_it(
    demo_data: Callable[[str], Path], tmp_path: Path
) -> None:
    data = demo_data("server")
    data.chmod(0o755)  # as an earlier version made it
    with serving(data, tmp_path / "log"):
        assert data.stat().st_mode & 0o777 == 0o700
    fresh = tmp_path / "fresh"
    assert command("seed", "--demo", DATA=str(fresh)).returncode == 0
    assert command("backup", str(tmp_path / "kept"), DATA=str(fresh)).returncode == 0
    for folder in (fresh, tmp_path / "kept"):
        rights = {path: path.stat().st_mode & 0o777 for path in (folder, *folder.rglob("*"))}
        assert {path for path, mode in rights.items() if mode & 0o077} == set()
