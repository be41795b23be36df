"""Opens the database: SQLite as strict as it gets, or PostgreSQL."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import PendingRollbackError
from sqlmodel import Session

BUSY_MS = 20_000


class TransactionEnded(Exception):
    """The database ended a write transaction by itself (a full disk, an I/O error): nothing of it is kept, and nothing more
    may be written as if it went on."""


def open_engine(url: str) -> Engine:
    """An engine for `sqlite:///…` or `postgresql…`. The folder of a SQLite file is made when it is missing."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return _watched(create_engine(parsed.set(drivername="postgresql+psycopg"), pool_size=10, max_overflow=10))
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, pool_size=10, max_overflow=10)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return _watched(engine)


def _watched(engine: Engine) -> Engine:
    event.listen(engine, "before_cursor_execute", _goes_on)
    event.listen(engine, "commit", _commits_something)
    return engine


def _goes_on(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
    """Where SQLite meets a full disk or an I/O error it rolls the whole transaction back. The next SAVEPOINT would begin another
    one, and the next statement be a transaction of its own, without what came before."""
    if _writes(connection) and not statement.startswith("BEGIN") and _gone(connection):
        raise TransactionEnded("rolled back by SQLite")


def _commits_something(connection: Connection) -> None:
    """A COMMIT without a transaction, or of one that has failed, is no error to the drivers, and keeps nothing."""
    if _writes(connection) and (_gone(connection) or _failed(connection)):
        connection.connection.rollback()
        raise TransactionEnded("nothing to commit")


def _writes(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("writes"))


def _gone(connection: Connection) -> bool:
    raw = connection.connection.dbapi_connection
    return isinstance(raw, sqlite3.Connection) and not raw.in_transaction


def _failed(connection: Connection) -> bool:
    if connection.dialect.name != "postgresql":
        return False
    raw: Any = connection.connection.dbapi_connection
    return bool(raw.info.transaction_status.name != "INTRANS")


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    """A commit is on the disk when it returns; readers never wait for the writer."""
    connection.isolation_level = None  # the driver begins nothing by itself; `_begin_sqlite` does
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once: a transaction that began as a reader could fail half-way."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def settle(engine: Engine) -> None:
    """Call this before serving: everything that SQLite's log holds goes into the database and is flushed.

    After an I/O error and a restart the log may hold what only the system's memory has, not the disk; the log of the next
    commits would stand behind that hole, and be lost with it in a power cut. Raises OperationalError when the disk fails.
    """
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            raw = connection.connection
            connection.rollback()
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A short session that sees one state of the database and changes nothing."""
    with Session(engine, autoflush=False) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session in one write transaction: committed at the end, rolled back if anything is raised. Whoever gets past the end
    without an exception may rely on the commit."""
    with Session(engine.execution_options(writes=True), expire_on_commit=False) as session:
        begun = session.begin()
        try:
            yield session
        except PendingRollbackError as error:
            raise TransactionEnded("by a failure that somebody swallowed") from error
        if session.get_transaction() is not begun or not begun.is_active:
            raise TransactionEnded("by a failure that somebody swallowed")
        session.commit()
