"""What was typed in a sheet of words stands there again after its ✕, on the phone and at the desk, until it is sent."""

from collections.abc import Callable

import pytest

from app.ui.desk.photos import DeskPhotos
from app.ui.desk.tasks import DeskTasks
from app.ui.parts.draft_rows import route_of
from app.ui.screens.task import TaskScreen
from tests.ui.desk_day import Morning
from tests.ui.harness import FakeApp

pytestmark = pytest.mark.anyio

PHONE, DESK = "tasks/task/:thread/:task", "desk/tasks/:thread?/:task?"


async def opened(app: FakeApp, what: str) -> None:
    await app.tap(f"do-{what}" if app.has(f"do-{what}") else "do-more")
    if app.has(f"more-{what}"):
        await app.tap(f"more-{what}")


@pytest.mark.parametrize(
    ("what", "save", "field"),
    [("hold", "hold-save", "hold-words"), ("cancel", "cancel-save", "cancel-words"), ("end", "end-save", "end-words")],
)
async def test_given_words_in_a_sheet_when_it_is_closed_by_its_cross_then_they_stand_there_again_until_saved(
    make_app: Callable[..., FakeApp], what: str, save: str, field: str
) -> None:
    app = make_app(account="u_chen")
    morning = Morning(app)
    scene = morning.door if what == "end" else morning.old
    task = next(each for each in scene.matter.tasks if what != "end" or each.kind != "repair")
    scene.tell("accepted", "chen" if what == "end" else "luo", {"task": str(task.id)})
    morning.send(scene)
    await app.open(f"/tasks/task/{scene.matter.id}/{task.id}", screen=TaskScreen, pattern=PHONE)
    await opened(app, what)
    await app.type(field, "等业主下周回来")
    if what == "hold":
        await app.tap("hold-days-7")
    await app.tap(f"{what}-close")
    assert not app.has(f"{what}-sheet")

    await opened(app, what)
    assert app.find(field).value == "等业主下周回来"
    await app.tap(save)
    assert app.store.drafts("u_chen") == []
    assert not app.has(f"{what}-sheet")
    if what == "hold":
        assert "挂起至 2026-05-27" in app.text("task-facts")


async def test_given_words_in_the_review_when_it_is_closed_then_they_wait_for_this_photo_and_the_draft_leads_there(
    make_app: Callable[..., FakeApp],
) -> None:
    app = make_app(account="u_chen")
    morning = Morning(app)
    order = morning.door.matter.tasks[0]
    route = f"/tasks/task/{morning.door.matter.id}/{order.id}"
    await app.open(route, screen=TaskScreen, pattern=PHONE)
    await opened(app, "review")
    await app.type("review-words", "要看到门牌")
    await app.tap("review-close")
    await opened(app, "review")
    assert app.find("review-words").value == "要看到门牌"

    [draft] = app.store.drafts("u_chen")
    assert route_of(app.work, draft) == route

    await app.open(route, screen=TaskScreen, pattern=PHONE)
    await opened(app, "review")
    await app.tap("review-asked_again")
    assert app.store.drafts("u_chen") == []


@pytest.mark.parametrize("what", ["cancel", "hold"])
async def test_given_words_at_the_desk_when_the_entry_is_left_then_they_stay_with_their_own_task(
    make_app: Callable[..., FakeApp], what: str
) -> None:
    desk = make_app(account="u_chen", form="desk")
    morning = Morning(desk)
    field = {"cancel": "cancel-reason", "hold": "hold-words"}[what]
    do = {"cancel": "cancel", "hold": "do-hold"}[what]
    morning.old.tell("accepted", "chen", {"task": str(morning.old.repair().id)})
    morning.send(morning.old)
    old = f"/desk/tasks/{morning.old.matter.id.hex}/{morning.old.repair().id.hex}"
    await desk.open(old, screen=DeskTasks, pattern=DESK)
    await desk.tap(do)
    await desk.type(field, "已由业主自行更换")
    await desk.tap(f"{what}-never")
    if what == "cancel":
        await desk.open(
            f"/desk/tasks/{morning.door.matter.id.hex}/{morning.door.matter.tasks[0].id.hex}",
            screen=DeskTasks,
            pattern=DESK,
        )
        await desk.tap(do)
        assert desk.find(field).value == ""
        await desk.open(old, screen=DeskTasks, pattern=DESK)
    if not desk.has(field):
        await desk.tap(do)
    assert desk.find(field).value == "已由业主自行更换"
    await desk.tap(f"{what}-do")
    assert desk.store.drafts("u_chen") == []


async def test_given_a_reason_at_the_desk_when_its_dialog_is_left_then_it_stands_there_again(
    make_app: Callable[..., FakeApp],
) -> None:
    desk = make_app(account="u_chen", form="desk")
    Morning(desk)
    await desk.open("/desk/photos", screen=DeskPhotos, pattern="desk/photos")
    await desk.key("Q")
    await desk.tap("reason-2")
    await desk.type("reason-words", "开闪光灯")
    await desk.tap("reason-close")
    await desk.key("Q")
    assert desk.find("reason-words").value == "开闪光灯"
    await desk.submit("reason-words")
    [fact] = desk.store.own_facts("u_chen", kinds=["reviewed"])
    assert fact.body["words"] == "太暗：开闪光灯"
    assert desk.store.drafts("u_chen") == []
