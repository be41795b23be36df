"""发现＋: camera, place, item, answer; nothing that was photographed is ever lost on the way."""

from collections.abc import Callable

import pytest

from app.domain.errors import ZonewalkError
from app.patrol import acts, drafts
from app.ui.screens.found import FoundPlus
from tests.ui.harness import FakeApp, shot

pytestmark = pytest.mark.anyio


async def opened(app: FakeApp, *shots: object) -> FakeApp:
    app.host.shots.extend(shots)
    await app.open("/found")
    return app


async def test_it_opens_the_camera_at_once_and_the_shot_is_a_draft(app: FakeApp) -> None:
    await opened(app, shot())
    assert len(app.host.asks) == 1
    assert app.says("草稿已存")
    draft = drafts.left(app.work)[0]
    assert await app.host.get_file("drafts", draft.shots[0].file) == shot().data
    assert app.has("place-search")


async def test_a_cancelled_camera_leads_back_and_leaves_nothing(app: FakeApp) -> None:
    await opened(app, None)
    assert app.route == "/today"
    assert drafts.left(app.work) == []


async def test_a_home_is_found_by_its_number_and_a_finding_is_saved(app: FakeApp) -> None:
    await opened(app, shot())
    await app.type("place-search", "0804")
    await app.tap("place-hit-u~A1-0804")
    assert "A1-0804" in app.text("found-place")
    await app.type("item-search", "单位门")
    await app.tap("item-building.unit_door")
    assert not app.enabled("found-save")
    state = next(name for name in app.all("found-state-"))
    await app.tap(state)
    await app.tap("found-save")
    fact = app.store.own_facts("u_lin", kinds=("found",))[0]
    assert (fact.place, fact.item) == ("u/A1-0804", "building.unit_door")
    assert len(fact.photos) == 1
    assert app.snack.startswith("已存本机")
    assert drafts.left(app.work) == []
    assert app.route == "/today" or "/case/" in app.route


async def test_the_place_of_the_last_sign_in_is_taken_and_can_be_changed(app: FakeApp) -> None:
    acts.sign_in(app.work, app.code("A2-1-T"), "scan")
    await opened(app, shot())
    assert app.text("found-place").startswith("A2座 18层")
    await app.tap("found-place")
    await app.tap("place-floor-12")
    await app.tap("place-at-b~A2~c~1~f~12")
    assert app.text("found-place").startswith("A2座 12层")


async def test_by_zone_stop_and_exact_place(app: FakeApp) -> None:
    await opened(app, shot())
    await app.tap("place-zone-z3")
    await app.tap("place-stop-lane~L3")
    await app.tap("place-at-v~V23")
    assert drafts.left(app.work)[0].place == "v/V23"


async def test_an_item_of_a_home_asks_which_home_when_only_the_floor_is_known(app: FakeApp) -> None:
    acts.sign_in(app.work, app.code("A1-1-T"), "scan")
    await opened(app, shot())
    await app.tap("item-building.unit_door")
    await app.tap(app.all("found-state-")[0])
    assert app.text("found-save") == "请选择位置"
    await app.tap("found-spot-u~A1-1802")
    await app.tap("found-save")
    assert app.store.own_facts("u_lin", kinds=("found",))[0].place == "u/A1-1802"


async def test_a_free_finding_takes_words_severity_and_trade(app: FakeApp) -> None:
    await opened(app, shot())
    await app.type("place-search", "儿童乐园")
    await app.tap("place-hit-area~P04")
    await app.tap("item-other.finding")
    await app.type("found-words", "树枝断了一半")
    await app.tap("found-trade-engineering")
    await app.tap("found-raise-critical")
    await app.tap("found-save")
    fact = app.store.own_facts("u_lin", kinds=("found",))[0]
    assert fact.body["words"] == "树枝断了一半"
    assert fact.body["raised"] == "critical"
    assert "/case/" in app.route  # a critical hazard has steps for the steward


async def test_a_second_free_finding_at_the_same_place_is_asked_about(app: FakeApp) -> None:
    # R4.4
    acts.report(app.work, place="area/P04", item="other.finding", state="found", words="秋千")
    await opened(app, shot())
    await app.tap("item-other.finding")
    await app.type("found-words", "滑梯裂了")
    await app.tap("found-trade-engineering")
    await app.tap("another")
    await app.type("spot-words", "滑梯")
    await app.tap("found-save")
    assert app.store.own_facts("u_lin", kinds=("found",))[-1].place == "area/P04#滑梯"


