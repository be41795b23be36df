"""The rounds that run, as the server knows them: who walks past midnight goes on seeing the zones of the day it began."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session

from app.domain.calendar import day_of
from app.domain.rights import WALKERS
from sync_server.db.base import table_of, word
from sync_server.db.fact_tables import OF_ROUNDS, FactRow
from sync_server.estates import KnownEstate

_fact = table_of(FactRow).c


def scope_now(
    session: Session, known: KnownEstate, account: str, roles: Iterable[str], now: datetime
) -> frozenset[str]:
    """What an account sees at an instant: the zones of today, and those of the day on which a round began that still runs."""
    held = frozenset(roles)
    days = [known.today(now)]
    if held & WALKERS:
        days += [day for day in _began(session, known, account, now) if day not in days]
    return known.scope(account, held, days)


def _began(session: Session, known: KnownEstate, account: str, now: datetime) -> list[date]:
    """The day of this person's round that nobody ended and that may still run."""
    query = (
        select(_fact.id, _fact.kind, _fact.seen_at, _fact.body)
        .where(
            _fact.estate == known.id,
            _fact.author == account,
            _fact.kind.in_(map(word, OF_ROUNDS)),
            _fact.state == "accepted",
        )
        .where(_fact.seen_at > now - known.rules.settings.duration("rounds.longest"))
        .order_by(_fact.seen_at, _fact.seq)
    )
    began: dict[UUID, date] = {}
    for row in session.connection().execute(query):
        if row.kind == "round_started":
            began[row.id] = day_of(row.seen_at, known.rules.tz)
        else:
            began.pop(UUID(str(row.body["round"])), None)
    return [*began.values()][-1:]
