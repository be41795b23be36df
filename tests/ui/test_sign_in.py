"""Signing in, as the person at the phone sees it. app/ui/screens/sign_in.py."""

import json
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from app.domain.errors import ERRORS
from tests.ui.harness import FakeApp
from tests.ui.stage import demo

pytestmark = pytest.mark.anyio


async def test_given_a_wrong_password_when_the_right_one_follows_then_the_complaint_is_gone(
    make_app: Callable[..., FakeApp],
) -> None:
    app = make_app(account=None)
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

    app.network.answer = server
    await app.open("/sign-in")
    await app.type("account", "lin")
    await app.type("password", "wrong")
    await app.tap("sign-in")
    assert "账号或密码不对" in app.snack
    await app.type("password", "zonewalk")
    await app.tap("sign-in")
    assert app.store.current is not None
    assert "账号或密码不对" not in app.snack
