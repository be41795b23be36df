"""The tasks tab: the right rows in the right order, photos that are owed on top, words for every state."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.patrol import acts, tasks
from app.ui.screens.tasks import Tasks
from tests.patrol.scenes import photo
from tests.ui.desk_day import Morning
from tests.ui.harness import NOW, FakeApp, shot

pytestmark = pytest.mark.anyio


def rows(app: FakeApp) -> list[str]:
    return app.all("task-")


def ident(scene: object) -> str:
    return f"task-{str(scene.repair().id)[:8]}"  # type: ignore[attr-defined]


async def show(app: FakeApp) -> None:
    await app.open("/tasks", screen=Tasks)


async def test_an_empty_list_says_so(app: FakeApp) -> None:
    await show(app)
    assert "没有派给您的任务" in app.text("tasks-empty")
    await app.tap("segment-looks")
    assert "没有待您复查的任务" in app.text("tasks-empty")


async def test_the_trade_sees_its_own_tasks_overdue_first(make_app: Callable[..., FakeApp]) -> None:
    # R3.19
    app = make_app(account="u_luo")
    morning = Morning(app, to="u_luo")
    await show(app)
    assert rows(app) == [ident(morning.old), ident(morning.lamp)]
    assert "已逾期" in app.text(ident(morning.old))
    assert "A1座 5层" in app.text(ident(morning.old))
    assert "已整改，待其他同事复查" in app.text(ident(morning.lamp))
    assert not app.has("segment-looks")


async def test_the_steward_sees_the_zone_critical_first_and_what_waits_for_a_second_look(app: FakeApp) -> None:
    morning = Morning(app, to="u_lin")
    await show(app)
    await app.tap("segment-zone")
    order = morning.door.matter.tasks[0]
    assert rows(app)[0] == f"task-{str(order.id)[:8]}"
    assert "紧急" in app.text(rows(app)[0])
    await app.tap("segment-looks")
    assert rows(app) == [ident(morning.lamp)]
    await app.tap(ident(morning.lamp))
    assert app.route == f"/tasks/task/{morning.lamp.matter.id}/{morning.lamp.repair().id}"


async def test_the_search_finds_by_place_and_by_item(app: FakeApp) -> None:
    morning = Morning(app, to="u_lin")
    await show(app)
    await app.tap("segment-zone")
    await app.tap("search-toggle")
    await app.type("search", "5层 灯")
    assert rows(app) == [ident(morning.old)]
    await app.type("search", "8层")
    assert rows(app) == []
    assert "没有找到" in app.text("tasks-empty")


async def test_a_photo_that_is_owed_is_one_tap_away_and_then_gone(app: FakeApp) -> None:
    # R1.10
    fact = acts.report(app.work, place="b/A1/c/1/f/7", item="building.corridor_light", state="defect", tags=("dark",))
    await show(app)
    debt = f"debt-{fact.id.hex[-8:]}"
    assert "照片待补" in app.text(debt)
    app.host.shots.append(None)  # cancelled: it is still owed
    await app.tap(debt)
    assert app.has(debt)
    app.host.shots.append(shot())
    await app.tap(debt)
    assert not app.has(debt)
    added = app.store.own_facts("u_lin", kinds=["photo_added"])[0]
    assert (added.about, added.body["why"]) == (fact.id, "owed")


async def test_a_photo_asked_for_again_stands_on_top_with_the_reason_and_the_old_photo_beside_the_camera(
    app: FakeApp,
) -> None:
    morning = Morning(app, to="u_lin")
    dark = photo("dark")
    morning.lamp.tell("reviewed", "chen", {"sha256": dark.sha256, "verdict": "asked_again", "words": "看不清"})
    morning.send(morning.lamp)
    await app.host.put_file("photos", f"{dark.sha256}.review.jpg", shot("#010203").data)
    await show(app)
    debt = f"debt-{dark.sha256[:8]}"
    assert "看不清" in app.text(debt)
    assert "陈知衡" in app.text(debt)
    app.host.shots.append(shot())
    await app.tap(debt)
    assert app.host.asks[-1].compare == shot("#010203").data
    assert not app.has(debt)


async def test_the_own_move_is_shown_as_what_it_is(make_app: Callable[..., FakeApp]) -> None:
    app = make_app(account="u_luo")
    morning = Morning(app, to="u_luo")
    row = next(r for r in tasks.all_tasks(app.work) if r.task.id == morning.old.repair().id)
    tasks.accept(app.work, row)
    await show(app)
    assert "在本机" in app.text(ident(morning.old))
    assert "处理中" in app.text(ident(morning.old))


async def test_the_repairer_is_not_late_when_others_have_yet_to_look_at_what_was_fixed_in_time(
    make_app: Callable[..., FakeApp],
) -> None:
    app = make_app(account="u_luo", at=NOW + timedelta(days=20))
    morning = Morning(app, to="u_luo")
    await show(app)
    assert "您已整改，待其他同事复查" in app.text(ident(morning.lamp))
    assert "已逾期" not in app.text(ident(morning.lamp))
    assert "复查逾期" in app.text(ident(morning.lamp))


async def test_a_deadline_at_midnight_is_told_by_the_day_that_it_ends(make_app: Callable[..., FakeApp]) -> None:
    app = make_app(account="u_tan")  # 秩序 works round the clock: its days end at midnight
    scene = Morning.empty(app).scene("building.fire_equipment", "b/A1/c/1/f/12")
    scene.found("missing", photo("box"))
    Morning(app, "u_tan", told=False).send(scene)
    await app.open("/tasks")
    row = app.text(f"task-{str(scene.repair().id)[:8]}")
    assert "接单期限 05-20 24:00" in row
    assert "整改期限 05-23 24:00" in row
