"""Signing in, as the person at the phone sees it. app/ui/screens/sign_in.py."""

import json
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from app.domain.errors import ERRORS
from tests.ui.harness import FakeApp
from tests.ui.stage import demo, demo_records

pytestmark = pytest.mark.anyio


def server_of(app: FakeApp) -> Callable[[httpx.Request], httpx.Response]:
    """A server that knows one account, and nothing else."""
    person = demo(app.today())[0].person("u_lin")
    assert person is not None

    def server(request: httpx.Request) -> httpx.Response:
        if request.url.path != "/api/session":
            raise httpx.ConnectError("no network", request=request)
        asked = json.loads(request.content)
        if asked["password"] != "zonewalk":
            return httpx.Response(401, json=ERRORS["sign_in_wrong"].fault().model_dump(mode="json"))
        account = {
            "id": person.id, "zh": person.label.zh, "en": person.label.en, "roles": list(person.roles), "estate": "qinglan",
        }  # fmt: skip
        now = app.clock.now()
        return httpx.Response(
            200,
            json={
                "token": "qinglan.token", "session": asked["session"], "account": account, "generation": "0" * 32,
                "expires_at": (now + timedelta(days=30)).isoformat(), "server_time": now.isoformat(),
            },
        )  # fmt: skip

    return server


async def test_given_a_wrong_password_when_the_right_one_follows_then_the_complaint_is_gone(
    make_app: Callable[..., FakeApp],
) -> None:
    app = make_app(account=None)
    app.network.answer = server_of(app)
    await app.open("/sign-in")
    await app.type("account", "lin")
    await app.type("password", "wrong")
    await app.tap("sign-in")
    assert "账号或密码错误" in app.text("sign-in-fault")
    await app.type("password", "zonewalk")
    await app.tap("sign-in")
    assert app.store.current is not None
    assert not app.has("sign-in-fault")


async def test_given_a_sign_in_then_the_system_is_asked_to_keep_the_data_and_its_no_is_shown(
    make_app: Callable[..., FakeApp],
) -> None:
    app = make_app(account=None)
    app.host.promises = False
    app.network.answer = server_of(app)
    await app.open("/sign-in")
    await app.type("account", "lin")
    await app.type("password", "zonewalk")
    await app.tap("sign-in")
    app.put_records("u_lin", demo_records("u_lin", app.today()))
    await app.open("/me")
    assert app.text("storage-protected") == "未受保护"
    assert "系统未允许" in app.text("storage-asked")
    app.host.promises = True
    await app.tap("protect")
    assert not app.has("storage-asked")


async def test_given_an_expired_session_then_the_name_stands_there_and_only_the_password_is_asked(
    make_app: Callable[..., FakeApp],
) -> None:
    app = make_app()
    app.network.answer = lambda request: httpx.Response(
        401, json=ERRORS["session_expired"].fault().model_dump(mode="json")
    )
    await app.open("/me")
    await app.tap("sync-now")
    assert "请登录" in app.text("state-chip")
    await app.tap("sync-sign-in")
    assert "林晓岚" in app.text("sign-in-expired")
    assert "u_lin" in app.text("account")
    assert not app.has("resume-u_lin")  # that would lead back without a sign-in
    app.network.answer = server_of(app)
    await app.type("password", "zonewalk")
    await app.tap("sign-in")
    assert app.route == "/today"
    assert "请登录" not in app.text("state-chip")


async def test_given_who_goes_on_while_the_estate_still_comes_down_then_nobody_is_called_back(app: FakeApp) -> None:
    await app.open("/patrol")  # the screens were there before the exchange had ended
    app.session.arrive("/")
    await app.settle()
    assert app.route == "/patrol"
    app.session.arrive("/patrol")
    await app.settle()
    assert app.route == "/today"


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, html="<html>Sign in to this Wi-Fi</html>"),
        httpx.Response(401, html="<html>Sign in to this Wi-Fi</html>"),
        httpx.Response(502, html="<html>Bad gateway</html>"),
        httpx.Response(503, json=ERRORS["server_unreachable"].fault().model_dump(mode="json")),
        None,
    ],
    ids=["portal 200", "portal 401", "502", "503 of ours", "no network"],
)
async def test_given_any_other_answer_then_nobody_is_asked_to_sign_in(
    app: FakeApp, answer: httpx.Response | None
) -> None:
    app.network.answer = (lambda request: answer) if answer is not None else None
    await app.open("/me")
    await app.tap("sync-now")
    assert not app.has("sync-sign-in")
    assert "请登录" not in app.text("state-chip")


async def test_the_button_lies_right_under_the_fields_where_a_keyboard_leaves_it_in_sight(
    make_app: Callable[..., FakeApp],
) -> None:
    app = make_app(account=None)
    await app.open("/sign-in")
    said = app.texts()
    assert said.index("密码") < said.index("登录") < said.index("第一次登录需要网络；之后在没有信号的地方也能用。")
