"""Laws of the fold: the same facts in any order, or only some of them (docs/protocol.md). app/domain/matters.py."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.facts import SeenFact
from app.domain.matters import fold_matter
from app.domain.records import Matter
from tests.domain.cases_told import codes, fix, look, only
from tests.patrol.scenes import FLOOR, LIGHT, Scene, photo


# -- laws
def busy() -> Scene:
    """A scene in which nearly everything happens that can happen to a matter."""
    scene = Scene(LIGHT, sample=1.0)
    scene.found("defect", photo("dark"), tags=("dark",))
    extra = scene.tell("found", "zhou", {"state": "defect", "raised": "major", "catalogue": 1})
    task = only(scene.matter.tasks)
    scene.tell("accepted", "luo", {"task": str(task.id)})
    repaired = fix(scene)
    look(scene, by="luo")
    look(scene, photos=())
    look(scene)
    scene.verdict(repaired.photos[0], "sent_back")
    again = fix(scene, name="again")
    scene.tell("retracted", "zhou", {}, about=extra.id)
    look(scene, name="look 2")
    scene.verdict(again.photos[0], "accepted")
    scene.found("defect", photo("back"))
    scene.found("defect", on_spot=True)
    scene.tell("photo_added", "lin", {"why": "more"}, photo("more"), about=scene.facts[0].id)
    scene.tell("on_hold", "luo", {"task": str(task.id), "until": "2026-06-01", "words": "waits for parts"})
    return scene


BUSY = busy()


def test_given_the_busy_scene_when_it_is_told_then_much_happened() -> None:
    task = only(BUSY.matter.tasks)
    assert (task.state, task.recurrences, len(BUSY.matter.findings)) == ("closed", 1, 4)
    assert task.closed_how == "on_spot"  # the last finding put right what had come back
    assert sorted(codes(BUSY.matter).values()) == ["photo_missing_again", "reinspected_by_fixer", "task_state_wrong"]


@given(st.randoms(use_true_random=False), st.lists(st.sampled_from(BUSY.facts), max_size=5))
@settings(max_examples=60, deadline=None)
def test_given_the_same_facts_when_they_come_in_any_order_and_twice_then_the_matter_is_the_same(
    rng: random.Random, twice: list[SeenFact]
) -> None:
    shuffled = [*BUSY.facts, *twice]
    rng.shuffle(shuffled)
    assert fold_matter(BUSY.rules, FLOOR, LIGHT, shuffled) == BUSY.matter


@given(st.sets(st.sampled_from(range(len(BUSY.facts)))))
@settings(max_examples=80, deadline=None)
def test_given_only_some_of_the_facts_when_they_are_folded_then_the_laws_of_tasks_hold(left_out: set[int]) -> None:
    facts = [fact for n, fact in enumerate(BUSY.facts) if n not in left_out]
    matter: Matter = fold_matter(BUSY.rules, FLOOR, LIGHT, facts)
    assert len({task.id for task in matter.tasks}) == len(matter.tasks)
    assert [fact.id for fact in matter.facts] == [fact.id for fact in sorted(facts, key=lambda f: f.order)]
    for task in matter.tasks:
        assert (task.closed_at is None) == task.open
        assert not task.waits_for_review or task.state == "fixed"
        assert task.due_at >= task.found_at
        assert all(look.by != "luo" for look in task.looks)
    for finding in matter.findings:
        assert matter.case(finding.case) is not None
    assert Matter.model_validate_json(matter.model_dump_json()) == matter
