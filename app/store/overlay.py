"""A day as this phone sees it: the server's record, and own facts that it does not tell yet.

A day's record names its facts and does not carry them. Where all of them lie on this phone, the fold of the phone's own
facts is exact; where others have been there too, both are put together until the server's next record decides. What the
person has taken back since is taken out of the record again: `was` is the fold of the own facts as if they all stood.
"""

from uuid import UUID

from app.domain.records import PlaceDay, PointDay

_WEIGHT = {"begun": 0, "skipped": 1, "done": 2}  # a stop that was done is not skipped any more (`fold_place_day`)


def over_place(server: PlaceDay | None, own: PlaceDay | None, was: PlaceDay | None, held: set[UUID]) -> PlaceDay | None:
    """The place's day; `own` is the fold of the facts `held` on this phone."""
    if server is None or held.issuperset(server.facts):
        return own
    told = _without(server, own, was)
    if own is None:
        return told
    heavier = _WEIGHT[own.state] - _WEIGHT[told.state]
    later = own if heavier > 0 or (heavier == 0 and own.state != "begun" and own.at >= told.at) else told
    return later.model_copy(
        update={
            "visit": own.visit or told.visit,
            "answers": {**told.answers, **own.answers},
            "covers": sorted({*told.covers, *own.covers}),
            "looks": sorted(
                [*(look for look in told.looks if look.fact not in held), *own.looks], key=lambda look: look.at
            ),
            "facts": [*told.facts, *(fact for fact in own.facts if fact not in told.facts)],
        }
    )


def _without(server: PlaceDay, own: PlaceDay | None, was: PlaceDay | None) -> PlaceDay:
    """The record without what was taken back. Where that gave the stop its state, it is begun: nobody knows here what
    others left of it, and nothing is taken for done."""
    stand = own.facts if own else []
    gone = {fact for fact in was.facts if fact not in stand} if was else set()
    if was is None or gone.isdisjoint(server.facts):
        return server
    answers = own.answers if own else {}
    kept: dict[str, object] = {
        "facts": [fact for fact in server.facts if fact not in gone],
        "looks": [look for look in server.looks if look.fact not in gone],
        "answers": {k: v for k, v in server.answers.items() if k in answers or was.answers.get(k) != v},
    }
    if (server.by, server.at) == (was.by, was.at) and (own is None or own.at != was.at):
        kept |= {"state": "begun", "reason": None, "covers": []}
        kept["visit"] = None if server.visit == was.visit else server.visit
    return server.model_copy(update=kept)


def over_point(server: PointDay | None, own: PointDay | None, held: set[UUID]) -> PointDay | None:
    """The point's day; visits are in the order of their times."""
    if server is None or held.issuperset(UUID(visit["fact"]) for visit in server.visits):
        return own
    told = [visit for visit in server.visits if UUID(visit["fact"]) not in held]
    visits = [*told, *(own.visits if own else ())]
    return server.model_copy(update={"visits": sorted(visits, key=lambda visit: visit["at"])})
