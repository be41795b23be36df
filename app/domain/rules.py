"""What the folds need to know besides the facts: the catalogue, the protocols, the estate's settings and its people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.domain.bundle import Bundle
from app.domain.catalogue import Catalogue
from app.domain.estate import Estate
from app.domain.protocols import Protocols
from app.domain.settings import Settings


@dataclass(frozen=True)
class Rules:
    """staff: account → roles. zone_of: the zone of a place path, None where the set-up does not know it.
    stop_of: the stop under which a place is confirmed. permit_ended: whether the permit of a renovation site (a path) has
    run out before a day (YYYY-MM-DD)."""

    catalogue: Catalogue
    protocols: Protocols
    settings: Settings
    tz: ZoneInfo
    staff: Mapping[str, frozenset[str]]
    zone_of: Callable[[str], str | None]
    stop_of: Callable[[str], str | None]
    permit_ended: Callable[[str, str], bool] = lambda place, day: False

    def has_role(self, account: str, *roles: str) -> bool:
        return not self.staff.get(account, frozenset()).isdisjoint(roles)


def rules_of(bundle: Bundle, estate: Estate) -> Rules:
    """The rules of one estate: the product's catalogue and protocols with the estate's own settings and staff."""
    return Rules(
        catalogue=bundle.catalogue,
        protocols=bundle.protocols,
        settings=estate.settings_of(bundle),
        tz=ZoneInfo(estate.timezone),
        staff={person.id: frozenset(person.roles) for person in estate.staff},
        zone_of=estate.zone_of,
        stop_of=estate.stop_of,
        permit_ended=estate.permit_ended,
    )
