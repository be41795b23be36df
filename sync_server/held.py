"""`python -m sync_server held`: what waits for a person, and letting it count. Every release leaves an audit row."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.domain.errors import ERRORS
from app.domain.ids import Rng
from sync_server.db.audit import audit
from sync_server.db.base import word
from sync_server.db.tables import FactRow
from sync_server.estates import KnownEstate
from sync_server.ingest.release import TO_DECIDE, let_count


def held_lines(session: Session) -> Iterator[str]:
    """A line for each held fact, the oldest first: its id, why it waits, who said what where and when."""
    rows = session.exec(select(FactRow).where(FactRow.state == word("held")).order_by(col(FactRow.received_at)))
    for row in rows:
        about = " ".join(each for each in (row.place, row.item) if each)
        waits = "" if row.code in TO_DECIDE else "  (waits for the set-up or the server)"
        said = f"{row.author}  {row.kind}  {about}"
        yield f"{row.id}  {row.seen_at:%Y-%m-%d %H:%M}Z  {_on_one_line(said)}  {ERRORS[row.code].code}{waits}"


def _on_one_line(text: str) -> str:
    """What a phone sent, for a terminal: no line, colour or direction of its own, which could pass for another fact."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)


def release(
    session: Session, known: KnownEstate, wanted: Iterable[UUID], by: str, why: str, now: datetime, rng: Rng
) -> dict[UUID, str]:
    """Let these held facts count, and return how each stands now: `ok`, or for what it waits. Ids that are not held are
    left out. by: the account of who decided."""
    told = let_count(session, known, wanted)
    for id, code in told.items():
        audit(session, known.id, "released", now, rng, account=by, detail={"fact": str(id), "why": why, "now": code})
    return told
