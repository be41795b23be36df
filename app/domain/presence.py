"""The folds of presence: what a place and a sign-in point were on one day of the estate (R2.2, R6.5, R7.3)."""

from collections.abc import Iterable
from typing import Any

from app.domain import bodies, ids
from app.domain.fact_order import in_order
from app.domain.facts import SeenFact, taken_back
from app.domain.kinds import kinds_that
from app.domain.records import PlaceDay, PlaceLook, PointDay
from app.domain.rounds import walk_of
from app.domain.rules import Rules


def _standing(facts: Iterable[SeenFact]) -> list[SeenFact]:
    """The facts in the order seen, without those that their own author took back."""
    ordered = in_order(facts)
    gone = taken_back(ordered)
    return [fact for fact in ordered if fact.id not in gone and fact.kind != "retracted"]


def fold_place_day(rules: Rules, place: str, day: str, facts: Iterable[SeenFact]) -> PlaceDay | None:
    """What one stop was on one day; None when nothing stands. Begun is not done: there is no default of normal (R7.3).

    place: the stop's path; facts at its floors, homes and faces count for it. A sign-in is no look around (R6.15).
    """
    standing = [
        fact for fact in _standing(facts) if fact.day == day and fact.kind in _OF_STOP and _at(rules, fact, place)
    ]
    record: PlaceDay | None = None
    for fact in standing:
        record = record or PlaceDay(
            id=ids.day_id(place, day),
            place=place,
            zone=rules.zone_of(place),
            day=day,
            state="begun",
            by=fact.author,
            at=fact.seen_at,
        )
        record.facts.append(fact.id)
        _take(rules, record, fact)
    return record


_OF_STOP = kinds_that(lambda kind: kind.of_stop)


def _at(rules: Rules, fact: SeenFact, stop: str) -> bool:
    return fact.place is not None and (fact.place == stop or rules.stop_of(fact.place) == stop)


def _take(rules: Rules, record: PlaceDay, fact: SeenFact) -> None:
    match fact.kind:
        case "confirmed":
            record.state, record.by, record.at, record.reason = "done", fact.author, fact.seen_at, None
            confirmed = fact.read(bodies.Confirmed)
            record.covers, record.spent_s = confirmed.covers, confirmed.spent_s
            _look(record, PlaceLook(fact=fact.id, by=fact.author, at=fact.seen_at, state="done", round=confirmed.round))
        case "site_visited":
            record.visit = fact.read(bodies.SiteVisited).result
            record.state, record.by, record.at, record.reason = "begun", fact.author, fact.seen_at, None
        case "answered":
            answer = fact.read(bodies.Answered)
            if answer_stands(rules, record.place, record.day, answer.item, answer.state):
                record.answers[_key(record, fact, answer.item)] = answer.state
        case "found" if fact.item:
            record.answers[_key(record, fact, fact.item)] = fact.read(bodies.Found).state
        case "skipped":
            skipped = fact.read(bodies.Skipped)
            _look(
                record, PlaceLook(fact=fact.id, by=fact.author, at=fact.seen_at, state="skipped", round=skipped.round)
            )
            if record.state != "done":
                record.state, record.by, record.at = "skipped", fact.author, fact.seen_at
                record.reason = skipped.reason
    if record.visit and site_answered(rules, record):
        record.state = "done"


def _look(record: PlaceDay, look: PlaceLook) -> None:
    """Of one round the last look stands; what it confirmed it has not skipped."""
    same = next((each for each in record.looks if walk_of(each.round, each.by) == walk_of(look.round, look.by)), None)
    if same is not None and (same.state, look.state) == ("done", "skipped"):
        return
    record.looks = [*(each for each in record.looks if each is not same), look]


def _key(record: PlaceDay, fact: SeenFact, item: str) -> str:
    """An answer's key: the item, and the exact place where that is finer than the stop (a face and band)."""
    return item if fact.place == record.place else f"{item}@{fact.place}"


PERMIT = "renovation.permit"


def answer_stands(rules: Rules, place: str, day: str, item: str, state: str) -> bool:
    """Whether an answer can be so: a permit that has run out is not valid, whoever says it (R2.13)."""
    if item != PERMIT or not rules.permit_ended(place, day):
        return True
    return not any(known.ok for known in rules.catalogue.item(item).states if known.id == state)


def site_answered(rules: Rules, record: PlaceDay) -> bool:
    """A renovation site is done when its visit has a result and every question that this result asks has its answer."""
    asked = [
        item.id
        for item in rules.catalogue.items.values()
        if item.kind == "renovation" and record.visit in (item.asked_if or {}).get("site_visit", ())
    ]
    answered = {key.partition("@")[0] for key in record.answers}  # a finding may be at a spot of the site
    return answered.issuperset(asked)


def fold_point_day(rules: Rules, point: str, day: str, facts: Iterable[SeenFact]) -> PointDay | None:
    """The visits of a point on one day. A repeat by the same person within the estate's span shows as one."""
    span = rules.settings.duration("sign_in.repeat_within")
    record: PointDay | None = None
    last: dict[str, tuple[SeenFact, dict[str, Any]]] = {}  # by person: whoever else signed between
    for fact in _standing(facts):
        if fact.kind != "signed_in" or fact.day != day:
            continue
        body = fact.read(bodies.SignedIn)
        if body.point != point:
            continue
        zone = rules.zone_of(fact.place) if fact.place else None
        record = record or PointDay(id=ids.day_id(f"point|{point}", day), point=point, zone=zone, day=day)
        before = last.get(fact.author)
        if before is not None and fact.seen_at - before[0].seen_at <= span:
            before[1]["repeats"] = before[1].get("repeats", 0) + 1
            continue
        last[fact.author] = (fact, _visit(fact, body))
        record.visits.append(last[fact.author][1])
    return record


def _visit(fact: SeenFact, body: bodies.SignedIn) -> dict[str, Any]:
    told = {"round": str(body.round)} if body.round else {}
    return {
        **told,
        "by": fact.author,
        "at": fact.model_dump(mode="json", include={"seen_at"})["seen_at"],
        "means": body.means,
        "known": body.known,
        "fact": str(fact.id),
    }
