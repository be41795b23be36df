"""The photo of a second look: a new one, taken in the app after the repair was reported, by the person who looks (R5.4).

What its phone has not sent yet, or the server has not checked, is on its way: the task waits for it.
"""

from datetime import datetime

from app.domain import bodies
from app.domain.facts import PhotoRef, SeenFact
from app.domain.matter_state import MatterState
from app.domain.records import Task

SECOND_LOOK = "again"  # the protocols' fact 复查结果: corrected, partly, not_corrected


def wants_photo(state: MatterState, task: Task) -> bool:
    """Whether the second look of this task needs a photo: items without photos are looked at in words (R5.4)."""
    return state.item.photo_rule(state.finding(task.finding).state) != "none"


def is_passed_step(fact: SeenFact) -> bool:
    """Whether this is a step of a case that is itself the second look, and finds the matter put right."""
    return fact.kind == "stepped" and fact.read(bodies.Stepped).results.get(SECOND_LOOK) == "corrected"


def why_not(state: MatterState, fact: SeenFact, after: datetime, *, wanted: bool) -> str | None:
    """The code of why this fact's photos show no second look; None where they do. after: when the repair was reported.
    wanted: whether there must be one."""
    if not fact.photos:
        return "photo_missing_again" if wanted else None
    return None if any(_is_new(state, fact, photo, after) for photo in fact.photos) else "photo_not_new"


def has_arrived(state: MatterState, fact: SeenFact, after: datetime) -> bool:
    """Whether a photo that counts came from the phone of the person who looks, and is verified. True where none is asked."""
    if not fact.photos or fact.verified is None:
        return True
    return any(photo.sha256 in fact.verified and _is_new(state, fact, photo, after) for photo in fact.photos)


def _is_new(state: MatterState, fact: SeenFact, photo: PhotoRef, after: datetime) -> bool:
    """The shutter's time was told by the same clock as the fact's, and is corrected as that was."""
    if photo.source == "album" or photo.taken_at is None:
        return False
    taken = photo.taken_at + (fact.seen_at - (fact.shown_at or fact.at))
    return taken > after and not any(photo.sha256 == old.sha256 for old in _before(state, fact))


def _before(state: MatterState, fact: SeenFact) -> list[PhotoRef]:
    return [photo for known in state.facts.values() if known.order < fact.order for photo in known.photos]
