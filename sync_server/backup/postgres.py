"""PostgreSQL is backed up and restored by its own tools, which have to be of the server's version or newer."""

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import make_url

from sync_server.backup.contents import BackupError, flush


def dump(url: str, target: Path) -> None:
    """`pg_dump` into a file of its custom format. Raises BackupError."""
    half = target.with_suffix(".half")
    _run("pg_dump", url, "--format=custom", "--no-owner", f"--file={half}")
    half.chmod(0o600)
    flush(half)
    half.replace(target)


def restore(url: str, source: Path) -> None:
    """`pg_restore` over the database, in one transaction: all of it or nothing. Raises BackupError."""
    _run(
        "pg_restore",
        url,
        "--clean",
        "--if-exists",
        "--no-owner",
        "--single-transaction",
        "--exit-on-error",
        str(source),
    )


def _run(tool: str, url: str, *arguments: str) -> None:
    found = shutil.which(tool)
    if found is None:
        raise BackupError(f"{tool} is not installed; PostgreSQL's client tools are needed for this.")
    parsed = make_url(url).set(drivername="postgresql")
    password = (
        {"PGPASSWORD": str(parsed.password)} if parsed.password else {}
    )  # never on the command line, which others can read
    shown = parsed.set(password=None).render_as_string(hide_password=False)
    ended = subprocess.run(
        [found, f"--dbname={shown}", *arguments],
        env={**os.environ, **password},
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise BackupError(f"{tool} failed: {ended.stderr.strip()[-1_000:]}")
