"""A photo folder of an older server, which was one for all estates, becomes one for each. For the start; harmless to repeat."""

import logging
import shutil
from pathlib import Path

from sqlmodel import Session, col, select

from sync_server.blobs import ledger
from sync_server.blobs.folder import FolderStores
from sync_server.blobs.store import Stores
from sync_server.db.tables import PhotoRow

log = logging.getLogger(__name__)
OLD_COPIES = ("partial", "copies")  # what was arriving is sent again; copies are made again


def part_by_estate(session: Session, stores: Stores) -> int:
    """Give each photo to the estate that named it first, and ask the phones of any other one for it: naming a digest had
    shown an estate the other's picture. How many photos moved. Cut off in between, the next start goes on."""
    if not isinstance(stores, FolderStores):
        return 0
    files = sorted(stores.root.glob("[0-9a-f][0-9a-f]/*.jpg"))
    owners = _owners(session) if files else {}
    for file in files:
        sha256 = file.parent.name + file.stem
        estates = owners.get(sha256, [])
        if not estates:
            log.warning("photo %s is named by no estate; it stays where it was", sha256)
            continue
        for estate in estates[1:]:
            ledger.is_lacking(session, estate, sha256)
        _move(file, stores, estates[0], sha256)
    for folder in (*stores.root.glob("[0-9a-f][0-9a-f]"), *(stores.root / name for name in OLD_COPIES)):
        if folder.name in OLD_COPIES:
            shutil.rmtree(folder, ignore_errors=True)
        elif not any(folder.iterdir()):
            folder.rmdir()
    return sum(not file.exists() for file in files)


def _owners(session: Session) -> dict[str, list[str]]:
    """The estates that have each photo, who named it first before the others."""
    there = col(PhotoRow.state).in_(("stored", "verified"))
    query = select(PhotoRow.sha256, PhotoRow.estate).where(there).order_by(col(PhotoRow.named_at), col(PhotoRow.estate))
    owners: dict[str, list[str]] = {}
    for sha256, estate in session.exec(query):
        owners.setdefault(sha256, []).append(estate)
    return owners


def _move(file: Path, stores: FolderStores, estate: str, sha256: str) -> None:
    target = stores.of(estate).path(sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    file.replace(target)
