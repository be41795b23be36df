"""Which photos show a repair, and who made it: nobody accepts the photo of his own (R1.7, R5.10)."""

from app.domain import bodies
from app.domain.facts import PhotoRef, SeenFact
from app.domain.on_spot import put_right_by_step
from app.domain.records import Matter, Task


def photos_of_repair(task: Task) -> list[PhotoRef]:
    """The photos of the repair that counts now and of the looks at it: those of a repair that was sent back say nothing
    of the next one."""
    if task.fix is None:
        return []
    return [*task.fix.photos, *(p for look in task.looks if look.at > task.fix.at for p in look.photos)]


def put_right_by(matter: Matter, sha256: str) -> set[str]:
    """Who put right what this photo shows, by a repair, on the spot or by a step of the protocol: they may not accept it
    (R1.7: two people)."""
    fixed = [(t.fix.by, photos_of_repair(t)) for t in matter.tasks if t.fix is not None]
    on_spot = [(finding.by, finding.photos) for finding in matter.findings if finding.on_spot]
    by_step = [(fact.author, photos_of_act(matter, fact)) for fact in matter.facts if is_put_right(fact)]
    shown = (*fixed, *on_spot, *by_step)
    return {by for by, photos in shown if any(photo.sha256 == sha256 for photo in photos)}


def is_put_right(fact: SeenFact) -> bool:
    """Whether this is a step that put the matter right on the spot."""
    if fact.kind != "stepped":
        return False
    body = fact.read(bodies.Stepped)
    return put_right_by_step(body.protocol, body.results)


def photos_of_act(matter: Matter, act: SeenFact) -> list[PhotoRef]:
    """Its own photos, and those that were added to it later."""
    later = [fact for fact in matter.facts if (fact.kind, fact.about) == ("photo_added", act.id)]
    return [photo for fact in (act, *later) for photo in fact.photos]
