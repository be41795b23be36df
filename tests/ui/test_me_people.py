"""The people of a phone: changing over, signing out and emptying it, and nobody leaves it without knowing."""

from collections.abc import Callable

import pytest

from app.patrol import acts, drafts
from app.sync.keepsake import keepsake_of
from app.ui.screens.me import Me
from tests.ui.harness import NOW, FakeApp, shot

pytestmark = pytest.mark.anyio


async def opened(app: FakeApp) -> FakeApp:
    await app.open("/me", screen=Me)
    return app


async def with_draft(app: FakeApp) -> drafts.FoundDraft:
    return await drafts.add_shot(app.work, drafts.new(app.work), shot())


# -- people


async def test_another_person_takes_over_without_a_restart(make_app: Callable[..., FakeApp]) -> None:
    app = make_app()
    app.sign_in("u_zhou")
    app.sign_in("u_lin")
    await opened(app)
    await app.tap("person-u_zhou")
    assert app.work.account.id == "u_zhou"
    assert app.route == "/today"


async def test_signing_out_is_refused_while_something_is_unsent(app: FakeApp) -> None:
    acts.sign_in(app.work, app.code("A1-1-T"), "scan")
    await with_draft(app)
    await opened(app)
    await app.tap("sign-out")
    assert "2 条记录、1 份草稿" in app.text("leave-why")
    assert app.store.current is not None
    assert not app.has("leave-anyway")
    await app.tap("leave-close")
    assert not app.has("sign-out-sheet")


async def test_after_an_export_one_may_go_and_the_facts_stay_to_be_sent(app: FakeApp) -> None:
    acts.sign_in(app.work, app.code("A1-1-T"), "scan")
    await opened(app)
    await app.tap("sign-out")
    await app.tap("leave-export")
    await app.tap("leave-anyway")
    assert app.route == "/sign-in"
    assert app.store.current is None
    assert len(app.store.outbox(10)) == 2


async def test_with_nothing_unsent_signing_out_is_one_tap(app: FakeApp) -> None:
    await opened(app)
    await app.tap("sign-out")
    assert app.store.current is None
    assert app.route == "/sign-in"


async def test_emptying_the_phone_is_refused_while_anything_of_anybody_is_unsent(
    make_app: Callable[..., FakeApp],
) -> None:
    app = make_app()
    acts.sign_in(app.work, app.code("A1-1-T"), "scan")
    await with_draft(app)
    app.sign_in("u_zhou")
    await opened(app)
    await app.tap("reset")
    assert "2 条记录、1 份草稿" in app.text("leave-why")  # lin's, and zhou is about to lose them
    assert not app.has("leave-anyway")
    await app.tap("leave-close")
    assert not app.has("reset-sheet")
    assert len(app.store.outbox(10)) == 2


async def test_after_an_export_the_phone_may_be_emptied_and_nothing_is_left(app: FakeApp) -> None:
    acts.sign_in(app.work, app.code("A1-1-T"), "scan")
    await with_draft(app)
    await opened(app)
    await app.tap("reset")
    await app.tap("leave-export")
    await app.tap("leave-anyway")
    assert [name for name, _ in app.host.said if name in ("save_as", "reload")] == ["save_as", "reload"]
    assert app.store.accounts() == []
    assert app.store.unsent_counts(None).unsent == 0
    assert app.store.get_meta("device") is None
    assert await app.host.list_files("drafts") == []


async def test_with_everything_on_the_server_emptying_asks_once_and_is_no_loss_at_the_next_start(
    make_app: Callable[..., FakeApp],
) -> None:
    app = make_app()
    await app.host.put_keepsake(keepsake_of(app.store, NOW).model_dump_json())
    await opened(app)
    await app.tap("reset")
    assert "本机内容均已上传" in app.text("leave-why")
    assert not app.has("leave-export")
    await app.tap("leave-anyway")
    app.close()
    again = make_app(account=None)
    await again.open("/")
    assert again.has("sign-in")
    assert not again.has("emptied")


async def test_what_a_colleague_left_here_is_mentioned(make_app: Callable[..., FakeApp]) -> None:
    app = make_app()
    acts.sign_in(app.work, app.code("A1-1-T"), "scan")
    app.sign_in("u_zhou")
    await opened(app)
    assert app.text("sync-waiting") == "本机没有待传的内容"
    assert "2 项" in app.text("sync-others")
    assert app.has("export")
