"""Keeps every statement that the server makes in a run of tests, with values that it was made with, so that its plan can be asked.

Set ZONEWALK_STATEMENTS to a folder; each process of the run leaves a file in it at its end.
"""

import os
import pickle
import re
import sys
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Engine, event

FOLDER = "ZONEWALK_STATEMENTS"
SERVER = Path(__file__).resolve().parents[2] / "sync_server"
# A list of values is the same statement whatever its length; the values of a bulk insert likewise.
_MANY = re.compile(r"\((?:(?:%\([a-z_0-9]+\)s|\?)(?:::[A-Za-z]+)?(?:, )?)+\)", re.I)
_READS = re.compile(r"\s*(select|update|delete|with)\b", re.I)


class Statement(NamedTuple):
    """dialect: `sqlite` or `postgresql`. sql, values: as the driver was given them."""

    dialect: str
    sql: str
    values: Any


class Kept:
    """The statements of one process, each shape once."""

    def __init__(self) -> None:
        self.statements: dict[tuple[str, str], Statement] = {}
        event.listen(Engine, "before_cursor_execute", self._take)

    def _take(self, connection: Any, _cursor: Any, sql: str, values: Any, _context: Any, many: bool) -> None:
        if _READS.match(sql) and _of_the_server():
            dialect = connection.dialect.name
            given = _plain(values[0] if many else values)
            self.statements.setdefault((dialect, _MANY.sub("(…)", sql)), Statement(dialect, sql, given))

    def write(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{os.getpid()}.pickle").write_bytes(pickle.dumps(list(self.statements.values())))


def _of_the_server() -> bool:
    """Whether it is the server that asks, not a test that looks at its tables, nor a step of a migration."""
    frame = sys._getframe(2)
    while frame is not None and "site-packages" in frame.f_code.co_filename:
        frame = frame.f_back
    asker = Path(frame.f_code.co_filename)
    return asker.is_relative_to(SERVER) and not asker.is_relative_to(SERVER / "db" / "migrations")


def _plain(values: Any) -> Any:
    """psycopg takes bytes as memoryviews, which cannot be kept."""
    if isinstance(values, dict):
        return {name: _plain(value) for name, value in values.items()}
    if isinstance(values, tuple | list):
        return tuple(map(_plain, values))
    return bytes(values) if isinstance(values, memoryview) else values


def read(folder: Path) -> list[Statement]:
    """What the processes of a run left, each shape once."""
    shapes: dict[tuple[str, str], Statement] = {}
    for file in sorted(folder.glob("*.pickle")):
        for each in pickle.loads(file.read_bytes()):
            shapes.setdefault((each.dialect, _MANY.sub("(…)", each.sql)), each)
    return list(shapes.values())
