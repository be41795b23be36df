"""A start over an emptied storage, as the person sees it: what is lost is said, and nobody is welcomed as if new."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from app.domain.exchange import Elsewhere, LackingPhoto
from app.store import Draft
from app.sync.keepsake import Keepsake, Waiting, emptied, tell
from tests.ui.harness import NOW, FakeApp

pytestmark = pytest.mark.anyio

OLD = UUID(int=5)


def seen(**changed: object) -> str:
    kept = Keepsake(
        device=str(OLD), at=NOW - timedelta(hours=3), seq=44, facts=3, photos=2, drafts=1,
        people=[Waiting(zh="林晓岚", en="Lin Xiaolan", n=6)],
    )  # fmt: skip
    return kept.model_copy(update=changed).model_dump_json()


def told(**changed: object) -> Elsewhere:
    photo = LackingPhoto(sha256="a" * 64, place="b/A1/c/1/f/12", item="building.fire_door", at=NOW)
    told = Elsewhere(device=OLD, before=True, last_seq=41, last_at=NOW, lacking=7, photos=[photo] * 7)
    return told.model_copy(update=changed)


async def emptied_app(make_app: Callable[..., FakeApp], kept: str | None = None) -> FakeApp:
    app = make_app(account=None)
    app.host.keepsake = kept or seen()
    await app.open("/")
    return app


async def signed_in(app: FakeApp, *elsewhere: Elsewhere) -> FakeApp:
    tell(app.store, "u_lin", list(elsewhere))
    app.sign_in("u_lin")
    await app.open("/today")
    return app


async def test_given_an_emptied_storage_then_the_first_screen_says_what_was_not_sent(
    make_app: Callable[..., FakeApp],
) -> None:
    app = await emptied_app(make_app)
    words = app.text("emptied-seen")
    assert "3 小时前" in words
    assert "3 条记录、2 张照片、1 份草稿（林晓岚 6 项）" in words
    assert "登录后取回任务" in app.text("emptied")
    assert app.has("sign-in")
    assert not app.has("emptied-read")  # read once the server has been asked


async def test_given_nothing_was_waiting_then_that_is_said_as_well(make_app: Callable[..., FakeApp]) -> None:
    app = await emptied_app(make_app, seen(facts=0, photos=0, drafts=0, people=[]))
    assert "没有未上传的内容" in app.text("emptied-seen")


async def test_given_the_sign_in_then_it_says_how_far_the_server_got_and_where_photos_are_missing(
    make_app: Callable[..., FakeApp],
) -> None:
    app = await signed_in(await emptied_app(make_app), told())
    assert "第 41 条" in app.text("emptied-told")
    assert "之后 3 条未收到" in app.text("emptied-told")
    photos = app.text("emptied-photos")
    assert "未收到 7 张照片" in photos
    assert "防火门" in photos
    assert "还有 2 张" in photos
    assert app.has("ring")  # and the duties are there
    await app.tap("emptied-read")
    assert not app.has("emptied")
    await app.open("/me")
    assert not app.has("emptied")


async def test_given_everything_had_arrived_then_no_loss_is_claimed(make_app: Callable[..., FakeApp]) -> None:
    app = await signed_in(await emptied_app(make_app), told(last_seq=44, lacking=0, photos=[]))
    assert "记录已全部收到" in app.text("emptied-told")
    assert not app.has("emptied-photos")


async def test_given_no_keepsake_then_the_servers_word_alone_is_told(make_app: Callable[..., FakeApp]) -> None:
    app = make_app(account=None)
    await app.open("/")
    assert not app.has("emptied")
    await signed_in(app, told(before=False))
    assert "另一台设备" in app.text("emptied")
    assert "之后的" not in app.text("emptied-told")
    assert not app.has("emptied-seen")


async def test_given_two_people_then_the_second_does_not_read_the_firsts_places(
    make_app: Callable[..., FakeApp],
) -> None:
    app = await signed_in(await emptied_app(make_app), told())
    await app.tap("emptied-read")
    tell(app.store, "u_zhou", [])
    app.sign_in("u_zhou")
    await app.settle()
    assert app.work.account.id == "u_zhou"
    assert not app.has("emptied")


async def test_given_a_phone_whose_storage_is_whole_then_nothing_is_said(make_app: Callable[..., FakeApp]) -> None:
    app = make_app()
    app.host.keepsake = seen()
    app.store.put_meta("device", str(OLD))
    app.store.put_draft(Draft(UUID(int=9), "u_lin", "found", {"shots": []}))
    await app.open("/today")
    assert emptied(app.store) is None
    assert not app.has("emptied")


async def test_given_the_largest_text_then_it_is_still_all_said(make_app: Callable[..., FakeApp]) -> None:
    app = await signed_in(await emptied_app(make_app), told())
    app.session.set_look(text_scale=2.0, theme="sun")
    await app.settle()
    assert app.has("emptied-photos")
