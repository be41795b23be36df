"""Who may move a task, take a step or add a photo, by the roles of when the fact came (R1.14–R1.19)."""

from datetime import timedelta

import pytest

from app.domain.facts import SeenFact
from app.domain.records import Task
from app.domain.rights import may_move, takes
from tests.domain.cases_told import codes, fix, look, only, step
from tests.patrol.scenes import DOOR, T0, Scene, photo

WATER = "water_runs_unoccupied"


def water() -> tuple[Scene, SeenFact]:
    scene = Scene("building.water_meter", place="u/A1-0502")
    return scene, scene.found("runs_unoccupied", photo("meter"))


def locked_door() -> tuple[Scene, Task]:
    """A locked fire door: who locked it is a question for public order."""
    scene = Scene(DOOR)
    scene.found("locked", photo("locked"))
    return scene, next(task for task in scene.matter.tasks if task.kind == "follow_up")


def left_out(scene: Scene) -> list[SeenFact]:
    kept = {fact.id for fact in scene.matter.facts}
    return [fact for fact in scene.facts if fact.id not in kept]


@pytest.mark.parametrize(
    ("to", "kind", "roles", "may"),
    [
        ("engineering", "repair", {"engineering"}, True),
        ("engineering", "repair", {"order"}, False),
        ("engineering", "repair", {"steward"}, True),
        ("engineering", "repair", {"front_desk"}, False),
        ("order", "follow_up", {"steward"}, False),
        ("steward", "follow_up", {"duty_steward"}, True),
        ("steward", "follow_up", {"engineering"}, False),
        ("supervisor", "follow_up", {"steward", "engineering", "front_desk"}, False),
        ("manager", "follow_up", {"supervisor"}, True),
        ("cleaning", "repair", {"manager"}, True),
        ("cleaning", "repair", set(), False),
    ],
)
def test_given_a_task_then_its_role_the_stand_in_and_who_decides_may_move_it(
    to: str, kind: str, roles: set[str], may: bool
) -> None:
    # R1.16
    _, task = locked_door()
    asked = task.model_copy(update={"to": to, "kind": kind, "assignee": None})
    assert may_move(asked, "somebody", roles) is may
    assert may_move(asked.model_copy(update={"assignee": "somebody"}), "somebody", roles)


@pytest.mark.parametrize(
    ("kind", "body"),
    [("accepted", {}), ("ended", {"words": "done"}), ("on_hold", {"until": "2026-06-01", "words": "parts"})],
)
def test_given_a_trade_when_it_moves_another_ones_task_then_it_means_nothing_and_is_no_part_of_the_matter(
    kind: str, body: dict[str, str]
) -> None:
    # R1.14
    scene, before = locked_door()
    told = scene.tell(kind, "luo", {"task": str(before.id), **body})
    assert scene.matter.task(before.id) == before
    assert (left_out(scene), codes(scene.matter)) == ([told], {})


def test_given_a_trade_when_it_repairs_what_is_another_ones_then_it_means_nothing(light: Scene) -> None:
    light.take_up()
    told = fix(light, by="tan")
    assert (only(light.matter.tasks).fix, left_out(light)) == (None, [told])


def test_given_somebody_to_whom_a_task_was_given_when_he_moves_it_then_he_has_the_right(light: Scene) -> None:
    # R1.16
    body = {"task": str(only(light.matter.tasks).id)}
    early = light.tell("accepted", "mai", body)
    light.tell("assigned", "chen", {**body, "to": "mai"})
    late = light.tell("accepted", "mai", body)
    assert left_out(light) == [early]
    assert only(light.matter.tasks).accepted_at == late.seen_at


def test_given_a_fact_that_a_person_released_then_it_counts(light: Scene) -> None:
    # R1.14
    light.take_up()
    fix(light, by="tan")
    light.facts[-1] = light.facts[-1].model_copy(update={"released": True})
    done = only(light.matter.tasks)
    assert (done.state, done.fix is not None and done.fix.by, left_out(light)) == ("fixed", "tan", [])


