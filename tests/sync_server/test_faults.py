"""Whatever goes wrong over HTTP is answered with a Fault of the catalogue, and the API's document is whole."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.domain.errors import ERRORS
from app.domain.exchange import Fault
from sync_server.config import ServerSettings
from sync_server.estates import Estates
from sync_server.main import create_app
from tests.sync_server.world import Device, World

pytestmark = pytest.mark.anyio


def fault(answer: httpx.Response) -> Fault:
    assert answer.headers["content-type"] == "application/json"
    made = Fault.model_validate(answer.json())
    kind = ERRORS[made.code]
    assert (made.zh, made.en, made.do_zh, made.do_en) == (kind.zh, kind.en, kind.do_zh, kind.do_en)
    assert answer.headers["x-content-type-options"] == "nosniff"
    return made


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/api/nothing", b"", 404, "not_found"),
        ("GET", "/api/push/", b"", 404, "not_found"),
        ("GET", "/", b"", 404, "not_found"),
        ("GET", "/api/push", b"", 405, "method_wrong"),
        ("PATCH", "/api/changes", b"", 405, "method_wrong"),
        ("POST", "/api/session", b"{", 422, "request_malformed"),
        ("POST", "/api/session", b'{"account": "\xff"}', 400, "request_malformed"),
        ("POST", "/api/session", b'{"account": "\\ud800"}', 422, "request_malformed"),
        ("POST", "/api/session", b" " * 16_001, 413, "push_too_large"),
        ("PUT", f"/api/photos/{'0' * 64}", b" " * 1_000_001, 413, "photo_too_large"),
        ("POST", "/api/push", b"", 401, "token_missing"),
    ],
)
async def test_given_a_request_that_fails_then_the_answer_is_a_fault(
    here: World, method: str, path: str, body: bytes, status: int, code: str
) -> None:
    answer = await here.http.request(method, path, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    assert fault(answer).code == code


async def test_given_a_session_header_that_is_no_id_then_it_is_a_fault(here: World, lin: Device) -> None:
    answer = await here.http.get("/api/changes", headers=lin.headers | {"X-Session": "x"})
    assert (answer.status_code, fault(answer).code) == (422, "request_malformed")


@pytest.mark.parametrize(
    ("path", "code"),
    [("/api/session", "push_too_large"), (f"/api/photos/{'0' * 64}?offset=0&total=9", "photo_too_large")],
)
async def test_given_a_body_that_does_not_tell_its_length_then_it_is_counted(
    here: World, lin: Device, path: str, code: str
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 100_000

    await lin.push(lin.fact(photos=[PHOTO]))
    method = "POST" if "session" in path else "PUT"
    answer = await here.http.request(method, path, content=endless(), headers=lin.headers)
    assert (answer.status_code, fault(answer).code) == (413, code)


PHOTO = {"sha256": "0" * 64, "role": "evidence", "w": 1, "h": 1, "bytes": 9, "taken_at": "2026-05-20T00:00:00Z"}


async def test_given_a_fault_of_the_server_then_it_says_that_and_nothing_of_its_inside(
    here: World, lin: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr(Estates, "get", fails)
    answer = await lin.page()
    assert (answer.status_code, fault(answer).code) == (500, "internal")
    assert "secret" not in answer.text


async def test_given_a_path_that_is_none_then_the_guard_still_answers(here: World) -> None:
    """`OPTIONS *`, as a scanner asks."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "OPTIONS", "path": "*", "raw_path": b"*",
        "query_string": b"", "headers": [], "scheme": "http", "server": ("test", 80), "client": ("test", 1), "root_path": "",
    }  # fmt: skip
    await here.app(scope, receive, send)
    assert sent[0]["status"] in (404, 405)


async def test_given_the_document_of_the_api_then_all_it_refers_to_is_there(here: World) -> None:
    document = (await here.http.get("/api/openapi.json")).json()

    def references(value: Any) -> set[str]:
        if isinstance(value, dict):
            own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
            return own.union(*map(references, value.values()))
        return set().union(*map(references, value)) if isinstance(value, list) else set()

    wanted = references(document)
    assert wanted
    assert {name.removeprefix("#/components/schemas/") for name in wanted} <= set(document["components"]["schemas"])
    for path in ("/api/push", "/api/changes", "/api/session", "/api/photos/{sha256}", "/api/health"):
        for route in document["paths"][path].values():
            assert {"4XX", "5XX"} <= set(route["responses"])


async def test_given_a_long_page_then_it_is_squeezed_for_who_takes_that(here: World, lin: Device) -> None:
    plain = await here.http.get("/api/changes", headers=lin.headers | {"Accept-Encoding": "identity"})
    squeezed = await here.http.get("/api/changes", headers=lin.headers | {"Accept-Encoding": "gzip"})
    assert squeezed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert squeezed.json()["changes"] == plain.json()["changes"]
    assert squeezed.headers["cache-control"] == "no-store"


async def test_given_a_running_server_then_health_says_what_it_speaks(here: World) -> None:
    said = (await here.http.get("/api/health")).json()
    assert said["ready"] is True
    assert said["exchange"] == 1
    assert said["generation"]


@pytest.mark.parametrize(
    ("path", "is_api"), [("/api", True), ("/api/", True), ("/api/nothing", True), ("/apiary", False)]
)
async def test_given_the_site_beside_it_then_what_is_not_there_below_api_is_a_fault_still(
    data: Path, tmp_path: Path, path: str, is_api: bool
) -> None:
    site = tmp_path / "web" / "site"
    site.mkdir(parents=True)
    (site / "index.html").write_text("the app")
    (site.parent / "csp.txt").write_text("default-src 'self'")
    app = create_app(ServerSettings.in_folder(data, site=site))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http,
    ):
        answer = await http.get(path)
    assert answer.status_code == 404
    if is_api:
        assert fault(answer).code == "not_found"
    else:
        assert answer.text.split("\n")[0] == "not_found"
