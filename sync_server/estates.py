"""The estates' set-up as the rules want it, read once for each content of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, select

from app.domain.bundle import Bundle
from app.domain.errors import ZonewalkError
from app.domain.estate import Estate
from app.domain.rules import Rules, rules_of
from sync_server.db.audience import scope_of
from sync_server.db.record_tables import EstateRow


@dataclass(frozen=True)
class KnownEstate:
    """generation: changes when a back-up was restored. digest: SHA-256 of the set-up."""

    id: str
    generation: UUID
    digest: bytes
    estate: Estate
    rules: Rules

    def today(self, now: datetime) -> date:
        """The estate's calendar day at an instant."""
        return now.astimezone(self.rules.tz).date()

    def scope(self, account: str, roles: Iterable[str], days: Iterable[date]) -> frozenset[str]:
        """What an account sees (`audience`): its zones for good and those that the plans of these days give it."""
        return scope_of(account, roles, {zone for day in days for zone in self.estate.own_zones(account, day)})


class Estates:
    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self._known: dict[str, KnownEstate] = {}

    def get(self, session: Session, estate: str) -> KnownEstate:
        """The set-up as this session sees it. ZonewalkError `not_found` for an estate that was never set up."""
        stamp = session.exec(select(EstateRow.generation, EstateRow.digest).where(EstateRow.id == estate)).one_or_none()
        if stamp is None:
            raise ZonewalkError("not_found", f"estate {estate}")
        known = self._known.get(estate)
        if known is None or (known.generation, known.digest) != tuple(stamp):
            setup = session.exec(select(EstateRow.setup).where(EstateRow.id == estate)).one()
            read = Estate.model_validate(setup)
            known = KnownEstate(estate, *stamp, estate=read, rules=rules_of(self._bundle, read))
            self._known[estate] = known
        return known
