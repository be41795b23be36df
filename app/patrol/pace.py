"""How a stop was ended, and whether there was time to look at it (R6.16, R7.12)."""

from app.domain.doubts import signed_by, walked_as
from app.domain.estate import Stop
from app.domain.facts import SeenFact, taken_back
from app.patrol.work import Work


def ended_by(work: Work, stop: Stop) -> SeenFact | None:
    """The person's own fact that confirmed this stop today, or left it with a reason; None when it was somebody else's."""
    ended = [fact for fact in _ended(work) if fact.place == stop.place]
    return ended[-1] if ended else None


def too_soon(work: Work, stop: Stop) -> bool:
    """Whether this person confirmed somewhere else so short a time ago that this stop can hardly have been looked at."""
    confirmed = [fact for fact in _ended(work) if fact.kind == "confirmed" and fact.place]
    last = confirmed[-1] if confirmed else None
    before = work.estate.stop(last.place or "") if last else None
    if last is None or before is None or walked_as(before) == walked_as(stop):
        return False
    return work.now() - last.seen_at < work.rules.settings.duration("rounds.stop_least")


def unsigned(work: Work, stop: Stop) -> bool:
    """Whether this person has not signed in today in the stop's stairwell, though there is a point."""
    points = work.store.point_days(work.account.id, work.rules, work.day)
    return not signed_by(work.estate, stop, points, work.account.id)


def _ended(work: Work) -> list[SeenFact]:
    """What ended stops today and stands, in the order of doing."""
    facts = work.store.own_facts(work.account.id, day=work.day, kinds=("confirmed", "skipped", "retracted"))
    gone = taken_back(facts)
    return [fact for fact in facts if fact.kind != "retracted" and fact.id not in gone]
