"""What a back-up holds: a folder with the database (file or dump), the photos, and a note of what it is."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ValidationError
from sqlalchemy import URL, make_url

from sync_server.blobs.folder import ESTATES

DATABASE, DUMP, PHOTOS, NOTE = "zonewalk.sqlite", "zonewalk.dump", "photos", "backup.json"
NOT_KEPT = ("partial", "copies")  # what phones send again, and what is made anew


class BackupError(Exception):
    """The back-up can't be made or restored as asked; the text says why and what to do."""


class Note(BaseModel):
    """database: which kind. made_at: when it was begun (UTC): what came later may be missing."""

    format: Literal[1] = 1
    database: Literal["sqlite", "postgresql"]
    made_at: datetime


def note_of(folder: Path) -> Note:
    """BackupError for a folder that holds no whole back-up: the note is written last."""
    try:
        return Note.model_validate_json((folder / NOTE).read_text(encoding="utf-8"))
    except (OSError, ValidationError) as error:
        raise BackupError(f"{folder} holds no whole back-up ({NOTE} is missing or cannot be read).") from error


def copy_photos(source: Path, target: Path) -> int:
    """Copy the whole photos that are not there yet, and return how many. Each appears under its name only when it is whole."""
    copied = 0
    for path in _photos(source):
        to = target / path.relative_to(source)
        if to.exists() and to.stat().st_size == path.stat().st_size:
            continue
        to.parent.mkdir(parents=True, exist_ok=True)
        half = to.with_suffix(".half")
        shutil.copyfile(path, half)
        flush(half)
        half.replace(to)
        copied += 1
    return copied


def flush(path: Path) -> None:
    """What was written to this file is on the disk afterwards."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite database; None for PostgreSQL."""
    parsed: URL = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return None
    return Path(parsed.database)


def _photos(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*.jpg")):
        parts = path.relative_to(folder).parts
        of_estate = parts[2:] if parts[0] == ESTATES else parts
        if of_estate[0] not in NOT_KEPT and path.is_file():
            yield path