async def test_what_is_recorded_there_already_is_said_and_looked_at_while_the_shot_stays_a_draft(app: FakeApp) -> None:
    acts.report(app.work, place="area/P04", item="other.finding", state="found", words="秋千断了")
    app.host.shots.append(shot())
    await app.open("/found")
    await app.tap("item-other.finding")
    assert "此处已记录：秋千断了 · 09:00" in app.text(app.all("recorded-")[0])
    await app.tap(app.all("look-")[0])
    (matter,) = app.work.store.matters("u_lin", app.work.rules)
    assert app.route.startswith("/today/")
    assert str(matter.id) in app.route
    assert len(drafts.left(app.work)) == 1


async def test_a_refused_camera_is_said_and_the_finding_can_be_written_down(app: FakeApp) -> None:
    await opened(app, ZonewalkError("camera_refused"))
    assert "相机" in app.text("found-fault")
    await app.tap("found-without-photo")
    await app.type("place-search", "儿童乐园")
    await app.tap("place-hit-area~P04")
    await app.tap("item-other.finding")
    await app.type("found-words", "秋千链条松动")
    await app.tap("found-trade-engineering")
    await app.tap("found-save")
    assert app.store.own_facts("u_lin", kinds=("found",))[0].body["photo_owed"] is True


async def test_a_draft_is_taken_up_after_a_restart(make_app: Callable[..., FakeApp]) -> None:
    first = await opened(make_app(), shot("red"))
    await first.type("place-search", "儿童乐园")
    await first.tap("place-hit-area~P04")
    await first.tap("item-other.finding")
    await first.type("found-words", "秋千")
    await first.tap("found-trade-engineering")
    first.close()
    again = make_app()
    await again.open("/found?draft=last", screen=FoundPlus)
    assert again.host.asks == []
    assert "儿童乐园" in again.text("found-place")
    assert again.find("found-words").value == "秋千"
    await again.tap("found-save")
    fact = again.store.own_facts("u_lin", kinds=("found",))[0]
    assert len(fact.photos) == 1


async def test_a_full_disk_at_saving_says_so_and_keeps_the_draft(app: FakeApp) -> None:
    await opened(app, shot())
    await app.type("place-search", "儿童乐园")
    await app.tap("place-hit-area~P04")
    await app.tap("item-other.finding")
    await app.type("found-words", "秋千")
    await app.tap("found-trade-engineering")
    app.host.room = 5
    await app.tap("found-save")
    assert "storage_full" in app.snack
    assert len(drafts.left(app.work)) == 1
    app.host.room = None
    await app.tap("found-save")
    assert drafts.left(app.work) == []


async def test_leaving_keeps_the_draft(app: FakeApp) -> None:
    await opened(app, shot())
    await app.tap("back")
    assert app.route == "/today"
    assert len(drafts.left(app.work)) == 1


async def test_more_photos_and_one_left_out(app: FakeApp) -> None:
    await opened(app, shot("red"))
    await app.type("place-search", "儿童乐园")
    await app.tap("place-hit-area~P04")
    await app.tap("item-other.finding")
    app.host.shots.append(shot("blue"))
    await app.tap("found-more")
    assert app.all("shot-") == ["shot-1", "shot-1-out", "shot-2", "shot-2-out"]
    await app.tap("shot-1-out")
    left = drafts.left(app.work)[0]
    assert await app.host.get_file("drafts", left.shots[0].file) == shot("blue").data


async def test_given_a_free_finding_then_it_is_asked_who_sees_to_it_and_it_does_not_fall_to_the_finder(
    app: FakeApp,
) -> None:
    await opened(app, shot())
    await app.type("place-search", "儿童乐园")
    await app.tap("place-hit-area~P04")
    await app.tap("item-other.finding")
    await app.type("found-words", "表箱破损")
    assert "请选择处理部门" in app.text("found-save")
    assert not app.enabled("found-save")
    await app.tap("found-trade-engineering")
    await app.tap("found-save")
    (matter,) = app.work.store.matters("u_lin", app.work.rules)
    assert [task.to for task in matter.tasks] == ["engineering"]


@pytest.mark.parametrize("theme", ["light", "dark", "sun"])
async def test_it_stands_large_text_and_every_palette(app: FakeApp, theme: str) -> None:
    await opened(app, shot())
    app.session.set_look(theme=theme, text_scale=2.0)
    await app.settle()
    assert app.says("草稿已存")
    await app.type("place-search", "儿童乐园")
    await app.tap("place-hit-area~P04")
    await app.tap("item-other.finding")
    assert app.has("found-words")
