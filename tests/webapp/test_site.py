"""What the server says about the site's files."""

import asyncio
import gzip
import os
from pathlib import Path

import brotli
import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from sync_server.site import site_app

CSP = "default-src 'none'"
PAGE = "<!DOCTYPE html><title>巡区</title>" + " " * 2000
BR = {"accept-encoding": "gzip, deflate, br, zstd"}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    (root / "assets" / "fonts").mkdir(parents=True)
    (root / "index.html").write_text(PAGE, encoding="utf-8")
    (root / "python-worker.js").write_text("let worker;")
    (root / "python-worker.js.gz").write_bytes(gzip.compress(b"let worker;"))
    (root / "python-worker.js.br").write_bytes(brotli.compress(b"let worker;"))
    (root / "a.wasm").write_bytes(b"\0asm")
    (root / "assets" / "fonts" / "roboto.woff2").write_bytes(b"wOF2small")
    (tmp_path / "secret.txt").write_text("secret")
    return root


class Asker:
    """Asks the application over ASGI, one request at a time."""

    def __init__(self, app: Starlette) -> None:
        self._app = app

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        async def one() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self._app), base_url="http://phone") as client:
                return await client.request(method, path, headers=headers)

        return asyncio.run(one())

    def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        return self.ask("GET", path, headers)


@pytest.fixture
def client(site: Path) -> Asker:
    async def health(_: object) -> PlainTextResponse:
        return PlainTextResponse("ok")

    return Asker(Starlette(routes=[Route("/api/health", health), Mount("/", site_app(site, CSP + "\n"))]))


def test_the_page_comes_with_its_policy_and_is_asked_about_each_time(client: Asker) -> None:
    answer = client.get("/")
    assert answer.text == PAGE
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"] == CSP
    assert answer.headers["permissions-policy"].startswith("camera=(self)")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_worker_has_the_policy_too(client: Asker) -> None:
    assert client.get("/python-worker.js").headers["content-security-policy"] == CSP


def test_an_unchanged_file_is_not_sent_twice(client: Asker, site: Path) -> None:
    first = client.get("/a.wasm")
    again = client.get("/a.wasm", headers={"if-none-match": f'W/{first.headers["etag"]}, "other"'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == "no-cache"
    os.utime(site / "a.wasm", (1, 1))
    assert client.get("/a.wasm").headers["etag"] == first.headers["etag"], (
        "a new build of the same file changes nothing"
    )
    (site / "a.wasm").write_bytes(b"\0asm2")
    changed = client.get("/a.wasm", headers={"if-none-match": first.headers["etag"]})
    assert (changed.status_code, changed.content) == (200, b"\0asm2")


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("identity", None), ("zebra", None)],
)
def test_the_compressed_copy_is_sent_by_what_the_client_takes(
    client: Asker, accepted: str, encoding: str | None
) -> None:
    answer = client.get("/python-worker.js", headers={"accept-encoding": accepted})
    assert answer.headers.get("content-encoding") == encoding
    assert answer.text == "let worker;"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["vary"] == "Accept-Encoding"


def test_each_encoding_has_its_own_tag(client: Asker) -> None:
    plain = client.get("/python-worker.js", headers={"accept-encoding": "identity"}).headers["etag"]
    assert client.get("/python-worker.js", headers=BR).headers["etag"] != plain


def test_web_assembly_has_the_type_that_browsers_compile_while_it_loads(client: Asker) -> None:
    assert client.get("/a.wasm").headers["content-type"] == "application/wasm"


def test_an_unknown_font_is_answered_with_a_font(client: Asker) -> None:
    answer = client.get("/assets/fonts/notosanssc/v37/slice.woff2")
    assert (answer.status_code, answer.content) == (200, b"wOF2small")
    assert answer.headers["content-type"] == "font/woff2"


def test_a_page_address_is_the_app_and_anything_else_is_not_there(client: Asker) -> None:
    assert client.get("/tasks/7", headers={"accept": "text/html,*/*"}).text == PAGE
    missing = client.get("/missing.js", headers={"accept": "*/*"})
    assert (missing.status_code, missing.text.split("\n")[0]) == (404, "not_found")
    assert missing.headers["content-type"] == "text/plain; charset=utf-8"
    assert client.get("/rive-not-used/x.js", headers={"accept": "*/*"}).status_code == 404


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2f..%2fsecret.txt", "/%00", "//etc/passwd"]
)
def test_nothing_outside_the_site_is_sent(client: Asker, path: str) -> None:
    answer = client.get(path, headers={"accept": "*/*"})
    assert answer.status_code == 404
    assert "secret" not in answer.text


def test_a_name_longer_than_any_file_s_is_not_there_and_as_a_page_is_the_app(client: Asker) -> None:
    path = "/" + "a" * 5000
    assert client.get(path, headers={"accept": "*/*"}).status_code == 404
    assert client.get(path, headers={"accept": "text/html"}).text == PAGE


def test_other_routes_come_first_and_only_reading_is_allowed(client: Asker) -> None:
    assert client.get("/api/health").text == "ok"
    refused = client.ask("POST", "/index.html")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")
    assert refused.text.split("\n")[0] == "method_wrong"
    head = client.ask("HEAD", "/a.wasm")
    assert (head.status_code, head.content) == (200, b"")


def test_a_site_that_was_not_built_is_told_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"run python -m webapp\.build first"):
        site_app(tmp_path, CSP)