def test_given_roles_that_changed_later_then_what_was_said_with_them_stands(light: Scene) -> None:
    # R1.15
    fix(light)
    look(light, by="zhou")
    facts = light.facts[1:]
    for fact, roles in zip(facts, (["engineering"], ["engineering"], ["steward"]), strict=True):
        light.facts[light.facts.index(fact)] = fact.model_copy(update={"roles": roles})
    light.rules.staff.clear()  # type: ignore[attr-defined]
    assert only(light.matter.tasks).state == "closed"


def test_given_roles_that_came_later_then_they_give_no_right_backwards(light: Scene) -> None:
    # R1.15
    light.take_up()
    told = fix(light, by="chen")
    light.facts[-1] = told.model_copy(update={"roles": ["cleaning"]})
    assert only(light.matter.tasks).fix is None


def test_given_a_trade_that_found_something_for_the_steward_then_it_waits_for_the_zones_own() -> None:
    # R4.24
    scene = Scene("villa.added_structure", place="v/V01")
    scene.tell("found", "luo", {"state": "built", "catalogue": 1}, photo("glass"))
    mine = next(task for task in scene.matter.tasks if task.to == "steward")
    assert (mine.state, mine.assignee) == ("filed", None)


def test_given_the_stewards_own_follow_up_when_he_ends_it_by_hand_then_it_still_ends_with_its_case() -> None:
    # R4.21
    scene, _ = water()
    mine = next(task for task in scene.matter.tasks if task.to == "steward")
    told = scene.tell("ended", "lin", {"task": str(mine.id), "words": "done"})
    assert codes(scene.matter) == {told.id: "task_state_wrong"}
    assert scene.matter.task(mine.id) == mine


@pytest.mark.parametrize("by", ["luo", "xu"])
def test_given_a_step_of_the_stewards_when_a_trade_or_the_front_desk_takes_it_then_it_means_nothing(by: str) -> None:
    # R1.18
    scene, found = water()
    told = step(scene, found, WATER, "close_valve", by=by, valve="closed")
    assert (left_out(scene), scene.matter.flags) == ([told], [])


@pytest.mark.parametrize(("by", "name", "counts"), [("xu", None, True), ("lin", None, False), ("lin", "许清言", True)])
def test_given_a_step_of_the_front_desks_then_a_steward_enters_it_with_the_name_of_who_answered(
    by: str, name: str | None, counts: bool
) -> None:
    # R1.18
    scene, found = water()
    for said, results in (
        ("close_valve", {"valve": "closed"}),
        ("front_desk_verify", {"told": "told"}),
        ("phone_occupant", {"occupant_reached": "no_number"}),
    ):
        step(scene, found, WATER, said, **results)
    told = step(scene, found, WATER, "front_desk_answer", by=by, key="not_held", occupancy="unoccupied")
    scene.facts[-1] = told.model_copy(update={"body": {**told.body, "name": name}})
    assert (scene.matter.cases[0].next_step == "leave_notice") is counts
    assert (left_out(scene) == []) is counts


def test_given_who_takes_a_step_then_the_managers_own_is_nobody_elses() -> None:
    # R1.18
    assert "supervisor" not in takes("manager")
    assert takes("supervisor") == {"supervisor", "manager"}
    assert "front_desk" in takes("front_desk_or_supervisor")


def test_given_a_photo_added_to_somebody_elses_act_then_only_by_who_walks(light: Scene) -> None:
    # R1.19
    found = light.facts[0]
    told = light.tell("photo_added", "tan", {"why": "more"}, photo("strange"), about=found.id)
    assert left_out(light) == [told]
    light.tell("photo_added", "zhou", {"why": "more"}, photo("near"), about=found.id)
    assert [p.sha256 for p in light.matter.findings[0].photos] == [photo("dark").sha256, photo("near").sha256]


def test_given_facts_without_right_when_the_matter_is_folded_in_any_order_then_it_is_the_same(light: Scene) -> None:
    fix(light, by="tan")
    fix(light)
    look(light)
    before = light.matter
    light.facts.reverse()
    assert light.matter == before
    assert light.matter.facts[-1].seen_at > T0 + timedelta(minutes=1)
