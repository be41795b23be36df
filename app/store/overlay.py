"""A day as this phone sees it: the server's record, and own facts that it does not tell yet.

A day's record names its facts and does not carry them. Where all of them lie on this phone, the fold of the phone's own
facts is exact; where others have been there too, both are put together until the server's next record decides.
"""

from uuid import UUID

from app.domain.records import PlaceDay, PointDay


def over_place(server: PlaceDay | None, own: PlaceDay | None, held: set[UUID]) -> PlaceDay | None:
    """The place's day; `own` is the fold of the facts `held` on this phone."""
    if server is None or held.issuperset(server.facts):
        return own
    if own is None:
        return server
    later = own if own.state != "begun" and (server.state == "begun" or own.at >= server.at) else server
    return later.model_copy(
        update={
            "visit": own.visit or server.visit,
            "answers": {**server.answers, **own.answers},
            "covers": sorted({*server.covers, *own.covers}),
            "facts": [*server.facts, *(fact for fact in own.facts if fact not in server.facts)],
        }
    )


def over_point(server: PointDay | None, own: PointDay | None, held: set[UUID]) -> PointDay | None:
    """The point's day; visits are in the order of their times."""
    if server is None or held.issuperset(UUID(visit["fact"]) for visit in server.visits):
        return own
    if own is None:
        return server
    told = {visit["fact"] for visit in server.visits}
    visits = [*server.visits, *(visit for visit in own.visits if visit["fact"] not in told)]
    return server.model_copy(update={"visits": sorted(visits, key=lambda visit: visit["at"])})
