"""Repairs that the case itself shows done (settled_by): a review that is due holds them like any other (R4.22)."""

import pytest

from app.domain.facts import SeenFact
from app.domain.records import Task
from tests.domain.cases_told import fix, look, step
from tests.patrol.scenes import Scene, photo

DOOR, RESTORE = "building.fire_door", "fire_door_restore"


def repair_of(scene: Scene) -> Task:
    return next(task for task in scene.matter.tasks if task.kind == "repair")


def shown(
    scene: Scene, found: SeenFact, protocol: str, id: str, name: str, by: str = "lin", **results: str
) -> SeenFact:
    """A step with a photo."""
    told = step(scene, found, protocol, id, by, **results)
    taken = photo(name, role="after", taken_at=told.seen_at)
    scene.facts[-1] = told.model_copy(update={"photos": [taken] if name else []})
    return scene.facts[-1]


def opened(name: str = "unlocked") -> tuple[Scene, SeenFact, SeenFact]:
    """A locked fire door, critical: order was to unlock it, and then the steward could after all."""
    door = Scene(DOOR)
    found = door.found("locked", photo("locked"))
    step(door, found, RESTORE, "photo_before", taken="taken")
    step(door, found, RESTORE, "unlock_door", unlocked="could_not_unlock")
    assert (repair_of(door).files, repair_of(door).severity) == ("unlock", "critical")
    return door, found, shown(door, found, RESTORE, "unlock_door", name, unlocked="unlocked")


def test_given_a_critical_repair_that_its_case_shows_done_then_it_waits_for_the_review_of_the_steps_photo() -> None:
    # R4.22, R5.11
    door, _, unlocked = opened()
    task = repair_of(door)
    assert (task.state, task.waits_for_review, task.closed_how) == ("fixed", True, None)
    assert task.fix is not None
    assert (task.fix.by, task.fix.fact, task.fix.photos) == ("lin", unlocked.id, unlocked.photos)
    (waits,) = [each for each in door.queue if each.task]
    assert (waits.photo, waits.part, waits.holds_up, waits.may_be_sent_back) == (
        unlocked.photos[0],
        "repair",
        True,
        True,
    )
    door.verdict(unlocked.photos[0], "accepted")
    assert (repair_of(door).state, repair_of(door).closed_how) == ("closed", "case")


def test_given_its_photo_is_sent_back_then_it_is_open_until_it_is_mended_and_looked_at() -> None:
    door, found, unlocked = opened()
    door.verdict(unlocked.photos[0], "sent_back")
    step(door, found, RESTORE, "who", reason="known")
    assert (repair_of(door).state, repair_of(door).waits_for_review) == ("sent_back", False)
    done = door.tell("fixed", "tan", {"task": str(repair_of(door).id)}, photo("mended", role="fix"))
    door.tell(
        "reinspected", "zhou", {"task": str(repair_of(door).id), "result": "corrected"}, photo("again", role="again")
    )
    assert (repair_of(door).state, repair_of(door).waits_for_review) == ("fixed", True)
    door.verdict(done.photos[0], "accepted")
    assert (repair_of(door).state, repair_of(door).closed_how) == ("closed", "reinspected")


def test_given_its_photo_is_sent_back_when_the_step_is_taken_anew_then_that_waits_for_review() -> None:
    door, found, unlocked = opened()
    door.verdict(unlocked.photos[0], "sent_back")
    again = shown(door, found, RESTORE, "unlock_door", "unlocked again", unlocked="unlocked")
    task = repair_of(door)
    assert task.fix is not None
    assert (task.state, task.waits_for_review, task.fix.fact) == ("fixed", True, again.id)


def test_given_no_photo_or_no_review_that_is_due_then_the_case_closes_it_at_once() -> None:
    # R4.22
    door, _, _ = opened("")
    assert (repair_of(door).state, repair_of(door).closed_how) == ("closed", "case")
    tree = Scene("cleaning.dead_branch", place="area/G01", sample=0.05)
    found = tree.found("dead", photo("dead"))
    step(tree, found, "dead_branch", "notify", told="told")
    shown(tree, found, "dead_branch", "seen_removed", "gone", again="corrected")
    assert not repair_of(tree).review_required
    assert (repair_of(tree).state, repair_of(tree).closed_how) == ("closed", "case")


@pytest.mark.parametrize(("by", "waits", "looks"), [("lin", True, 1), ("zhou", False, 0)])
def test_given_a_repair_in_a_case_then_the_step_is_the_look_unless_the_fixer_took_it(
    by: str, waits: bool, looks: int
) -> None:
    tree = Scene("cleaning.dead_branch", place="area/G01")
    found = tree.found("may_fall", photo("dead"))
    step(tree, found, "dead_branch", "cordon", cordon="set")
    step(tree, found, "dead_branch", "notify", told="told")
    fix(tree, by="zhou")
    shown(tree, found, "dead_branch", "seen_removed", "gone", by, again="corrected")
    task = repair_of(tree)
    assert (task.state, task.waits_for_review, len(task.looks)) == ("fixed", waits, looks)
    look(tree, by="lin", name="own look")
    assert repair_of(tree).waits_for_review
