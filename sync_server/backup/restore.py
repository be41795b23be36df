"""`python -m sync_server restore FOLDER`, and what any restored database needs: phones send again what came after the back-up."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from app.domain.clock import Clock
from app.domain.ids import Rng
from sync_server.backup import postgres
from sync_server.backup.contents import DATABASE, DUMP, PHOTOS, BackupError, copy_photos, flush, note_of, sqlite_file
from sync_server.backup.mark import Mark
from sync_server.blobs import ledger, open_store
from sync_server.blobs.by_estate import part_by_estate
from sync_server.blobs.store import Stores
from sync_server.config import ServerSettings
from sync_server.db.engine import open_engine, writing
from sync_server.db.migrations import migrate
from sync_server.db.tables import EstateRow, PhotoRow
from sync_server.ingest.set_up import new_generation

COMPANIONS = ("-wal", "-shm")


def restore_backup(settings: ServerSettings, folder: Path, clock: Clock, rng: Rng) -> Iterator[str]:
    """Put a back-up in the place of the database, whose file is kept beside it; photos that are here stay. Yields what was done.

    No server may run on it meanwhile. Raises BackupError, OSError.
    """
    note, file = note_of(folder), sqlite_file(settings.database_url)
    if note.database != ("postgresql" if file is None else "sqlite"):
        raise BackupError(f"This is a back-up of {note.database}. Name its database: DATABASE_URL=…")
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if file is None:
        postgres.restore(settings.database_url, folder / DUMP)
    else:
        yield from _put_back(folder / DATABASE, file, clock.now())
    yield f"photos: {copy_photos(folder / PHOTOS, settings.data / 'photos')} put back"
    engine = open_engine(settings.database_url)
    try:
        migrate(engine)
        mark = Mark(engine, settings.data)
        mark.watch()  # the next start finds this database, and no other
        lacking = begin_anew(engine, open_store(settings), clock, rng)
        mark.close()
    finally:
        engine.dispose()
    yield f"photos that are asked for again: {lacking}"
    yield f"The state is that of {note.made_at:%Y-%m-%d %H:%M} UTC. Phones send again what they have recorded since."


def begin_anew(engine: Engine, stores: Stores, clock: Clock, rng: Rng) -> int:
    """A new generation of every estate, so that phones begin their records anew and send their facts again. Photos that the
    database has and the stores lack are asked for again; how many."""
    with writing(engine) as session:
        part_by_estate(session, stores)  # the back-up may be of an older server
        for estate in session.exec(select(EstateRow.id)).all():
            new_generation(session, estate, clock, rng)
        return _ask_again(session, stores)


def _ask_again(session: Session, stores: Stores) -> int:
    have = session.exec(select(PhotoRow.estate, PhotoRow.sha256).where(col(PhotoRow.state).in_(("verified", "stored"))))
    gone = [(estate, sha256) for estate, sha256 in have.all() if stores.of(estate).size(sha256) is None]
    for estate, sha256 in gone:
        ledger.is_lacking(session, estate, sha256)
    return len(gone)


def _put_back(source: Path, file: Path, now: datetime) -> Iterator[str]:
    if not source.is_file():
        raise BackupError(f"{source} is missing.")
    half = file.with_suffix(".half")
    shutil.copyfile(source, half)
    half.chmod(0o600)
    flush(half)
    if file.exists():
        aside = file.with_name(f"{file.name}.before-{now:%Y%m%d-%H%M%S}")
        for companion in ("", *COMPANIONS):  # the log belongs to its database: with another it would damage it
            path = file.with_name(file.name + companion)
            if path.exists():
                path.replace(aside.with_name(aside.name + companion))
        yield f"the database that was here: {aside}"
    half.replace(file)
    flush(file.parent)
