"""Tasks as the rules have them: taken up before they are mended, one lamp one task, a promise's own day, whose follow-up."""

from datetime import timedelta

import pytest

from tests.domain.cases_told import codes, fix, later, look, only, step
from tests.patrol.scenes import LIGHT, Scene, photo

DAY = timedelta(days=1)


@pytest.mark.parametrize("first", ["filed", "on_hold"])
def test_given_a_task_that_waits_or_is_on_hold_when_it_is_said_to_be_done_then_it_has_to_be_taken_up_first(
    light: Scene, first: str
) -> None:
    # R4.19
    body = {"task": str(light.repair().id)}
    if first == "on_hold":
        light.tell("accepted", "luo", body)
        light.tell("on_hold", "luo", {**body, "until": "2026-06-01", "words": "parts"})
    early = light.tell("fixed", "luo", body, photo("early", role="fix"))
    assert (light.repair().state, light.repair().fix) == (first, None)
    assert codes(light.matter) == {early.id: "task_state_wrong"}
    light.tell("accepted", "luo", body)
    light.tell("fixed", "luo", body, photo("done", role="fix"))
    assert light.repair().state == "fixed"


def test_given_a_lamp_that_was_mended_when_it_is_worse_two_days_later_then_the_same_task_is_opened_again() -> None:
    # R4.6
    scene = Scene(LIGHT, sample=0.05)
    scene.found("defect", photo("dark"), tags=("dark",))
    fix(scene)
    look(scene)
    mended = only(scene.matter.tasks)
    assert mended.state == "closed"
    later(scene, 2 * DAY)
    body = {"state": "defect", "tags": ["dark"], "raised": "critical", "catalogue": 1}
    scene.tell("found", "lin", body, photo("hangs loose"))
    task = only(scene.matter.tasks)
    assert (task.id, task.state, task.severity, task.recurrences) == (mended.id, "filed", "critical", 1)
    assert task.due_at < mended.due_at
    assert scene.matter.cases[-1].protocol == "hazard_make_safe"


@pytest.mark.parametrize(
    ("item", "place", "state", "protocol"),
    [("building.rubbish_clutter", "b/A2/c/1/f/12", "clutter", "rubbish_persuade")],
)
def test_given_a_promise_for_today_then_the_second_look_is_due_today(
    item: str, place: str, state: str, protocol: str
) -> None:
    # R4.23
    scene = Scene(item, place=place)
    found = scene.found(state, photo("clutter"))
    step(scene, found, protocol, "photo_before", taken="taken")
    step(scene, found, protocol, "persuade", person="agreed")
    tonight = "2026-05-20T15:59:59Z"
    body = {"protocol": protocol, "step": "corrected", "results": {"done": "promised_by"}, "promised_at": tonight}
    scene.tell("stepped", "lin", body, case=scene.matter.cases[0].id, about=found.id)
    task = only(scene.matter.tasks)
    assert (task.files, task.due_at.isoformat()) == ("look_again", "2026-05-20T15:59:59+00:00")


def test_given_a_promise_that_is_put_off_then_the_second_look_is_due_at_the_new_time() -> None:
    # R4.23
    scene = Scene("building.rubbish_clutter")
    found = scene.found("clutter", photo("clutter"))
    step(scene, found, "rubbish_persuade", "photo_before", taken="taken")
    step(scene, found, "rubbish_persuade", "persuade", person="agreed")
    for until in ("2026-05-20T15:59:59Z", "2026-05-23T15:59:59Z"):
        body = {"protocol": "rubbish_persuade", "step": "corrected", "results": {"done": "promised_by"}}
        scene.tell("stepped", "lin", {**body, "promised_at": until}, case=scene.matter.cases[0].id, about=found.id)
    assert only(scene.matter.tasks).due_at.isoformat() == "2026-05-23T15:59:59+00:00"


@pytest.mark.parametrize("finder", ["chen", "he"])
def test_given_a_supervisors_finding_then_the_follow_up_waits_for_the_zones_steward(finder: str) -> None:
    # R4.24
    scene = Scene("building.water_meter", place="u/A1-0804")
    body = {"state": "runs_unoccupied", "reading": "12.3", "catalogue": 1}
    scene.tell("found", finder, body, photo("meter"))
    task = only(scene.matter.tasks)
    assert (task.to, task.state, task.assignee) == ("steward", "filed", None)


@pytest.mark.parametrize("result", ["supplier_side", "occupant_side"])
def test_given_electricity_that_others_answer_for_then_no_task_outlives_its_case(result: str) -> None:
    # R4.22
    scene = Scene("building.electricity_meter", place="u/A1-0804")
    found = scene.found("abnormal", photo("meter"))
    step(scene, found, "electricity_abnormal", "notify_department", told="told")
    step(scene, found, "electricity_abnormal", "contact_occupant", occupant_reached="reached")
    step(scene, found, "electricity_abnormal", "record", recorded="recorded")
    assert scene.repair().open
    step(scene, found, "electricity_abnormal", "follow_result", result=result)
    assert scene.matter.cases[0].closed
    assert [task for task in scene.matter.tasks if task.open] == []


def test_given_a_shop_that_refused_when_the_supervisor_has_decided_then_no_task_outlives_its_case() -> None:
    # R4.22, R9.11
    scene = Scene("shop.rule_breach", place="s/S07")
    found = scene.found("defect", photo("goods"))
    step(scene, found, "shop_violation", "dissuade", merchant="refused")
    step(scene, found, "shop_violation", "report_supervisor", reported="reported")
    assert [task.files for task in scene.matter.tasks if task.open] == ["refusal"]
    step(scene, found, "shop_violation", "decide", by="chen", decision="corrected")
    assert scene.matter.cases[0].closed
    assert [task for task in scene.matter.tasks if task.open] == []


def test_given_a_villa_that_was_reported_up_then_the_supervisors_task_ends() -> None:
    # R4.22
    scene = Scene("villa.added_structure", place="v/V01")
    found = scene.found("built", photo("glass"))
    step(scene, found, "villa_illegal_structure", "stop", stop="stopped")
    step(scene, found, "villa_illegal_structure", "notice", notice="signed")
    step(scene, found, "villa_illegal_structure", "report_supervisor", reported="reported")
    assert {task.files for task in scene.matter.tasks if task.open} == {"follow_up", "review"}
    step(scene, found, "villa_illegal_structure", "report_manager", by="chen", reported_up="reported")
    assert {task.files for task in scene.matter.tasks if task.open} == {"follow_up"}
    step(scene, found, "villa_illegal_structure", "follow", result="removed")
    assert [task for task in scene.matter.tasks if task.open] == []


def test_given_a_hard_case_that_the_manager_filed_then_his_task_ends() -> None:
    # R4.22
    scene = Scene("renovation.waste", place="site/R1")
    found = scene.found("yes", photo("waste"))
    step(scene, found, "renovation_violation", "stop", stop="refused")
    assert "hard_case" in {task.files for task in scene.matter.tasks if task.open}
    step(scene, found, "renovation_violation", "report_supervisor", reported="reported")
    step(scene, found, "renovation_violation", "authority", by="he", filed="filed")
    assert not codes(scene.matter)
    assert "hard_case" not in {task.files for task in scene.matter.tasks if task.open}
