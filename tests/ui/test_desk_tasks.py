"""The desk's tasks: each once, with its filters in the address; giving, cancelling and taking back are facts."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from app.patrol.tasks import all_tasks
from app.ui.desk.tasks import DeskTasks
from tests.patrol.scenes import LIGHT, Scene, photo
from tests.ui.desk_day import Morning
from tests.ui.harness import NOW, FakeApp

pytestmark = pytest.mark.anyio

ROUTE, PATTERN = "/desk/tasks", "desk/tasks/:thread?/:task?"


@pytest.fixture
def desk(make_app: Callable[..., FakeApp]) -> FakeApp:
    return make_app(account="u_chen", form="desk")


@pytest.fixture
def morning(desk: FakeApp) -> Morning:
    return Morning(desk)


async def show(desk: FakeApp, route: str = ROUTE) -> None:
    await desk.open(route, screen=DeskTasks, pattern=PATTERN)


def task(desk: FakeApp, id: UUID) -> object:
    return next(row.task for row in all_tasks(desk.work) if row.task.id == id)


async def test_each_task_stands_once_the_gravest_first(desk: FakeApp, morning: Morning) -> None:
    await show(desk)
    rows = [row for row in desk.all("task-") if row != "task-panel"]
    open_ids = {
        t.id: t.severity for scene in (morning.door, morning.lamp, morning.old) for t in scene.matter.tasks if t.open
    }
    assert sorted(rows) == sorted(f"task-{id_.hex[:8]}" for id_ in open_ids)
    grave = {f"task-{id_.hex[:8]}" for id_, severity in open_ids.items() if severity == "critical"}
    assert grave
    assert set(rows[: len(grave)]) == grave
    said = desk.text(f"task-{morning.old.repair().id.hex[:8]}")
    assert "A1座 5层" in said
    assert "闪烁" in said
    assert "工程" in said
    assert "已逾期" in said


async def test_filters_stand_in_the_address_and_counts_follow(desk: FakeApp, morning: Morning) -> None:
    await show(desk)
    await desk.tap("filter-overdue-1")
    assert desk.route == "/desk/tasks?overdue=1"
    assert desk.all("task-") == [f"task-{morning.old.repair().id.hex[:8]}"]
    assert "未结 1" in desk.text("state-open")
    await desk.tap("filter-overdue-1")
    await desk.tap("state-fixed")
    assert desk.route == "/desk/tasks?state=fixed"
    assert desk.all("task-") == [f"task-{morning.lamp.repair().id.hex[:8]}"]
    await desk.tap("filter-zone-z2")
    assert desk.all("task-") == []
    await desk.tap("filter-none")
    assert desk.route == "/desk/tasks"


async def test_the_detail_opens_beside_the_list_and_a_fixed_task_says_that_the_look_is_on_the_phone(
    desk: FakeApp, morning: Morning
) -> None:
    await show(desk)
    fixed = morning.lamp.repair()
    await desk.tap(f"task-{fixed.id.hex[:8]}")
    assert desk.route == f"/desk/tasks/{morning.lamp.matter.id.hex}/{fixed.id.hex}"
    assert desk.has(f"task-{fixed.id.hex[:8]}")
    assert desk.has("photo-first")
    assert desk.has("photo-last")
    assert "手机" in desk.text("look-on-phone")
    assert not desk.has("assign")
    await desk.key("Escape")
    assert desk.route == ROUTE
    assert not desk.has("task-panel")


async def test_a_repair_reported_late_a_moment_ago_is_late_itself_and_nobody_is_yet_to_look(
    desk: FakeApp, morning: Morning
) -> None:
    late = morning.scene(LIGHT, "b/A3/c/1/f/8", begin=NOW - timedelta(days=9))
    late.found("defect", photo("late"), tags=("dark",))
    late.take_up()
    now = NOW - timedelta(seconds=40)
    late.tell("fixed", "luo", {"task": str(late.repair().id)}, photo("mended", role="fix"), seen_at=now)
    morning.send(late)
    await show(desk)
    row = desk.text(f"task-{late.repair().id.hex[:8]}")
    assert "整改晚 38 小时" in row
    assert "逾期" not in row
    assert not desk.says("0 分钟")


async def test_giving_a_task_is_a_fact_and_undo_takes_it_back(desk: FakeApp, morning: Morning) -> None:
    old = morning.old.repair()
    await show(desk, f"{ROUTE}/{morning.old.matter.id.hex}/{old.id.hex}")
    await desk.tap("assign")
    await desk.tap("assign-u_luo")
    assert task(desk, old.id).assignee == "u_luo"
    assert "罗工" in desk.text(f"task-{old.id.hex[:8]}")
    [fact] = desk.store.own_facts("u_chen", kinds=["assigned"])
    assert (fact.place, fact.item, fact.body["to"]) == (morning.old.place, LIGHT, "u_luo")
    await desk.snack_action()
    assert task(desk, old.id).assignee is None


async def test_several_tasks_are_given_together(desk: FakeApp, morning: Morning) -> None:
    other = morning.scene(LIGHT, "b/A3/c/1/f/8")
    other.found("defect", tags=("dark",))
    morning.send(other)
    await show(desk)
    both = [morning.old.repair().id, other.repair().id]
    for id_ in both:
        await desk.change(f"check-{id_.hex[:8]}", True)
    await desk.tap("bulk-assign")
    await desk.tap("assign-u_luo")
    assert [task(desk, id_).assignee for id_ in both] == ["u_luo", "u_luo"]
    assert "2 个任务已指派给" in desk.snack
    assert not desk.has("bulk-assign")
    await desk.snack_action()
    assert [task(desk, id_).assignee for id_ in both] == [None, None]


async def test_cancelling_asks_for_a_reason_and_keys_stay_silent_while_it_is_typed(
    desk: FakeApp, morning: Morning
) -> None:
    # R4.16
    old = morning.old.repair()
    await show(desk, f"{ROUTE}/{morning.old.matter.id.hex}/{old.id.hex}")
    await desk.tap("cancel")
    assert not desk.enabled("cancel-do")
    await desk.type("cancel-reason", "已由业主自行更换")
    await desk.key("K")
    assert desk.route.endswith(old.id.hex)
    await desk.tap("cancel-do")
    assert task(desk, old.id).state == "cancelled"
    assert task(desk, old.id).words == "已由业主自行更换"


def repeats(morning: Morning) -> Scene:
    """A door closed on the spot three times in a row: the supervisor is asked for the cause."""
    scene = morning.scene(LIGHT, "b/A3/c/1/f/3")
    for n in range(3):
        scene.found("defect", photo(f"before {n}"), photo(f"after {n}", role="after"), on_spot=True)
    morning.send(scene)
    return scene


async def test_given_the_supervisors_own_task_then_it_is_taken_held_and_ended_at_the_desk(
    desk: FakeApp, morning: Morning
) -> None:
    scene = repeats(morning)
    (own,) = scene.matter.tasks
    await show(desk, f"{ROUTE}/{scene.matter.id.hex}/{own.id.hex}")
    await desk.tap("do-accept")
    assert (task(desk, own.id).state, task(desk, own.id).assignee) == ("accepted", "u_chen")
    await desk.tap("do-hold")
    assert not desk.enabled("hold-do")
    await desk.tap("hold-chip-0")
    await desk.tap("hold-days-7")
    await desk.tap("hold-do")
    assert (task(desk, own.id).state, task(desk, own.id).hold_until) == ("on_hold", "2026-05-27")
    await desk.tap("do-accept")
    await desk.tap("do-end")
    await desk.tap("end-never")
    await desk.tap("do-end")
    await desk.tap("end-chip-1")
    await desk.tap("end-do")
    assert (task(desk, own.id).state, task(desk, own.id).closed_how) == ("closed", "ended")


async def test_given_a_case_with_a_step_for_the_supervisor_then_the_desk_leads_to_it(
    desk: FakeApp, morning: Morning
) -> None:
    door = next(t for t in morning.door.matter.tasks if t.open)
    await desk.open(f"{ROUTE}/{morning.door.matter.id.hex}/{door.id.hex}")
    await desk.tap("do-step")
    assert desk.route == f"/tasks/case/{morning.door.matter.id}/{door.case}"


async def test_given_anothers_task_then_the_desk_offers_neither_taking_nor_ending_it(
    desk: FakeApp, morning: Morning
) -> None:
    old = morning.old.repair()
    await show(desk, f"{ROUTE}/{morning.old.matter.id.hex}/{old.id.hex}")
    assert not desk.has("do-accept")
    assert not desk.has("do-end")


async def test_a_manager_gives_and_cancels(make_app: Callable[..., FakeApp]) -> None:
    desk = make_app(account="u_he", form="desk")
    morning = Morning(desk, to="u_he")
    old = morning.old.repair()
    await show(desk, f"{ROUTE}/{morning.old.matter.id.hex}/{old.id.hex}")
    assert desk.has("assign")
    assert desk.has("cancel")


async def test_keys_walk_through_the_list_and_choose(desk: FakeApp, morning: Morning) -> None:
    await show(desk)
    await desk.key("J")
    first = desk.route
    await desk.key("J")
    assert desk.route != first
    await desk.key("K")
    assert desk.route == first
    await desk.key("?", shift=True)
    assert desk.has("keys-sheet")
    await desk.key("Escape")
    assert not desk.has("keys-sheet")
    assert desk.has("task-panel")


async def test_an_address_of_a_task_that_is_not_here_says_so(desk: FakeApp, morning: Morning) -> None:
    await show(desk, f"{ROUTE}/{UUID(int=1).hex}/{UUID(int=2).hex}")
    assert "没有这个任务" in desk.text("task-gone")


async def test_an_empty_desk_says_what_will_come(desk: FakeApp) -> None:
    await show(desk)
    assert desk.says("没有未结的任务")
    assert desk.enabled("rail-today")


async def test_a_large_photo_opens_over_the_desk_and_escape_closes_it_first(desk: FakeApp, morning: Morning) -> None:
    old = morning.old.repair()
    await show(desk, f"{ROUTE}/{morning.old.matter.id.hex}/{old.id.hex}")
    await desk.tap("photo-first")
    assert desk.has("large-photo")
    await desk.key("Escape")
    assert not desk.has("large-photo")
    assert desk.has("task-panel")
