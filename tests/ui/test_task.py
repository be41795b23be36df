"""One task on the phone: accepted, repaired, looked at again by somebody else, reviewed; each with its photo and words."""

from collections.abc import Callable
from uuid import UUID

import pytest

from app.domain.errors import ZonewalkError
from app.domain.matters import fold_matter
from app.patrol.tasks import TaskRow, all_tasks
from app.ui import words
from app.ui.screens.task import TaskScreen
from tests.domain.cases_told import step
from tests.patrol.scenes import Scene, photo
from tests.ui.desk_day import Morning
from tests.ui.harness import FakeApp, shot

pytestmark = pytest.mark.anyio

PATTERN = "tasks/task/:thread/:task"


async def show(app: FakeApp, scene: Scene, task: UUID | None = None) -> str:
    route = f"/tasks/task/{scene.matter.id}/{task or scene.repair().id}"
    await app.open(route, screen=TaskScreen, pattern=PATTERN)
    return route


def row_of(app: FakeApp, scene: Scene) -> TaskRow:
    return next(row for row in all_tasks(app.work) if row.task.id == scene.repair().id)


def of(make_app: Callable[..., FakeApp], account: str) -> tuple[FakeApp, Morning]:
    app = make_app(account=account)
    return app, Morning(app, to=account)


async def test_it_says_what_where_when_and_who(app: FakeApp) -> None:
    morning = Morning(app, to="u_lin")
    await show(app, morning.lamp)
    assert "一般" in app.text("task-severity")
    assert "待复查" in app.text("task-state")
    assert "不亮" in app.text("task-what")
    assert "工程 · 罗工" in app.text("task-facts")
    said = " ".join(app.texts())
    assert said.index("整改完成") < said.index("发现 不亮")  # the latest first


async def test_a_trade_accepts_and_repairs_with_a_photo(make_app: Callable[..., FakeApp]) -> None:
    app, morning = of(make_app, "u_luo")
    await show(app, morning.old)
    await app.tap("do-accept")
    assert "处理中" in app.text("task-state")
    await app.tap("do-fix")
    await app.tap("fix-chip-1")
    app.host.shots.append(shot())
    await app.tap("fix-shoot")
    await app.tap("fix-save")
    assert "待复查" in app.text("task-state")
    assert app.has("own-fix")
    fixed = app.store.own_facts("u_luo", kinds=["fixed"])[0]
    assert fixed.body["words"] == "已更换"
    assert [p.role for p in fixed.photos] == ["fix"]
    assert app.store.drafts("u_luo") == []
    assert "在本机" in app.text(f"fact-{str(fixed.id)[-8:]}")


async def test_a_repair_left_in_the_camera_opens_again(make_app: Callable[..., FakeApp]) -> None:
    app, morning = of(make_app, "u_luo")
    await show(app, morning.old)
    await app.tap("do-accept")
    await app.tap("do-fix")
    app.host.shots.append(shot())
    await app.tap("fix-shoot")
    app.close()
    again = make_app(account="u_luo")
    await show(again, morning.old)
    assert again.has("fix-sheet")
    await again.tap("fix-save")
    assert len(again.store.own_facts("u_luo", kinds=["fixed"])[0].photos) == 1


async def test_a_second_look_compares_the_first_photo_with_the_new_one(app: FakeApp) -> None:
    # Given a repair by somebody else, and the first photo on this phone
    # R5.6
    morning = Morning(app, to="u_lin")
    dark = photo("dark")
    await app.host.put_file("photos", f"{dark.sha256}.review.jpg", shot("#010203").data)
    await show(app, morning.lamp)
    # When the steward takes the second look
    app.host.shots.append(shot("#fefefe"))
    await app.tap("do-reinspect")
    # Then the first photo stood beside the camera, and both stand side by side before anything is saved
    assert app.host.asks[-1].compare == shot("#010203").data
    assert app.host.asks[-1].album is False
    assert app.has("first-photo")
    assert app.has("latest-photo")
    assert app.store.own_facts("u_lin", kinds=["reinspected"]) == []
    assert not app.enabled("look-save")
    await app.tap("look-corrected")
    await app.tap("look-save")
    look = app.store.own_facts("u_lin", kinds=["reinspected"])[0]
    assert look.body["result"] == "corrected"
    assert [p.role for p in look.photos] == ["again"]
    task = row_of(app, morning.lamp).task
    # And the task waits for the photo, which the phone has not sent yet
    assert (task.state, task.waits_for_photo) == ("fixed", True)
    assert "等待复查照片上传" in app.text("task-facts")


