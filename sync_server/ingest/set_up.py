"""An estate is set up, or set up anew: its record goes out, and what waited for it is released."""

import hashlib
import json

from sqlmodel import Session, select

from app.domain import ids
from app.domain.clock import Clock
from app.domain.estate import Estate
from app.domain.ids import Rng
from sync_server.db.audit import audit
from sync_server.db.records import lock_estate, put_record
from sync_server.db.tables import EstateRow
from sync_server.estates import Estates
from sync_server.ingest.fold import refold
from sync_server.ingest.release import OF_SET_UP, release_held
from sync_server.ingest.stops import file_anew, refile_unfiled
from sync_server.ingest.touched import touched_ever


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


def release_after_start(session: Session, estates: Estates) -> None:
    """A newer server may know the kind, the item or the mend that a fact waits for, and file facts otherwise."""
    for estate in session.exec(select(EstateRow.id)).all():
        refile_unfiled(session, estates.get(session, estate))
        for reason in OF_SET_UP:
            release_held(session, estates.get(session, estate), reason)


def new_generation(session: Session, estate: str, clock: Clock, rng: Rng) -> None:
    """A back-up was restored: phones start their records anew and push again what is inside the back-up horizon."""
    row = session.get_one(EstateRow, estate)
    row.generation = ids.new(clock, rng)
    audit(session, estate, "restored", clock.now(), rng)
