"""Whether what a fact names belongs together: the item and the kind of place, what a confirmation covers, the catalogue's
version, and for whom a task is. What does not is held: a newer set-up or server may know better, and else a person."""

from app.domain import bodies
from app.domain.bodies import Body
from app.domain.catalogue import Catalogue, CatalogueError
from app.domain.estate import Estate
from app.domain.facts import Fact
from app.domain.items import Item
from app.domain.matter_state import KIND_OF_PLACE
from app.domain.places import Place
from app.domain.rules import Rules

OF_A_WHOLE_STOP = (bodies.Confirmed, bodies.Skipped, bodies.SiteVisited)
# The cleaning items are asked at public and green areas, and nobody can be a task's addressee without an account.
ALSO_CALLED = {"cleaning": "public"}
WITHOUT_ACCOUNT = frozenset({"occupant", "authority"})
POINT_ITEM = "building.sign_in_point"  # points stand outside of buildings too
NEWER_BY = 1  # a phone may be one release ahead (docs/protocol.md, M42)


def of_place(fact: Fact, body: Body, estate: Estate) -> str | None:
    """`place_unknown`, `point_unknown` or `place_unfit`."""
    if fact.place is not None and estate.zone_of(fact.place) is None:
        return "place_unknown"
    if isinstance(body, bodies.RoundStarted):
        return None if all(estate.zone(zone) for zone in body.zones) else "place_unknown"
    if fact.place is None:
        return None
    if isinstance(body, bodies.SignedIn):
        point = estate.point(body.point)
        if point is None:
            return "point_unknown"
        return None if estate.stop_of(point.place) == estate.stop_of(fact.place) else "place_unfit"
    whole = not isinstance(body, OF_A_WHOLE_STOP) or estate.stop(fact.place) is not None
    visit = not isinstance(body, bodies.SiteVisited) or Place.parse(fact.place).kind == "site"
    return None if whole and visit else "place_unfit"


def of_catalogue(fact: Fact, body: Body, catalogue: Catalogue) -> str | None:
    """`item_unknown`, `catalogue_newer` or `place_unfit`."""
    if getattr(body, "catalogue", 0) > catalogue.version + NEWER_BY:
        return "catalogue_newer"
    try:
        named = [catalogue.item(id) for id in _named(fact, body)]
        if isinstance(body, bodies.Answered):
            named[-1].state(body.state)
        if isinstance(body, bodies.Found) and named[0].answer != "text":
            named[0].state(body.state)
            for tag in body.tags:
                named[0].tag(tag)
    except CatalogueError:
        return "item_unknown"
    return None if all(_fits(item, fact.place) for item in named) else "place_unfit"


def of_addressee(body: Body, estate: Estate, rules: Rules) -> str | None:
    """`addressee_unknown`: a task for a role or a person that is not there would be nobody's, or anybody's."""
    roles = {*rules.protocols.roles} - WITHOUT_ACCOUNT
    role = body.trade if isinstance(body, bodies.Found) else body.choice if isinstance(body, bodies.Stepped) else None
    if role and role not in roles:
        return "addressee_unknown"
    return "addressee_unknown" if isinstance(body, bodies.Assigned) and estate.person(body.to) is None else None


def _named(fact: Fact, body: Body) -> list[str]:
    named = [fact.item] if fact.item is not None else []
    if isinstance(body, bodies.Answered):
        named.append(body.item)
    return [*named, *body.covers] if isinstance(body, bodies.Confirmed) else named


def _fits(item: Item, place: str | None) -> bool:
    if place is None or item.where is None or item.id == POINT_ITEM:
        return True
    return ALSO_CALLED.get(item.kind, item.kind) == KIND_OF_PLACE[Place.parse(place).kind]
