"""What a failing disk says, in the words of the error catalogue."""

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from app.domain.errors import ZonewalkError
from sync_server.db.engine import TransactionEnded

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
BROKEN = frozenset({errno.EIO, errno.EROFS})
# PostgreSQL's classes: 53 insufficient resources, 58 system error (I/O, files that it can't open).
PG_FULL, PG_BROKEN = "53100", "58"
LITTLE = 64_000_000  # bytes of free room with which the start warns


def disk_fault(error: BaseException) -> ZonewalkError | None:
    """`disk_full` or `disk_failed`, if that is what this exception comes down to; None for any other."""
    for each in _chain(error):
        if isinstance(each, OSError) and each.errno in FULL | BROKEN:
            return ZonewalkError("disk_full" if each.errno in FULL else "disk_failed", repr(each))
        if isinstance(each, sqlite3.Error):
            code = getattr(each, "sqlite_errorcode", 0) & 0xFF
            if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
                return ZonewalkError("disk_full" if code == sqlite3.SQLITE_FULL else "disk_failed", repr(each))
        state = getattr(each, "sqlstate", None) or ""
        if state == PG_FULL or state.startswith(PG_BROKEN):
            return ZonewalkError("disk_full" if state == PG_FULL else "disk_failed", repr(each))
    if any(isinstance(each, TransactionEnded) for each in _chain(error)):
        return ZonewalkError("disk_failed", repr(error))
    return None


def little_room(folder: Path) -> str | None:
    """A sentence for who starts the server, when the disk of this folder is almost full."""
    free = shutil.disk_usage(folder).free
    if free >= LITTLE:
        return None
    return f"The disk of {folder} is almost full ({free // 1_000_000} MB free): make room, or soon nothing new is taken in."


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        if isinstance(error, DBAPIError) and isinstance(error.orig, BaseException):
            yield error.orig
        error = error.__cause__ or error.__context__
