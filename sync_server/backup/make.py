"""`python -m sync_server backup FOLDER`: a whole back-up, also while the server runs."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sync_server.backup import postgres
from sync_server.backup.contents import DATABASE, DUMP, NOTE, PHOTOS, BackupError, Note, copy_photos, flush, sqlite_file
from sync_server.config import ServerSettings

PAGES_A_STEP = 2_000  # of SQLite's online back-up; between two steps the server writes


def make_backup(settings: ServerSettings, folder: Path, now: datetime) -> Iterator[str]:
    """Make a back-up in this folder, or bring the one there up to date; yields what was done, for the person at the terminal.

    The database comes first: every photo that it calls verified is in the store by then. The sign-in key and the accounts
    are in the database. Raises BackupError, OSError.
    """
    if folder.resolve() == settings.data.resolve():
        raise BackupError("A back-up beside the original is none. Name another folder, on another disk.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / NOTE).unlink(missing_ok=True)  # until it is whole again it is none
    file = sqlite_file(settings.database_url)
    if file is None:
        postgres.dump(settings.database_url, folder / DUMP)
    else:
        _copy(file, folder / DATABASE)
    yield f"database: {folder / (DUMP if file is None else DATABASE)}"
    yield f"photos: {copy_photos(settings.data / 'photos', folder / PHOTOS)} new in {folder / PHOTOS}"
    note = Note(database="postgresql" if file is None else "sqlite", made_at=now)
    (folder / NOTE).write_text(note.model_dump_json(), encoding="utf-8")
    flush(folder / NOTE)
    flush(folder)


def _copy(source: Path, target: Path) -> None:
    """SQLite's online back-up: one state of the database, whatever is written meanwhile."""
    if not source.is_file():
        raise BackupError(f"There is no database {source}.")
    half = target.with_suffix(".half")
    half.unlink(missing_ok=True)
    with closing(sqlite3.connect(f"file:{source}?mode=rw", uri=True)) as here, closing(sqlite3.connect(half)) as there:
        here.backup(there, pages=PAGES_A_STEP)
        there.execute("PRAGMA journal_mode=DELETE")  # one file, without a companion that could be forgotten
        found = there.execute("PRAGMA quick_check").fetchone()[0]
    if found != "ok":
        raise BackupError(f"The copy of the database is damaged: {found}")
    half.chmod(0o600)
    flush(half)
    half.replace(target)
