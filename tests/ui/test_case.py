"""A protocol played on the phone by taps alone, without a network: water in a tower, a villa and a shop, and the rest."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.domain.records import Case, Matter
from app.hosts import PhotoAsk
from app.patrol import acts
from app.patrol.evidence import Caption, take
from app.ui.parts.step_entry import PHOTO_WORDS
from app.ui.screens.case import CaseScreen
from tests.ui.harness import FakeApp, shot

pytestmark = pytest.mark.anyio

PATTERN = "today/case/:matter/:case"


async def found(app: FakeApp, item: str, place: str, state: str, *, photo: bool = True, **how: object) -> str:
    """A finding is saved; the route of its case."""
    evidence = []
    if photo:
        app.host.shots.append(shot("#112233"))
        caption = Caption(estate="", place=place, item=item, steward="", tz=app.work.tz)
        taken = await take(app.host, app.work.taken, PhotoAsk(title=""), caption, "meter")
        assert taken is not None
        evidence.append(taken)
    acts.report(app.work, place=place, item=item, state=state, evidence=evidence, **how)  # type: ignore[arg-type]
    matter, case = latest(app)
    return f"/today/case/{matter.id}/{case.id}"


def latest(app: FakeApp) -> tuple[Matter, Case]:
    matter = app.store.matters("u_lin", app.work.rules)[-1]
    return matter, matter.cases[-1]


async def water(app: FakeApp, place: str) -> str:
    kind = {"u": "building", "v": "villa", "s": "shop"}[place[0]]
    state = "runs_unused" if kind == "shop" else "runs_unoccupied"
    route = await found(app, f"{kind}.water_meter", place, state, reading="00123.4")
    await app.open(route, screen=CaseScreen, pattern=PATTERN)
    return route


async def do(app: FakeApp, *results: str, photos: int = 0) -> None:
    """Press the results, take the photos that are due, record."""
    for result in results:
        await app.tap(f"result-{result}")
    for n in range(photos):
        app.host.shots.append(shot(f"#{n + 1}{len(app.host.asks) % 9}4455"))
        await app.tap("record-shoot")
    await app.tap("record")


async def test_what_is_lacking_is_said_as_a_sentence_and_no_label_with_a_colon(app: FakeApp) -> None:
    await water(app, "u/A1-0804")
    assert app.text("record") == "请选择结果"  # one question: the step's sentence asks it
    await app.tap("result-valve-closed")
    assert app.text("record-shoot") == "拍水闸照片"
    app.host.shots.append(shot())
    await app.tap("record-shoot")
    assert app.host.asks[-1].hint == "拍水闸照片"
    await app.tap("record")
    await app.tap("result-told-told")
    assert app.text("record") == "请填写通知对象"
    await app.tap("name-u_xu")
    await app.tap("record")
    await do(app, "occupant_reached-wrong_number")
    assert app.text("record") in ("请选择「钥匙」", "请选择「居住情况」")  # several: by the heading over the question


@pytest.mark.parametrize("words", [*PHOTO_WORDS.values()])
def test_a_photo_is_asked_for_in_a_whole_sentence(words: str) -> None:
    assert "拍" in words
    assert "：" not in words


async def closed_valve(app: FakeApp) -> None:
    await do(app, "valve-closed", photos=1)
    await app.tap("result-told-told")
    await app.tap("name-u_xu")
    await app.tap("record")


async def test_water_in_a_tower_without_key_and_with_a_wrong_number_leads_to_the_notice(app: FakeApp) -> None:
    # Given a meter that runs where nobody lives
    await water(app, "u/A1-0804")
    assert app.has("step-close_valve")
    assert app.says("第 1 步 / 共")
    assert "先完成「首先关上该户水闸」" in app.text("locked-front_desk_verify")
    # When every step is taken by taps
    await closed_valve(app)
    assert app.has("step-phone_occupant")
    await do(app, "occupant_reached-wrong_number")
    assert app.has("step-front_desk_answer")
    await app.tap("result-key-not_held")
    await app.tap("result-occupancy-unoccupied")
    await app.tap("name-u_xu")
    await app.tap("record")
    assert app.has("step-leave_notice")
    await do(app, "notice_at-door", photos=1)
    assert app.has("step-settle_valve")
    # and nobody was reached, so a consent says whose it was and how it was given
    await app.tap("result-cause-known")
    assert not app.has("step-name")
    await app.tap("result-valve_final-kept_closed_occupant_knows")
    assert "同意人姓名" in app.text("record")
    await app.type("step-name", "何女士")
    assert "取得同意的方式" in app.text("record")
    await app.type("step-text-how", "10:20 来电")
    await do(app, photos=1)
    settled = [f for f in latest(app)[0].facts if f.kind == "stepped" and f.body["step"] == "settle_valve"]
    assert (settled[-1].body["name"], "10:20 来电" in settled[-1].body["words"]) == ("何女士", True)
    assert app.has("step-record")
    await do(app, "recorded-recorded")
    # Then the case is closed, and the valve stays on the unit's record until it is opened again
    assert app.has("case-closed")
    assert latest(app)[1].closed
    assert app.has("unit-flag")
    await app.tap("valve-reopened")
    assert not app.has("unit-flag")


async def test_water_with_a_held_key_asks_for_two_names_and_for_leave(app: FakeApp) -> None:
    await water(app, "u/A2-0902")
    await closed_valve(app)
    await do(app, "occupant_reached-reached")
    await app.tap("result-key-held")
    await app.tap("result-occupancy-not_known")
    await app.tap("name-u_xu")
    await app.tap("record")
    assert app.has("step-enter_with_key")
    await app.tap("result-inside-leak_found")
    assert "alarm" in app.all("alarm")
    assert app.has("call-u_luo")
    assert not app.enabled("record")
    await app.type("step-name", "林晓岚、谭队")
    assert not app.enabled("record")
    await app.type("step-text-leave", "业主电话同意")
    app.host.shots.append(shot("#445566"))
    await app.tap("record-shoot")
    await app.tap("record")
    matter, _ = latest(app)
    assert "pipe_or_valve" in [task.files for task in matter.tasks]
    assert not app.has("step-leave_notice")


async def test_water_at_a_villa_goes_by_the_words_of_a_villa(app: FakeApp) -> None:
    await water(app, "v/V08")
    assert app.says("通知前台物业助理查实")
    await closed_valve(app)
    assert app.has("step-phone_occupant")
    await do(app, "occupant_reached-reached")
    await app.tap("result-key-not_held")
    await app.tap("result-occupancy-occupied")
    await app.tap("name-u_xu")
    await app.tap("record")
    assert app.has("step-lived_in_after_all")
    await do(app, "valve_again-reopened", photos=1)
    await do(app, "cause-known", "valve_final-reopened", photos=1)
    await do(app, "recorded-recorded")
    assert app.has("case-closed")
    assert not app.has("unit-flag")


async def test_water_at_a_shop_asks_for_the_key_alone(app: FakeApp) -> None:
    await water(app, "s/S07")
    await closed_valve(app)
    assert app.has("contact-no-number")
    await do(app, "occupant_reached-no_number")
    assert app.has("step-front_desk_answer")
    assert not app.has("result-occupancy-unoccupied")
    await app.tap("result-key-not_held")
    await app.tap("name-u_xu")
    await app.tap("record")
    await do(app, "notice_at-mailbox", photos=1)
    await app.tap("result-valve_final-kept_closed_occupant_knows")
    await app.type("step-name", "郑老板")
    await app.type("step-text-how", "到店当面")
    await do(app, "cause-known", photos=1)
    await do(app, "recorded-recorded")
    assert app.has("case-closed")


async def test_nobody_is_unreachable_before_two_calls_ten_minutes_apart(app: FakeApp) -> None:
    # R9.9
    await water(app, "u/A1-0502")
    await closed_valve(app)
    # Given one call that nobody answered
    await app.tap("result-occupant_reached-no_answer")
    assert not app.enabled("record")
    assert "第1次 09:00 无人接听" in app.text("attempts")
    # When it is pressed again too early, it does not count
    await app.tap("result-occupant_reached-no_answer")
    assert "间隔太短" in app.snack
    assert not app.enabled("record")
    # When the second call fails after the gap, it does
    app.clock.move(timedelta(minutes=10))
    await app.tap("result-occupant_reached-no_answer")
    await app.tap("record")
    step = app.store.own_facts("u_lin", kinds=["stepped"])[-1]
    assert step.body["results"] == {"occupant_reached": "no_answer"}
    assert step.body["words"] == "第1次 09:00 无人接听；第2次 09:10 无人接听"


async def test_a_contact_is_masked_until_it_is_asked_for_and_the_look_is_a_fact(app: FakeApp) -> None:
    # R1.21, R1.22
    await water(app, "u/A1-0804")
    await closed_valve(app)
    assert not app.has("call-occupant")
    assert not any("演示业主" in said for said in app.texts())
    await app.tap("contact-show")
    looks = app.store.own_facts("u_lin", kinds=["looked_at_contact"])
    assert [look.body["unit"] for look in looks] == ["u/A1-0804"]
    await app.tap("call-occupant")
    assert app.host.said[-1][0] == "dial"


async def test_a_killed_page_loses_nothing_of_a_step(app: FakeApp, make_app: Callable[..., FakeApp]) -> None:
    # Given a step with a result, a name being typed and a photo
    route = await water(app, "u/A1-0804")
    await app.tap("result-valve-could_not_close")
    app.host.shots.append(shot("#778899"))
    await app.tap("record-shoot")
    # When the app is killed and started again
    app.close()
    again = make_app()
    await again.open(route, screen=CaseScreen, pattern=PATTERN)
    # Then it is at the same step as it was left, and one tap records it
    assert again.has("step-photos")
    assert again.has("alarm")
    await again.tap("record")
    step = again.store.own_facts("u_lin", kinds=["stepped"])[-1]
    assert step.body["results"] == {"valve": "could_not_close"}
    assert [photo.role for photo in step.photos] == ["valve"]
    assert again.store.drafts("u_lin") == []


async def test_a_case_left_halfway_reopens_at_its_next_step(app: FakeApp, make_app: Callable[..., FakeApp]) -> None:
    # R9.24
    route = await water(app, "u/A1-0804")
    await closed_valve(app)
    app.close()
    again = make_app()
    await again.open(route, screen=CaseScreen, pattern=PATTERN)
    assert again.has("step-phone_occupant")
    assert "已关闭" in again.text("done-close_valve")
    assert "林晓岚" in again.text("done-close_valve")


async def test_a_step_may_be_taken_again_while_the_case_is_open(app: FakeApp) -> None:
    # R9.22
    await water(app, "u/A1-0804")
    await do(app, "valve-could_not_close", photos=1)
    await app.tap("done-close_valve")
    assert "无法关闭" in app.text("step-before")
    await do(app, "valve-closed", photos=1)
    assert "已关闭" in app.text("done-close_valve")
    assert app.has("step-front_desk_verify")


async def test_what_is_typed_is_kept_when_the_page_goes_out_of_sight(
    app: FakeApp, make_app: Callable[..., FakeApp]
) -> None:
    route = await water(app, "u/A1-0804")
    await do(app, "valve-closed", photos=1)
    await app.type("step-name", "许")
    app.host.events.fire("hidden")
    await app.settle()
    app.close()
    again = make_app()
    await again.open(route, screen=CaseScreen, pattern=PATTERN)
    assert again.find("step-name").value == "许"


async def test_the_supervisor_answers_for_a_silent_front_desk(app: FakeApp) -> None:
    # R9.3
    await water(app, "u/A1-0804")
    await closed_valve(app)
    await do(app, "occupant_reached-reached")
    assert not app.has("desk-silent")
    app.clock.move(timedelta(minutes=16))
    await app.tap("result-key-held")
    assert app.has("desk-silent")
    assert app.has("call-u_chen")


async def test_there_is_no_camera_where_there_may_be_gas(app: FakeApp) -> None:
    # R9.20
    route = await found(app, "building.odour", "b/A1/c/1/f/7", "gas_or_burning", photo=False)
    await app.open(route, screen=CaseScreen, pattern=PATTERN)
    assert app.has("step-gas_safety")
    assert app.has("call-fire")
    assert app.has("call-gas")
    for result in ("clear-clear", "residents_told-told", "emergency_called-both"):
        await app.tap(f"result-{result}")
    assert not app.has("record-shoot")
    assert app.all("photo-") == []
    await app.tap("record")
    assert app.has("step-call_people")


async def test_a_case_that_waits_for_its_tasks_says_so_and_leads_to_them(app: FakeApp) -> None:
    route = await found(app, "building.corridor_light", "b/A1/c/1/f/7", "defect", tags=("dark",))
    await app.open(route, screen=CaseScreen, pattern=PATTERN)
    assert app.has("case-waits")
    task = app.all("case-task-")[0]
    await app.tap(task)
    assert "/task/" in app.route


async def test_a_trade_takes_no_steps(make_app: Callable[..., FakeApp]) -> None:
    # R1.18
    app = make_app(account="u_luo")
    await app.open(
        "/today/case/00000000-0000-0000-0000-000000000000/00000000-0000-0000-0000-000000000000",
        screen=CaseScreen,
        pattern=PATTERN,
    )
    assert app.says("本机没有这个事项")


async def test_a_step_with_one_possible_result_is_one_tap(app: FakeApp) -> None:
    await water(app, "u/A1-0804")
    await do(app, "valve-closed", photos=1)
    await app.tap("free-record")
    await app.tap("record")
    assert app.store.own_facts("u_lin", kinds=["stepped"])[-1].body["results"] == {"recorded": "recorded"}
    assert app.has("step-front_desk_verify")


async def test_the_word_that_changes_a_step_is_a_target_of_48(app: FakeApp) -> None:
    await water(app, "u/A1-0804")
    await do(app, "valve-could_not_close", photos=1)
    assert app.text("redo-close_valve") == "修改"
    target = app.find("redo-close_valve")
    assert target.width >= 48
    assert target.height >= 48
    await app.tap("redo-close_valve")
    assert "无法关闭" in app.text("step-before")
