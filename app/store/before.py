"""The database as it was before a migration: while this copy lies there, the version before can be gone back to.

It is made before the first step, and goes once the new version has drawn its first screen, before anybody can write.
So what is put back is never older than what a person saved.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import quote

from sqlalchemy import Engine


@dataclass(frozen=True)
class CopyBefore:
    """path: a file beside the database (the browser's host opens one of this name beforehand)."""

    path: Path

    @classmethod
    def of(cls, engine: Engine) -> Self:
        return cls(Path(f"{engine.url.database}.before"))

    def make(self, engine: Engine) -> None:
        """Copy the database, flushed. Raises sqlite3.Error, OSError."""
        self.drop()
        with closing(sqlite3.connect(self.path)) as copy:
            copy.execute("PRAGMA journal_mode=MEMORY")  # a copy cut short is never used: the migration comes after it
            copy.execute("PRAGMA synchronous=FULL")
            _file_of(engine).backup(copy)

    def known_to(self, steps: int) -> bool:
        """Whether there is a copy that an app of so many schema steps can read."""
        if not self.path.exists():
            return False
        with closing(self._open()) as copy:
            return 0 < int(copy.execute("PRAGMA user_version").fetchone()[0]) <= steps

    def restore(self, engine: Engine) -> None:
        """Put the copy in the database's place, in one transaction, and drop it."""
        with closing(self._open()) as copy:
            copy.backup(_file_of(engine))
        self.drop()

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)

    def _open(self) -> sqlite3.Connection:
        """For reading: the copy says of itself that it has a write-ahead log, and needs none."""
        return sqlite3.connect(f"file:{quote(str(self.path))}?immutable=1", uri=True)


def _file_of(engine: Engine) -> sqlite3.Connection:
    """The one connection to the database; no transaction is open on it."""
    with closing(engine.raw_connection()) as held:
        found = held.driver_connection
    assert isinstance(found, sqlite3.Connection)
    return found
