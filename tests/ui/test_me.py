"""我: the truth about what is on this phone, in words."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest

from app.domain.errors import ERRORS
from app.domain.exchange import Receipt
from app.patrol import acts, drafts, kept
from app.ui.screens.me import Me
from app.ui.screens.me_records import Records
from tests.ui.desk_day import Morning
from tests.ui.harness import NOW, FakeApp, shot

pytestmark = pytest.mark.anyio


async def opened(app: FakeApp) -> FakeApp:
    await app.open("/me", screen=Me)
    return app


async def with_draft(app: FakeApp) -> drafts.FoundDraft:
    return await drafts.add_shot(app.work, drafts.new(app.work), shot())


def accept_all(app: FakeApp) -> None:
    app.store.apply_receipts([Receipt(id=str(f.id), state="accepted", first=NOW) for f in app.store.outbox(100)])


# -- the exchange


async def test_what_is_on_this_phone_is_said_and_nothing_is_called_synced(app: FakeApp) -> None:
    acts.sign_in(app.work, app.code("A1-1-T"), "scan")
    await opened(app)
    assert "2 条记录" in app.text("sync-waiting")
    assert "还没有" in app.text("sync-last")
    assert not any("同步" in words for words in app.texts())


async def test_nothing_unsent_says_so_and_offers_no_export(app: FakeApp) -> None:
    await opened(app)
    assert app.text("sync-waiting") == "本机没有待传的内容"
    assert not app.has("export")


async def test_without_a_network_the_button_says_what_is_safe(app: FakeApp) -> None:
    acts.sign_in(app.work, app.code("A1-1-T"), "scan")
    await opened(app)
    await app.tap("sync-now")
    assert app.text("sync-phase") == "离线"
    assert "server_unreachable" in app.text("sync-fault")
    assert app.enabled("sync-now")


async def test_progress_is_shown_in_figures_while_it_uploads(app: FakeApp) -> None:
    await opened(app)
    app.exchange._progress("photos", 3, 7)
    await app.settle()
    assert app.text("sync-phase") == "正在上传照片 3/7"
    assert not app.enabled("sync-now")


async def test_a_clock_that_is_a_day_off_is_said_with_its_amount(app: FakeApp) -> None:
    app.store.measured(app.clock.now() + timedelta(days=2))
    await opened(app)
    assert "慢了 2 天" in app.text("clock-off")


async def test_a_clock_that_is_right_is_not_mentioned(app: FakeApp) -> None:
    app.store.measured(app.clock.now() + timedelta(milliseconds=900))
    await opened(app)
    assert not app.has("clock-off")


async def test_held_and_refused_are_counted_apart(app: FakeApp) -> None:
    first = acts.sign_in(app.work, app.code("A1-1-T"), "scan")
    second = acts.sign_in(app.work, app.code("A1-1-M"), "scan")
    accept_all(app)
    app.store.apply_receipts([
        Receipt(id=str(first.id), state="held", code="point_unknown", first=NOW),
        Receipt(id=str(second.id), state="refused", code="fact_malformed", first=NOW),
    ])  # fmt: skip
    await opened(app)
    assert "1 条" in app.text("sync-held")
    assert "1 条" in app.text("sync-refused")


async def test_what_the_server_could_not_take_can_be_handed_in_again(app: FakeApp) -> None:
    fact = acts.sign_in(app.work, app.code("A1-1-T"), "scan")
    app.store.set_aside(fact.id, ERRORS["internal"].fault())
    await opened(app)
    await app.tap("sync-retry")
    assert str(fact.id) in [str(out.id) for out in app.store.outbox(10)]


# -- each record


async def test_each_record_says_how_far_it_is_and_why_it_waits(app: FakeApp) -> None:
    held = acts.sign_in(app.work, app.code("A1-1-T"), "scan")
    app.store.apply_receipts([Receipt(id=str(held.id), state="held", code="point_unknown", first=NOW)])
    acts.report(app.work, place="b/A1/c/1/f/12", item="building.fire_door", state="locked")
    await app.open("/me/records", screen=Records)
    assert len(app.all("record-")) == 3
    words = app.text(f"record-{str(held.id)[-8:]}")
    assert "扫码签到" in words
    assert "待服务器确认" in words
    assert "point_unknown" in words
    assert any("防火门" in line for line in app.texts())


async def test_records_can_be_narrowed_to_those_in_one_state(app: FakeApp) -> None:
    acts.sign_in(app.work, app.code("A1-1-T"), "scan")
    accept_all(app)
    local = acts.sign_in(app.work, app.code("A1-1-M"), "typed")
    await app.open("/me/records", screen=Records)
    await app.tap("only-local")
    assert app.all("record-") == [f"record-{str(local.id)[-8:]}"]
    await app.tap("only-all")
    assert len(app.all("record-")) == 3


async def test_more_than_fifty_records_come_by_pages(app: FakeApp) -> None:
    for _ in range(60):
        acts.sign_in(app.work, app.code("A1-1-T"), "scan")
    await app.open("/me/records", screen=Records)
    assert len(app.all("record-")) == 50
    await app.tap("records-more")
    assert len(app.all("record-")) == 61


async def test_no_records_say_what_will_stand_here(app: FakeApp) -> None:
    await app.open("/me/records", screen=Records)
    assert app.says("这里没有记录")


# -- export


async def test_the_export_is_one_file_with_all_that_is_unsent(app: FakeApp) -> None:
    acts.sign_in(app.work, app.code("A1-1-T"), "scan")
    await with_draft(app)
    await opened(app)
    await app.tap("export")
    name, data, mime = next(what for verb, what in app.host.said if verb == "save_as")
    assert (name.startswith("zonewalk-"), mime) == (True, "application/zip")
    assert "facts.jsonl" in zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert "2 条记录" in app.snack
    assert "1 份草稿" in app.snack


# -- drafts


async def test_a_draft_is_listed_goes_on_and_is_given_up_only_at_the_second_press(app: FakeApp) -> None:
    draft = await with_draft(app)
    name = f"draft-{str(draft.id)[-8:]}"
    await opened(app)
    assert "未选地点" in app.text(name)
    await app.tap(f"{name}-drop")
    assert drafts.left(app.work) == [draft]
    await app.tap(f"{name}-drop")
    assert drafts.left(app.work) == []
    assert await app.host.list_files("drafts") == []


async def test_a_draft_leads_back_to_where_it_was(app: FakeApp) -> None:
    draft = await with_draft(app)
    await opened(app)
    await app.tap(f"draft-{str(draft.id)[-8:]}-go")
    assert app.route == f"/found?draft={draft.id}&back=/me"


async def test_given_a_second_look_half_done_when_the_app_starts_again_then_today_and_me_lead_to_its_task(
    make_app: Callable[..., FakeApp],
) -> None:
    app = make_app()
    lamp = Morning(app, to="u_lin").lamp
    task = lamp.repair()
    kept.keep(app.work, "look", str(task.id), {"words": "还差一盏", "result": None})
    app.close()
    again = make_app()
    await again.open("/today")
    assert "A1座 7层" in again.text("drafts")
    await again.tap("drafts")
    assert again.route == f"/tasks/task/{lamp.matter.id}/{task.id}"
    await again.open("/me")
    assert len(again.all("draft-")) == 3  # the card, 继续, 放弃


async def test_given_two_drafts_then_todays_row_leads_to_the_list(app: FakeApp) -> None:
    await with_draft(app)
    await with_draft(app)
    await app.open("/today")
    assert "2" in app.text("drafts")
    await app.tap("drafts")
    assert app.route == "/me"


# -- storage


async def test_unprotected_storage_is_said_and_protection_can_be_asked_for(app: FakeApp) -> None:
    await opened(app)
    assert app.text("storage-protected") == "未受保护"
    await app.tap("protect")
    assert app.host.persisted
    assert not app.has("protect")
    assert app.says("受保护：系统不会自行清除")
