"""What came without its finding or task is reported when the limit has passed, and not before."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.patrol.orphans import orphans
from tests.patrol.scenes import Scene, photo

LOST = UUID(int=7)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("kind", ["stepped", "accepted", "photo_added"])
def test_given_a_parent_that_never_comes_then_it_is_reported_after_the_limit(kind: str) -> None:
    # R4.26
    scene = Scene("building.fire_door")
    bodies = {
        "stepped": {"protocol": "fire_door_restore", "step": "photo_before", "results": {"taken": "taken"}},
        "accepted": {"task": str(LOST)}, "photo_added": {"why": "owed"},
    }  # fmt: skip
    told = scene.tell(kind, "lin", bodies[kind], photo("late"), case=LOST if kind == "stepped" else None, about=LOST)
    assert told.received_at is not None
    assert orphans(scene.rules, [scene.matter], told.received_at + 23 * HOUR) == []
    (found,) = orphans(scene.rules, [scene.matter], told.received_at + 25 * HOUR)
    assert (found.fact.id, found.waiting_since) == (told.id, told.received_at)


def test_given_a_finding_with_its_steps_and_moves_then_nothing_is_reported() -> None:
    # R4.26
    scene = Scene("building.corridor_light")
    found = scene.found("defect", photo("dark"))
    scene.take_up()
    scene.tell("photo_added", "lin", {"why": "more"}, photo("more"), about=found.id)
    assert orphans(scene.rules, [scene.matter], found.seen_at + 1000 * HOUR) == []
