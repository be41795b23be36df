"""A matter that was told in part, with own facts laid over: the task moves, and what nobody told stays as it was."""

from app.domain.matters import lay_over
from app.domain.records import Matter
from tests.domain.cases_told import codes, only, step
from tests.patrol.scenes import Scene, photo

CLUTTER, PERSUADE = "building.rubbish_clutter", "rubbish_persuade"


def told_in_part(scene: Scene) -> Matter:
    """As the server tells it to cleaning: without the steps, on which the task's filing hangs."""
    matter = scene.matter
    cases = [case.model_copy(update={"trigger": {}, "next_step": None}) for case in matter.cases]
    facts = [fact for fact in matter.facts if fact.kind != "stepped"]
    return matter.model_copy(update={"facts": facts, "cases": cases, "partial": True})


def refused_clutter() -> Scene:
    scene = Scene(CLUTTER)
    found = scene.found("rubbish", photo("heap"))
    step(scene, found, PERSUADE, "photo_before", taken="taken")
    step(scene, found, PERSUADE, "persuade", person="refused")
    return scene


def test_given_a_task_that_a_step_filed_when_the_trade_fixes_it_then_the_task_is_there_and_waits_for_a_look() -> None:
    scene = refused_clutter()
    told = told_in_part(scene)
    task = only(told.tasks)
    accepted = scene.tell("accepted", "mai", {"task": str(task.id)})
    done = scene.tell("fixed", "mai", {"task": str(task.id)}, photo("clean", role="fix"))
    shown = lay_over(scene.rules, told, [accepted, done])
    assert (only(shown.tasks).state, only(shown.tasks).fix) == ("fixed", only(scene.matter.tasks).fix)
    assert (shown.cases, shown.partial, [fact.id for fact in shown.facts][-1]) == (told.cases, True, done.id)
    assert only(told.tasks).state == "filed"  # what was told is not written over


def test_given_own_facts_told_already_or_taken_back_then_they_move_nothing_again() -> None:
    scene = refused_clutter()
    task = only(scene.matter.tasks)
    accepted = scene.tell("accepted", "mai", {"task": str(task.id)})
    told = told_in_part(scene)
    fixed = scene.tell("fixed", "mai", {"task": str(task.id)}, photo("clean", role="fix"))
    back = scene.tell("retracted", "mai", {}, about=fixed.id)
    shown = lay_over(scene.rules, told, [back, accepted, fixed])
    assert (only(shown.tasks).state, codes(shown)) == ("accepted", {})


def test_given_something_found_again_then_it_joins_the_case_as_it_was_told() -> None:
    scene = refused_clutter()
    told = told_in_part(scene)
    again = scene.tell("found", "mai", {"state": "rubbish", "tags": [], "catalogue": 1}, photo("more"))
    shown = lay_over(scene.rules, told, [again])
    assert (only(shown.tasks).count, shown.findings[-1].joined, shown.cases) == (2, True, told.cases)
    assert only(scene.matter.tasks).count == 2
