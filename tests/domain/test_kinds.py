"""The table of acts: nothing that people do moves a task otherwise than its row says (R4.15, R5.1)."""

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.kinds import KINDS, kinds_that
from app.domain.matters import HANDLERS
from app.domain.records import Task
from app.domain.rights import Ask, why_not
from tests.domain.cases_told import codes, only
from tests.patrol.scenes import DOOR, LIGHT, Scene, photo

PEOPLE = ("lin", "zhou", "luo", "chen", "he", "tan")
OF_TASKS = sorted(kinds_that(lambda kind: kind.tasks))


def told(scene: Scene, kind: str, by: str, task: UUID) -> None:
    bodies_of = {
        "assigned": {"to": "tan"},
        "ended": {"words": "done"},
        "on_hold": {"until": "2026-06-01", "words": "parts"},
        "cancelled": {"words": "no need"},
        "reinspected": {"result": "corrected"},
    }
    scene.tell(kind, by, {"task": str(task), **bodies_of.get(kind, {})}, photo(f"{len(scene.facts)}", role="again"))


steps = st.lists(st.tuples(st.sampled_from(OF_TASKS), st.sampled_from(PEOPLE)), max_size=8)


@settings(max_examples=60)
@given(said=steps, item=st.sampled_from([(LIGHT, "defect"), (DOOR, "locked")]))
def test_given_anything_that_people_do_then_a_task_moves_only_as_the_table_says(
    said: list[tuple[str, str]], item: tuple[str, str]
) -> None:
    # R4.15
    scene = Scene(item[0])
    scene.found(item[1], photo("first"))
    for kind, by in said:
        before = {task.id: task for task in scene.matter.tasks}
        task = next(iter(before.values()))
        told(scene, kind, by, task.id)
        after = scene.matter.task(task.id)
        assert after is not None
        act = KINDS[kind]
        refused = why_not(Ask(kind, by, scene.rules.staff[by], scene.rules, scene.matter, task))
        if after.model_dump() != task.model_dump():
            assert refused is None, f"{refused}, and it counted"
            assert (task.state in act.states, task.kind in act.tasks, after.state in act.to) == (True, True, True)


@pytest.mark.parametrize("kind", sorted(HANDLERS.keys() - {"found", "retracted"}))
def test_given_a_kind_that_a_fold_takes_then_the_table_has_its_row(kind: str) -> None:
    assert KINDS[kind].of in ("place", "thread")


def test_given_a_task_that_was_accepted_when_it_is_given_to_somebody_else_then_it_is_accepted_no_more(
    light: Scene,
) -> None:
    # R4.27
    light.take_up()
    task = only(light.matter.tasks)
    assert (task.state, task.assignee) == ("accepted", "luo")
    light.tell("assigned", "chen", {"task": str(task.id), "to": "mai"})
    given: Task = only(light.matter.tasks)
    assert (given.state, given.assignee, given.accepted_at) == ("filed", "mai", None)
    refused = light.tell("fixed", "mai", {"task": str(task.id)}, photo("fix", role="fix"))
    assert codes(light.matter) == {refused.id: "task_state_wrong"}


def test_given_a_task_on_hold_when_it_is_given_to_its_own_then_it_goes_on(light: Scene) -> None:
    light.take_up()
    body = {"task": str(only(light.matter.tasks).id)}
    light.tell("on_hold", "luo", {**body, "until": "2026-06-01", "words": "parts"})
    assert only(light.matter.tasks).state == "on_hold"
    light.tell("assigned", "chen", {**body, "to": "luo"})
    assert (only(light.matter.tasks).state, only(light.matter.tasks).hold_until) == ("accepted", None)
