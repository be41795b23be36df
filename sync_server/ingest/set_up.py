"""An estate is set up, or set up anew: its record goes out, and what waited for it is released."""

import hashlib
import json
import logging
from collections.abc import Callable
from functools import partial

from sqlmodel import Session, select

from app.domain import ids
from app.domain.clock import Clock
from app.domain.estate import Estate
from app.domain.ids import Rng
from sync_server.db.audit import audit
from sync_server.db.reader import Reader
from sync_server.db.records import lock_estate, put_record
from sync_server.db.tables import EstateRow
from sync_server.db.writer import Writer
from sync_server.estates import Estates
from sync_server.ingest.fold import refold
from sync_server.ingest.release import OF_SET_UP, release_held
from sync_server.ingest.stops import file_anew, refile_unfiled
from sync_server.ingest.touched import touched_ever

log = logging.getLogger(__name__)


def put_estate(session: Session, estates: Estates, estate: Estate, clock: Clock, rng: Rng) -> None:
    """Keep a set-up. Held facts that it answers are released, and what moved to another zone is folded again."""
    setup = estate.model_dump(mode="json")
    digest = hashlib.sha256(json.dumps(setup, sort_keys=True).encode()).digest()
    lock_estate(session, estate.id)
    row = session.get(EstateRow, estate.id)
    if row is not None and row.digest == digest:
        return
    if row is None:
        row = EstateRow(id=estate.id, generation=ids.new(clock, rng), digest=digest, setup=setup)
    row.digest, row.setup = digest, setup
    session.add(row)
    session.flush()
    put_record(session, estate.id, "estate", estate.id, setup)
    known = estates.get(session, estate.id)
    for reason in OF_SET_UP:
        release_held(session, known, reason)
    # A set-up changes seldom, and then stops, zones, deadlines and rights may all have changed.
    before = touched_ever(session, estate.id)
    file_anew(session, known)
    refold(session, estate.id, known.rules, touched_ever(session, estate.id).with_all_of(before), ())
    audit(session, estate.id, "estate_set_up", clock.now(), rng)


async def release_after_start(writer: Writer, reader: Reader, estates: Estates) -> None:
    """A newer server may know the kind, the item or the mend that a fact waits for, and file facts otherwise.

    Each part is a transaction of its own: one that fails on what stands in the data is logged and left for the next start.
    """
    for estate in await reader.run(lambda session: session.exec(select(EstateRow.id)).all()):
        await _try(writer, estate, "filing", partial(_refile, estates, estate))
        for reason in OF_SET_UP:
            await _try(writer, estate, reason, partial(_release, estates, estate, reason))


def _refile(estates: Estates, estate: str, session: Session) -> None:
    refile_unfiled(session, estates.get(session, estate))


def _release(estates: Estates, estate: str, reason: str, session: Session) -> None:
    release_held(session, estates.get(session, estate), reason)


async def _try(writer: Writer, estate: str, what: str, fn: Callable[[Session], object]) -> None:
    try:
        await writer.run(fn)
    except Exception:
        log.exception("%s after the start failed in %s", what, estate)


def new_generation(session: Session, estate: str, clock: Clock, rng: Rng) -> None:
    """A back-up was restored: phones start their records anew and push again what they recorded."""
    row = session.get_one(EstateRow, estate)
    row.generation = ids.new(clock, rng)
    audit(session, estate, "restored", clock.now(), rng)
