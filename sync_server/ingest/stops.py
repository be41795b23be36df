"""Facts are filed under the stop at which their place is confirmed: what one stop was on a day is told by all facts at its
floors, homes and faces, as the phone folds it too."""

from sqlalchemy import select, update
from sqlmodel import Session

from sync_server.db.base import table_of
from sync_server.db.tables import FactRow
from sync_server.estates import KnownEstate
from sync_server.ingest.fold import refold
from sync_server.ingest.touched import Touched

_table = table_of(FactRow)
_fact = _table.c


def stop_or_place(known: KnownEstate, place: str | None) -> str | None:
    """The stop of a place; the place itself while the set-up does not know it."""
    return (known.estate.stop_of(place) or place) if place is not None else None


def file_anew(session: Session, known: KnownEstate) -> None:
    """File all facts under the stops of a new set-up. What has to be folded again is the caller's to know."""
    filed = select(_fact.place, _fact.stop).where(_fact.estate == known.id, _fact.place.is_not(None)).distinct()
    for place, stop in session.connection().execute(filed).all():
        if stop_or_place(known, place) != stop:
            _file(session, known, place)


def refile_unfiled(session: Session, known: KnownEstate) -> None:
    """File what an older server kept without a stop, and fold its days again."""
    unfiled = (
        select(_fact.place, _fact.day)
        .where(_fact.estate == known.id, _fact.place.is_not(None), _fact.stop.is_(None))
        .distinct()
    )
    touched = Touched()
    for place, day in session.connection().execute(unfiled).all():
        _file(session, known, place)
        for key in (place, stop_or_place(known, place)):
            touched.add(None, None, key, day, None)
    refold(session, known.id, known.rules, touched, ())


def _file(session: Session, known: KnownEstate, place: str) -> None:
    here = update(_table).where(_fact.estate == known.id, _fact.place == place)
    session.connection().execute(here.values(stop=stop_or_place(known, place)))