async def test_not_corrected_sends_it_back(app: FakeApp) -> None:
    # R5.7
    morning = Morning(app, to="u_lin")
    await show(app, morning.lamp)
    app.host.shots.append(shot())
    await app.tap("do-reinspect")
    await app.tap("look-not_corrected")
    await app.tap("look-save")
    assert "退回重办" in app.text("task-state")


async def test_a_camera_that_fails_leaves_the_second_look_open(app: FakeApp) -> None:
    morning = Morning(app, to="u_lin")
    await show(app, morning.lamp)
    app.host.shots.append(ZonewalkError("camera_refused"))
    await app.tap("do-reinspect")
    assert "camera_refused" in app.snack
    assert app.has("look-sheet")
    assert not app.has("look-save")


async def test_the_fixer_is_not_offered_the_second_look(make_app: Callable[..., FakeApp]) -> None:
    # R5.1
    app, morning = of(make_app, "u_luo")
    await show(app, morning.lamp)
    assert not app.has("do-reinspect")
    assert app.has("own-fix")


async def test_the_supervisor_gives_holds_and_cancels(make_app: Callable[..., FakeApp]) -> None:
    app, morning = of(make_app, "u_chen")
    await show(app, morning.old)
    await app.tap("do-assign" if app.has("do-assign") else "more-assign")
    assert app.all("assign-u_")[:2] == ["assign-u_luo", "assign-u_lin"]
    await app.tap("assign-u_luo")
    assert "罗工" in app.text("task-facts")
    await app.tap("do-more" if app.has("do-more") else "do-cancel")
    if app.has("more-cancel"):
        await app.tap("more-cancel")
    assert not app.enabled("cancel-save")
    await app.tap("cancel-chip-0")
    await app.tap("cancel-save")
    assert "已取消" in app.text("task-state")


async def test_on_hold_has_a_day_and_a_reason(make_app: Callable[..., FakeApp]) -> None:
    # R4.18
    app, morning = of(make_app, "u_chen")
    morning.old.tell("accepted", "luo", {"task": str(morning.old.repair().id)})
    morning.send(morning.old)
    await show(app, morning.old)
    await app.tap("do-more")
    await app.tap("more-hold")
    await app.tap("hold-days-7")
    await app.tap("hold-chip-0")
    await app.tap("hold-save")
    assert "挂起至 2026-05-27" in app.text("task-facts")


async def test_the_supervisor_reviews_photos_on_the_phone_too(make_app: Callable[..., FakeApp]) -> None:
    app, morning = of(make_app, "u_chen")
    order = morning.door.matter.tasks[0]
    await show(app, morning.door, order.id)
    await app.tap("do-review" if app.has("do-review") else "do-more")
    if app.has("more-review"):
        await app.tap("more-review")
    assert not app.enabled("review-asked_again")
    await app.tap("review-chip-0")
    await app.tap("review-asked_again")
    verdict = app.store.own_facts("u_chen", kinds=["reviewed"])[0]
    assert (verdict.body["verdict"], verdict.body["words"]) == ("asked_again", "看不清")
    assert not app.has("review-sheet")


async def test_why_a_fact_did_not_count_is_said_to_whoever_reads(make_app: Callable[..., FakeApp]) -> None:
    app, morning = of(make_app, "u_luo")
    task = str(morning.lamp.repair().id)
    own = morning.lamp.tell("reinspected", "luo", {"task": task, "result": "corrected"}, photo("mine", role="again"))
    morning.send(morning.lamp)
    await show(app, morning.lamp)
    assert "整改人不能自己复查" in app.text(f"note-{str(own.id)[-8:]}")


