"""A PostgreSQL of this test run's own, in a folder that goes away with it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

BIN = Path("/usr/lib/postgresql/15/bin")


def _as_its_user() -> list[str | Path]:
    """PostgreSQL does not run as root."""
    return ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []


@contextmanager
def running() -> Iterator[str]:
    """The folder of its socket. Skips where PostgreSQL is not installed, unless ZONEWALK_PG_REQUIRED=1."""
    if not (BIN / "initdb").exists():
        if os.environ.get("ZONEWALK_PG_REQUIRED") == "1":
            pytest.fail(f"PostgreSQL is required here, and {BIN} has none")
        pytest.skip(f"PostgreSQL is not installed ({BIN})")
    folder = Path(tempfile.mkdtemp(prefix="zw-pg-"))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    user = _as_its_user()
    try:
        made: list[str | Path] = [
            BIN / "initdb",
            "-D",
            folder / "data",
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        subprocess.run([*user, *made], check=True, capture_output=True, cwd="/")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=60"
        control = [*user, BIN / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log"]
        subprocess.run([*control, "-o", options, "start"], check=True, capture_output=True, cwd="/")
        try:
            yield str(folder)
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True, cwd="/")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def create(socket: str, name: str, like: str = "template1") -> str:
    """A new database; its URL."""
    with psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
    return f"postgresql://postgres@/{name}?host={socket}"
