"""Notices a SQLite database that is not the one last served: a copy was put back by hand.

The database counts its commits in its header (`PRAGMA user_version`, written in each transaction). A file beside it keeps how
far it was, and which file it was (its inode). An older copy counts less, and a copied folder has other inodes.
"""

import logging
import os
from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel, ValidationError
from sqlalchemy import Connection, Engine, event

from sync_server.backup.contents import sqlite_file

log = logging.getLogger(__name__)

MOST = 2**31 - 1  # what the header can hold; then it begins anew


class _Kept(BaseModel):
    """commits: those of the last transaction but one, at least. inode: of the database's file."""

    commits: int
    inode: int


class Mark:
    """One for each served database. PostgreSQL has none: its file cannot be put back by hand."""

    def __init__(self, engine: Engine, data: Path) -> None:
        self._engine, self._kept = engine, data / "database.mark"
        self._file = sqlite_file(engine.url.render_as_string(hide_password=False))
        self._floor = 0
        self._stop: Callable[[], None] | None = None

    def is_another(self) -> bool:
        """Whether the database is an older or another one than that last served."""
        if self._file is None:
            return False
        kept = self._read()
        commits = self._counted()
        if kept is None:
            return commits > 0  # served before, but not from this folder
        return commits < kept.commits or self._inode() != kept.inode

    def watch(self) -> None:
        """From now on every commit counts, beyond all that was counted here. Call it after `is_another`."""
        if self._file is None:
            return
        kept = self._read()
        self._floor = kept.commits if kept else 0
        self._write(self._counted())
        event.listen(self._engine, "commit", self._count)
        self._stop = lambda: event.remove(self._engine, "commit", self._count)

    def close(self) -> None:
        """The last commit is over."""
        if self._stop is not None:
            self._stop()
            self._write(self._counted())

    def _count(self, connection: Connection) -> None:
        """Before a commit: it counts in the header, and those before it, which are there, in the file. No flush: what a power cut
        takes from the file makes it say less, and that is no alarm."""
        if not connection.get_execution_options().get("writes"):
            return
        try:
            here = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
            connection.exec_driver_sql(f"PRAGMA user_version = {(max(self._floor, here) + 1) % MOST}")
        except Exception:
            connection.connection.rollback()  # what a listener raises would leave the transaction open
            raise
        try:
            self._write(here)
        except OSError as error:
            log.warning("%s is not written: %r", self._kept, error)

    def _counted(self) -> int:
        with self._engine.connect() as connection:
            return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())

    def _inode(self) -> int:
        assert self._file is not None
        return self._file.stat().st_ino

    def _read(self) -> _Kept | None:
        try:
            return _Kept.model_validate_json(self._kept.read_text(encoding="utf-8"))
        except (OSError, ValidationError):
            return None

    def _write(self, commits: int) -> None:
        text = _Kept(commits=commits, inode=self._inode()).model_dump_json().ljust(80)
        handle = os.open(self._kept, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.pwrite(handle, text.encode(), 0)
        finally:
            os.close(handle)
