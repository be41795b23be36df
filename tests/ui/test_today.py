"""今日: an owner's urgent request tells what it is and what can be done; the tasks that wait for this person; few warnings."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.domain.records import Change
from app.patrol import acts
from app.store import Draft
from app.ui.routes import stop_route
from tests.patrol.scenes import Scene, photo
from tests.ui.desk_day import Morning
from tests.ui.harness import NOW, FakeApp

pytestmark = pytest.mark.anyio

LEAK = {
    "id": "Q1", "place": "u/B2-1-201", "zone": "z2", "zh": "厨房天花漏水", "en": "Water comes through the kitchen ceiling",
    "urgent": True, "received": "2026-05-20T00:10:00Z", "assigned": "u_lin", "open": True,
}  # fmt: skip


def told(app: FakeApp, rev: int = 900, **changed: Any) -> None:
    """The server tells the request."""
    app.put_records("u_lin", [Change(kind="request", id="Q1", rev=rev, data={**LEAK, **changed})])


async def asked(app: FakeApp, **changed: Any) -> None:
    told(app, **changed)
    await app.open("/today")
    await app.tap("request-Q1")


async def test_the_line_of_a_request_says_when_it_came_and_does_not_threaten(app: FakeApp) -> None:
    told(app)
    await app.open("/today")
    assert app.text("request-Q1") == "B2-1-201 厨房天花漏水 业主紧急事宜 · 05-20 08:10 登记"
    assert not app.says("下班")


async def test_a_record_that_cannot_be_read_is_left_out_and_said_and_the_day_is_shown(app: FakeApp) -> None:
    told(app)
    await app.open("/today")
    assert not app.has("unread")
    bad = {"facts": [{"photos": [{"taken_at": "500-01-01T00:00:00Z"}]}]}
    app.put_records("u_lin", [Change(kind="matter", id="0197" * 8, rev=901, data=bad)])
    await app.open("/today")
    assert app.text("unread") == "有 1 条记录无法显示，其余不受影响。请更新应用或联系管理员。"
    assert app.text("request-Q1")


async def test_a_tap_tells_the_place_what_and_when_and_that_it_cannot_be_closed_here(app: FakeApp) -> None:
    await asked(app)
    sheet = app.text("request-sheet")
    assert "厨房天花漏水" in sheet
    assert "B2-1-201" in sheet
    assert app.text("request-received") == "前台 05-20 周三 08:10 登记，转给您。报事人未登记。"
    assert "本版本暂不能办结业主事宜" in app.text("request-unfinished")
    assert "电话告知前台" in app.text("request-unfinished")


async def test_the_front_desk_is_called_from_the_sheet(app: FakeApp) -> None:
    await asked(app)
    await app.tap("call-front_desk")
    assert ("dial", "000-0000-9000") in app.host.said


async def test_a_finding_is_recorded_at_the_stop_under_which_the_home_lies(app: FakeApp) -> None:
    await asked(app)
    await app.tap("request-stop")
    assert app.route == "/today/stop/b~B2~c~1"
    assert app.has("item-other.finding")
    await app.tap("back")
    assert app.route == "/today"
    assert not app.has("request-sheet")


async def test_a_place_that_the_phone_does_not_know_has_no_way_there(app: FakeApp) -> None:
    await asked(app, place="u/B9-9-999")
    assert app.has("request-unfinished")
    assert not app.has("request-stop")


async def test_system_back_and_the_cross_close_the_sheet(app: FakeApp) -> None:
    await asked(app)
    await app.back()
    assert not app.has("request-sheet")
    assert app.route == "/today"
    await app.tap("request-Q1")
    await app.tap("request-close")
    assert not app.has("request-sheet")


async def test_the_sheet_goes_when_the_request_is_closed_meanwhile(app: FakeApp) -> None:
    await asked(app)
    told(app, rev=901, open=False)
    await app.settle()
    assert not app.has("request-sheet")
    assert not app.has("request-Q1")


@pytest.mark.parametrize("changed", [{"open": False}, {"urgent": False}, {"assigned": "u_tang"}])
async def test_what_is_closed_can_wait_or_is_anothers_does_not_press(app: FakeApp, changed: dict[str, Any]) -> None:
    told(app, **changed)
    await app.open("/today")
    assert app.all("request-") == []


async def test_in_english_it_is_said_in_english(app: FakeApp) -> None:
    told(app)
    await app.open("/today")
    app.session.set_look(lang="en")
    await app.settle()
    await app.tap("request-Q1")
    assert "Water comes through the kitchen ceiling" in app.text("request-sheet")
    assert "cannot be closed in this version" in app.text("request-unfinished")


async def test_a_round_that_runs_is_ended_by_its_button_once_it_was_confirmed(app: FakeApp) -> None:
    # R2.7
    await app.open("/today")
    assert not app.has("round")
    acts.sign_in(app.work, app.code("A1-1-T"), "scan")
    await app.settle()
    assert app.text("round") == "本次巡查 09:00 开始 结束本次巡查"
    await app.tap("end-round")
    assert "签到 1/" in app.text("round-end-sheet")
    await app.tap("round-end-no")
    assert app.work.round is not None
    await app.tap("end-round")
    await app.tap("round-end-yes")
    assert app.work.round is None
    assert not app.has("round")
    assert not app.has("round-end-sheet")


async def test_the_round_is_ended_from_the_route_as_well(app: FakeApp) -> None:
    acts.sign_in(app.work, app.code("A1-1-T"), "scan")
    await app.open("/patrol")
    await app.tap("end-round")
    await app.tap("round-end-yes")
    assert [fact.kind for fact in app.store.own_facts("u_lin")] == ["round_started", "signed_in", "round_ended"]


async def test_the_morning_after_a_whole_round_asks_for_the_next_one(app: FakeApp) -> None:
    # R2.8
    work = app.work
    for point in work.estate.points:
        acts.sign_in(work, app.code(point.id), "scan")
    for stop in work.estate.stops(work.zones):
        acts.confirm(work, stop, [])
    app.clock.move(timedelta(hours=23, minutes=30))
    await app.open("/today")
    assert app.has("scan")
    assert app.text("figure-points").startswith("签到 0/")
    await app.open(stop_route("/patrol", "b/A1/c/1"))
    assert app.has("confirm")
    assert not app.has("stop-done")


async def test_given_a_phone_that_slept_over_night_when_it_wakes_without_a_network_then_it_shows_the_new_day(
    app: FakeApp,
) -> None:
    # R2.8
    work = app.work
    acts.sign_in(work, app.code("A1-1-T"), "scan")
    acts.confirm(work, work.estate.stops(work.zones)[0], [])
    await app.open("/today")
    assert app.text("figure-points").startswith("签到 1/")
    app.clock.move(timedelta(hours=23, minutes=30))
    app.host.events.fire("visible")
    await app.settle()
    assert app.text("figure-points").startswith("签到 0/")
    assert app.text("figure-stops").startswith("巡查点 0/")
    assert not app.has("round")


async def test_given_a_stop_confirmed_yesterday_when_it_is_opened_again_this_morning_then_it_asks_anew(
    app: FakeApp,
) -> None:
    await app.open("/today")
    acts.confirm(app.work, app.work.estate.stop("b/A1/c/1"), [])  # type: ignore[arg-type]
    await app.open(stop_route("/patrol", "b/A1/c/1"))
    assert app.has("stop-done")
    await app.open("/patrol")
    app.clock.move(timedelta(hours=23, minutes=30))
    await app.open(stop_route("/patrol", "b/A1/c/1"))
    assert not app.has("stop-done")
    assert app.has("confirm")


async def test_given_a_stop_left_open_over_night_when_the_phone_wakes_then_it_asks_anew(app: FakeApp) -> None:
    await app.open("/today")
    acts.confirm(app.work, app.work.estate.stop("b/A1/c/1"), [])  # type: ignore[arg-type]
    await app.open(stop_route("/patrol", "b/A1/c/1"))
    app.clock.move(timedelta(hours=23, minutes=30))
    app.host.events.fire("visible")
    await app.settle()
    assert app.has("confirm")


async def test_past_midnight_the_round_that_runs_names_the_day_on_which_it_began(app: FakeApp) -> None:
    # R2.6
    app.clock.move(timedelta(hours=14))  # 23:00
    acts.sign_in(app.work, app.code("A1-1-T"), "scan")
    await app.open("/today")
    assert "本次巡查 23:00 开始" in app.text("round")
    app.clock.move(timedelta(hours=2))
    await app.open("/patrol")
    await app.open("/today")
    assert "本次巡查 05-20 23:00 开始" in app.text("round")


async def test_past_midnight_the_heading_names_the_day_of_the_round_whose_figures_are_shown(app: FakeApp) -> None:
    app.clock.move(timedelta(hours=14))  # 23:00
    acts.sign_in(app.work, app.code("A1-1-T"), "scan")
    await app.open("/today")
    assert app.says("05-20 周三")
    assert not app.says("夜间巡查")
    app.clock.move(timedelta(hours=2))
    await app.open("/patrol")
    await app.open("/today")
    assert app.text("figure-points").startswith("签到 1/")
    assert app.says("05-20 周三 夜间巡查")
    # and once it is ended, the new day with its own figures
    app.work.end_round({})
    await app.settle()
    assert app.text("figure-points").startswith("签到 0/")
    assert app.says("05-21 周四")
    assert not app.says("夜间巡查")


async def test_ending_a_round_that_is_not_whole_says_that_the_rest_can_be_made_up_for(app: FakeApp) -> None:
    acts.sign_in(app.work, app.code("A1-1-T"), "scan")
    await app.open("/today")
    await app.tap("end-round")
    assert "还有地点未巡查，结束后可补巡。" in app.text("round-end-sheet")


async def test_given_two_rounds_a_day_then_the_second_asks_for_the_stop_again(app: FakeApp) -> None:
    # R2.4
    app.settings(rounds__per_day=2)
    route = stop_route("/patrol", "b/A1/c/1")
    await app.open(route)
    await app.tap("confirm")
    assert app.has("stop-done")
    app.work.end_round({})
    app.clock.move(timedelta(hours=5))
    await app.open("/today")
    assert app.text("figure-stops").startswith("巡查点 1/")
    await app.open(route)
    assert not app.has("stop-done")
    await app.tap("confirm")
    assert app.text("stop-ended").startswith("已确认 09:00 林晓岚 · 14:00 林晓岚")
    await app.open("/today")
    assert app.text("figure-stops").startswith("巡查点 2/")
    assert app.text("round").startswith("第 2 轮 14:00 开始")


async def test_given_one_round_a_day_then_a_second_may_look_again_and_both_times_are_shown(app: FakeApp) -> None:
    # R2.4
    route = stop_route("/patrol", "b/A1/c/1")
    await app.open(route)
    await app.tap("confirm")
    assert not app.has("confirm-again")
    app.work.end_round({})
    app.clock.move(timedelta(hours=5))
    await app.open("/today")
    await app.open(route)
    assert app.has("stop-done")
    await app.tap("confirm-again")
    assert app.text("stop-ended").startswith("已确认 09:00 林晓岚 · 14:00 林晓岚")
    assert not app.has("confirm-again")
    await app.open("/today")
    assert app.text("figure-stops").startswith("巡查点 1/")
    await app.open("/patrol")
    assert "已确认 09:00、14:00" in app.text("stop-b~A1~c~1")


# -- tasks
def row_of(scene: Scene) -> str:
    return f"task-{str(scene.repair().id)[:8]}"


async def test_the_repairers_first_screen_lists_the_task_that_nobody_took_and_not_the_one_that_waits_for_others(
    make_app: Callable[..., FakeApp],
) -> None:
    app = make_app(account="u_luo")
    morning = Morning(app, to="u_luo")
    await app.open("/today")
    assert app.all("task-") == [row_of(morning.old)]
    assert "待接单" in app.text(row_of(morning.old))
    await app.tap(row_of(morning.old))
    assert app.route == f"/tasks/task/{morning.old.matter.id}/{morning.old.repair().id}"


async def test_with_no_task_the_first_screen_of_who_walks_no_round_says_so(make_app: Callable[..., FakeApp]) -> None:
    app = make_app(account="u_luo")
    await app.open("/today")
    assert app.says("没有待办任务")


async def test_a_task_that_was_fixed_in_time_is_the_delay_of_those_who_look_again(
    make_app: Callable[..., FakeApp],
) -> None:
    # R3.21
    app = make_app(account="u_zhou", at=NOW + timedelta(days=20))
    morning = Morning(app, to="u_zhou")
    await app.open("/today")
    assert "1 项任务逾期" in app.text("late")  # the lamp that luo mended; the other lamp's delay is the trade's
    assert "复查逾期" in app.text("late")
    assert morning.old.repair().open


# -- few warnings
async def test_beyond_two_warnings_are_folded_so_that_the_way_on_is_seen_and_a_tap_opens_them(app: FakeApp) -> None:
    told(app)
    for floor in (5, 6, 7):
        acts.report(app.work, place=f"b/A1/c/1/f/{floor}", item="building.fire_door", state="locked")
    app.store.put_draft(Draft(UUID(int=9), "u_lin", "found", {"shots": []}))
    await app.open("/today")
    assert app.has("request-Q1")
    assert len(app.all("case-")) == 1
    assert app.has("drafts")  # what was begun is never folded away
    assert app.text("pressing-more") == "另有 3 项，其中紧急 2 项"
    await app.tap("pressing-more")
    assert len(app.all("case-")) == 3
    assert app.has("owed")
    assert not app.has("pressing-more")


async def test_two_warnings_stand_there_as_they_are(app: FakeApp) -> None:
    told(app)
    told_again = {**LEAK, "id": "Q2"}
    app.put_records("u_lin", [Change(kind="request", id="Q2", rev=901, data=told_again)])
    await app.open("/today")
    assert app.all("request-Q") == ["request-Q1", "request-Q2"]
    assert not app.has("pressing-more")


@pytest.mark.parametrize("finder", ["chen", "somebody_who_left"])
async def test_given_a_case_that_a_supervisor_or_somebody_who_left_opened_then_its_next_step_is_the_zones_stewards(
    app: FakeApp, finder: str
) -> None:
    # R1.11, R4.24
    morning = Morning(app, "u_lin", told=False)
    meter = morning.scene("building.water_meter", "u/A1-0804")
    meter.tell("found", finder, {"state": "runs_unoccupied", "reading": "12.3", "catalogue": 1}, photo("meter"))
    morning.send(meter)
    await app.open("/today")
    (line,) = app.all("case-")
    assert "0804" in app.text(line)


async def test_given_a_case_that_another_steward_holds_then_it_is_not_on_my_today(app: FakeApp) -> None:
    morning = Morning(app, "u_lin", told=False)
    meter = morning.scene("building.water_meter", "u/A1-0804")
    meter.tell("found", "zhou", {"state": "runs_unoccupied", "reading": "12.3", "catalogue": 1}, photo("meter"))
    morning.send(meter)
    await app.open("/today")
    assert app.all("case-") == []
