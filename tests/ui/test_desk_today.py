"""The desk's today: the zones as far as they are, what is critical with its next step, and where in the towers."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from app.ui.desk import is_desk
from app.ui.desk.today import DeskToday
from tests.domain.cases_told import step
from tests.patrol.scenes import DOOR, LIGHT, photo
from tests.ui.desk_day import Morning
from tests.ui.harness import NOW, FakeApp

pytestmark = pytest.mark.anyio


@pytest.fixture
def desk(make_app: Callable[..., FakeApp]) -> FakeApp:
    return make_app(account="u_chen", form="desk")


async def test_each_zone_tells_how_far_it_is_and_when_it_was_signed_at(desk: FakeApp) -> None:
    morning = Morning(desk)
    stops, points = (
        len(each) for each in (desk.work.estate.stops(["z1"]), [p for p in desk.work.estate.points if p.zone == "z1"])
    )
    await desk.open("/desk", screen=DeskToday)
    assert desk.all("zone-") == ["zone-z1", "zone-z2", "zone-z3"]
    assert f"巡查点 0/{stops} · 签到 0/{points}" in desk.text("zone-z1")
    assert "林晓岚" in desk.text("zone-z1")
    assert "周以禾" in desk.text("zone-z2")
    morning.walk("b/A2/c/1", "A2-1-M")
    await desk.settle()
    assert f"巡查点 1/{stops} · 签到 1/{points}" in desk.text("zone-z1")
    assert "签到 1 次，最近 08:01" in desk.text("strip-z1")


async def test_given_two_rounds_a_day_then_a_zone_says_so_on_a_line_of_its_own(desk: FakeApp) -> None:
    Morning.empty(desk)
    desk.settings("u_chen", rounds__per_day=2)
    await desk.open("/desk", screen=DeskToday)
    lines = [words for words in desk.texts() if "巡查点 0/" in words or "每日" in words]
    assert lines.count("每日 2 轮") == 3
    assert not any("巡查点" in words and "每日" in words for words in lines)


async def test_a_critical_case_stands_there_with_its_next_step_until_it_is_closed(desk: FakeApp) -> None:
    # R3.13
    await desk.open("/desk", screen=DeskToday)
    assert desk.has("no-critical")
    morning = Morning(desk)
    await desk.settle()
    [critical] = desk.all("critical-")
    case = morning.door.matter.cases[0]
    next_step = desk.work.rules.protocols[case.protocol].step(case.next_step or "").label("building").zh
    assert "A2座 12层 · 防火门" in desk.text(critical)
    assert next_step in desk.text(critical)
    await desk.tap(critical)
    assert desk.route.startswith(f"/desk/tasks/{morning.door.matter.id.hex}/")


async def test_towers_count_what_is_open_on_each_floor(desk: FakeApp) -> None:
    morning = Morning(desk)
    parts = morning.scene("building.stair_light", "b/A2/c/1/f/12")
    parts.found("defect", photo("stair"), tags=("dark",))
    home = morning.scene("building.water_meter_parts", "u/A1-0502")
    home.found("defect", photo("meter"), tags=("broken",))
    morning.send(parts, home)
    await desk.open("/desk", screen=DeskToday)
    assert "2" in desk.text("heat-A2-1-12").split()
    assert "紧急" in desk.text("heat-A2-1-12")
    assert "2" in desk.text("heat-A1-1-5").split()  # the lamp on the floor, and a home of the floor
    assert desk.all("heat-A3") == []


async def test_figures_lead_to_what_waits(desk: FakeApp) -> None:
    Morning(desk)
    await desk.open("/desk", screen=DeskToday)
    assert "逾期" in desk.text("figure-overdue")
    await desk.tap("figure-overdue")
    assert desk.route == "/desk/tasks?overdue=1"


async def test_the_feed_tells_the_latest_first_and_grows(desk: FakeApp) -> None:
    morning = Morning(desk)
    await desk.open("/desk", screen=DeskToday)
    before = desk.text("feed")
    assert before.index("整改完成") < before.index("闪烁")
    lamp = morning.scene(LIGHT, "b/A3/c/1/f/8")
    lamp.found("defect", tags=("always_on",))
    morning.send(lamp)
    await desk.settle()
    assert "常亮" in desk.text("feed")
    assert "常亮" not in before


@pytest.mark.parametrize(("lang", "colon"), [("zh", "："), ("en", ": ")])
async def test_the_feed_has_one_kind_of_colon_in_a_line(desk: FakeApp, lang: str, colon: str) -> None:
    desk.store.put_meta("look", json.dumps({"lang": lang}))
    morning = Morning.empty(desk)
    meter = morning.scene("building.water_meter", "u/A1-0804")
    found = meter.found("runs_unoccupied", photo("meter"))
    step(meter, found, meter.matter.cases[0].protocol, "close_valve", valve="closed")
    morning.send(meter)
    await desk.open("/desk", screen=DeskToday)
    other = "：" if lang == "en" else ": "
    lines = [words for words in desk.texts() if words.count(colon) == 2]
    assert lines
    assert not any(other in words for words in desk.texts())


async def test_a_number_key_goes_to_another_room(desk: FakeApp) -> None:
    await desk.open("/desk", screen=DeskToday)
    await desk.key("3")
    assert desk.route == "/desk/tasks"


async def test_only_supervisors_on_a_wide_window_work_at_the_desk(
    make_app: Callable[..., FakeApp], tmp_path: Path
) -> None:
    at_the_desk = {}
    for account, form in (("u_chen", "desk"), ("u_he", "desk"), ("u_chen", "phone"), ("u_lin", "desk")):
        folder = tmp_path / f"{account}-{form}"
        folder.mkdir()
        app = make_app(folder=folder, account=account, form=form)
        await app.open("/desk", screen=DeskToday)
        assert app.session is not None
        at_the_desk[account, form] = is_desk(app.session)
    assert at_the_desk == {
        ("u_chen", "desk"): True, ("u_he", "desk"): True, ("u_chen", "phone"): False, ("u_lin", "desk"): False
    }  # fmt: skip


async def test_what_can_hardly_have_been_looked_at_is_shown_with_its_reasons(desk: FakeApp) -> None:
    # R7.12
    morning = Morning.empty(desk)
    morning.walk("b/A2/c/1", "A2-1-M")
    await desk.open("/desk", screen=DeskToday)
    assert not desk.all("doubts-")
    morning.walk("b/A3/c/1", "A1-1-T")  # at the same minute, and signed in elsewhere
    await desk.settle()
    said = desk.text("doubts-u_lin")
    assert said == "林晓岚 · 1 处疑似未查看 08:02 · A3座 1–21层 · 距上一处 0 秒 · 当天未在本座签到"


async def test_given_a_step_whose_finding_never_came_then_the_supervisor_is_told_whose_phone_to_look_at(
    make_app: Callable[..., FakeApp],
) -> None:
    # R4.26
    desk = make_app(account="u_chen", form="desk")
    morning = Morning.empty(desk)
    door = morning.scene(DOOR, "b/A2/c/1/f/12", begin=NOW - timedelta(days=2))
    lost = UUID(int=7)
    body = {"protocol": "fire_door_restore", "step": "photo_before", "results": {"taken": "taken"}}
    door.tell("stepped", "lin", body, case=lost, about=lost)
    morning.send(door)
    await desk.open("/desk")
    (line,) = desk.all("orphan-")
    assert "林晓岚" in desk.text(line)