async def test_trades_do_not_read_whether_somebody_is_at_home(make_app: Callable[..., FakeApp]) -> None:
    # R1.17
    app, morning = of(make_app, "u_luo")
    scene = morning.scene("building.water_meter", "u/A1-0804")
    begun = scene.found("runs_unoccupied", photo("meter"))
    step(scene, begun, scene.matter.cases[0].protocol, "close_valve", valve="could_not_close")
    morning.send(scene)
    await show(app, scene)
    assert not app.says("无法关闭")
    assert not app.has("task-case")


async def test_a_photo_opens_large_and_back_closes_it(app: FakeApp) -> None:
    morning = Morning(app, to="u_lin")
    await show(app, morning.lamp)
    await app.tap("task-photo")
    assert app.has("viewer")
    await app.back()
    assert not app.has("viewer")


async def test_a_task_that_is_not_here_says_so(app: FakeApp) -> None:
    nothing = UUID(int=0)
    await app.open(f"/tasks/task/{nothing}/{nothing}", screen=TaskScreen, pattern=PATTERN)
    assert app.says("本机没有这个任务")


@pytest.mark.parametrize(
    ("account", "said"), [("u_luo", "运转异常"), ("u_lin", "无人居住仍运转"), ("u_xu", "无人居住仍运转")]
)
async def test_given_a_finding_that_tells_that_nobody_is_at_home_then_trades_read_the_printed_words(
    make_app: Callable[..., FakeApp], account: str, said: str
) -> None:
    # R1.26
    app = make_app(account=account)
    found = Scene("building.water_meter", place="u/A1-0301").found("runs_unoccupied")
    matter = fold_matter(app.work.rules, "u/A1-0301", "building.water_meter", [found])
    assert words.finding(app.work, matter.item, matter.findings[0]) == said


async def test_who_carried_out_the_repair_reads_on_the_phone_why_he_may_not_accept(
    make_app: Callable[..., FakeApp],
) -> None:
    # R1.7
    app, morning = of(make_app, "u_chen")
    loose = morning.scene("building.public_window", "b/A1/c/1/f/9")
    loose.found("loose", photo("loose"))
    loose.verdict(photo("loose"), "accepted")
    loose.take_up("chen")
    loose.tell("fixed", "chen", {"task": str(loose.repair().id)}, photo("tight", role="fix"))
    morning.send(loose)
    await show(app, loose)
    await app.tap("do-review" if app.has("do-review") else "do-more")
    if app.has("more-review"):
        await app.tap("more-review")
    assert "另一位主管或经理" in app.text("review-not-by-me")
    assert not app.has("review-accepted")


def drawn_for_review(morning: Morning) -> Scene:
    """A dark lamp whose repair a supervisor reviews: which ones are is drawn by their ids."""
    lamps = [morning.scene("building.corridor_light", f"b/A1/c/1/f/{floor}") for floor in range(8, 19)]
    for lamp in lamps:
        lamp.found("defect", photo(lamp.place), tags=("dark",))
    return next(lamp for lamp in lamps if lamp.repair().review_required)


async def test_after_a_passed_second_look_only_the_review_is_said_to_be_missing(
    make_app: Callable[..., FakeApp],
) -> None:
    app, morning = of(make_app, "u_luo")
    lamp = drawn_for_review(morning)
    task = str(lamp.repair().id)
    lamp.tell("accepted", "luo", {"task": task})
    lamp.tell("fixed", "luo", {"task": task}, photo("lit", role="fix"))
    lamp.tell("reinspected", "zhou", {"task": task, "result": "corrected"}, photo("seen", role="again"))
    morning.send(lamp)
    await show(app, lamp)
    assert app.text("task-state") == "待审核"
    assert not app.says("待复查")
    assert not app.has("own-fix")
    assert "待主管审核照片" in app.text("task-facts")
