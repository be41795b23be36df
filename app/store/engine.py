"""Opening the device's database: one file, one connection, every commit flushed."""

from sqlite3 import Connection as SqliteConnection

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from app.domain.errors import ZonewalkError
from app.store.schema import bring_up_to_date


def open_store(path: str, *, exclusive: bool) -> Engine:
    """The engine on this file, its schema brought up to date.

    exclusive: this process alone has the file, so WAL needs no shared memory (the browser's files offer none).
    Raises ZonewalkError: host_locked when another process has it, storage_failed when it can't be used, and what
    `bring_up_to_date` raises.
    """
    engine = create_engine(f"sqlite:///{path}", poolclass=StaticPool, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _prepare(connection: SqliteConnection, _: object) -> None:
        connection.isolation_level = None  # transactions begin where `_begin` says, DDL included
        cursor = connection.cursor()
        if exclusive:
            cursor.execute("PRAGMA locking_mode=EXCLUSIVE")  # has to come before WAL
        cursor.execute("PRAGMA temp_store=MEMORY")
        mode = cursor.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        if mode != "wal":
            raise ZonewalkError("storage_failed", f"journal mode {mode}")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get("reads", False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    try:
        bring_up_to_date(engine)
    except DBAPIError as error:
        engine.dispose()
        raise as_zonewalk(error) from error
    except ZonewalkError:
        engine.dispose()
        raise
    return engine


def as_zonewalk(error: DBAPIError) -> ZonewalkError:
    """The error of the catalogue for what SQLite said."""
    said = str(error.orig)
    if "database or disk is full" in said:
        return ZonewalkError("storage_full", said)
    if "database is locked" in said:
        return ZonewalkError("host_locked", said)
    return ZonewalkError("storage_failed", said)
