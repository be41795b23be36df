"""Short ways of telling what happens to a task or a case of a scene."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from app.domain.facts import PhotoRef, SeenFact
from app.domain.ids import case_id
from app.domain.records import Matter, Task
from tests.patrol.scenes import Scene, photo

T = TypeVar("T")


def only(things: Sequence[T]) -> T:
    """The one thing there is; it fails where there are several or none."""
    (thing,) = things
    return thing


def codes(matter: Matter) -> dict[UUID, str]:
    """Why facts did not count, by fact."""
    return {note.fact: note.code for note in matter.notes}


def fix(scene: Scene, by: str = "luo", name: str = "fix") -> SeenFact:
    """The scene's latest repair task is taken up and said to be done, with a photo after."""
    scene.take_up(by)
    return scene.tell("fixed", by, {"task": str(repair(scene))}, photo(name, role="fix"))


def look(
    scene: Scene,
    by: str = "zhou",
    result: str = "corrected",
    photos: tuple[PhotoRef, ...] | None = None,
    name: str = "look",
) -> SeenFact:
    """Somebody looks again at the scene's latest repair, with a new photo."""
    taken = (_unused(scene, name),) if photos is None else photos
    return scene.tell("reinspected", by, {"task": str(repair(scene)), "result": result}, *taken)


def _unused(scene: Scene, name: str) -> PhotoRef:
    """A photo of a second look that no fact of the scene names yet."""
    named = {known.sha256 for fact in scene.facts for known in fact.photos}
    names = (name, *(f"{name} {n}" for n in range(2, len(scene.facts) + 2)))
    return next(new for each in names if (new := photo(each, role="again")).sha256 not in named)


def step(scene: Scene, found: SeenFact, protocol: str, step: str, by: str = "lin", **results: str) -> SeenFact:
    """A step of the case that this finding opened has a result, with a new photo where it is a second look."""
    body = {"protocol": protocol, "step": step, "results": results}
    taken = [_unused(scene, "look")] if "again" in results else []
    return scene.tell("stepped", by, body, *taken, case=case_id(found.id, protocol), about=found.id)


def later(scene: Scene, by: timedelta) -> None:
    """Time passes before the next fact is told."""
    scene._begin += by


def mended(scene: Scene) -> Task:
    """The light was found dark, mended by luo and seen to be lit by zhou."""
    scene.found("defect", photo("dark"), tags=("dark",))
    fix(scene)
    look(scene)
    return only(scene.matter.tasks)


def repair(scene: Scene) -> UUID:
    return [task.id for task in scene.matter.tasks if task.kind == "repair"][-1]
