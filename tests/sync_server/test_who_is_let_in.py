"""Names that are not the server's, heads that never end, and bodies that stop: turned away, and nobody else waits for them."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn

from app.domain.clock import SimulatedClock
from sync_server import patience
from sync_server.api import guard
from sync_server.config import ServerSettings
from sync_server.main import create_app
from sync_server.patience import PatientProtocol
from tests.sync_server.world import NOON

pytestmark = pytest.mark.anyio
HALF = b"GET /api/health HTTP/1.1\r\nHost: localhost\r\n"
SLOW = b"POST /api/push HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Length: 500\r\n\r\n{"
WITHIN_S = 30.0  # far more than is needed


@contextmanager
def served(data: Path) -> Iterator[int]:
    """A real server in a thread; its port."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(ServerSettings.in_folder(data)), log_config=None, http=PatientProtocol)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])), daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def said(connection: socket.socket) -> bytes:
    """All that comes until the server closes the connection. TimeoutError if it does not."""
    connection.settimeout(WITHIN_S)
    whole = b""
    while part := connection.recv(65_536):
        whole += part
    return whole


def test_given_half_open_requests_then_they_are_closed_and_others_are_served_meanwhile(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "HEAD_WITHIN_S", 2.0)
    with served(data) as port:
        address = ("127.0.0.1", port)
        half = [socket.create_connection(address, WITHIN_S) for _ in range(100)]
        for no, connection in enumerate(half):
            connection.sendall(HALF if no % 2 else b"")
        assert httpx.get(f"http://127.0.0.1:{port}/api/health", timeout=WITHIN_S).json()["ready"] is True
        assert {said(connection) for connection in half} == {b""}
        again = socket.create_connection(address, WITHIN_S)  # a second head on a connection that was good once
        again.sendall(HALF + b"\r\n" + HALF)
        assert said(again).startswith(b"HTTP/1.1 200")


def test_given_a_body_that_stops_then_it_is_cut_off_with_a_reason(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(data) as port:
        asked = {"account": "lin", "password": "zonewalk", "device": f"{1:032x}", "session": f"{2:032x}"}
        token = httpx.post(f"http://127.0.0.1:{port}/api/session", json=asked, timeout=WITHIN_S).json()["token"]
        monkeypatch.setattr(guard, "PAUSE_S", 0.3)
        connection = socket.create_connection(("127.0.0.1", port), WITHIN_S)
        connection.sendall(SLOW % token.encode())
        answer = said(connection)
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"request_slow" in answer


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8000", 200), ("127.0.0.1:8123", 200), ("192.168.1.20:8000", 200), ("[::1]:8000", 200),
        (socket.gethostname(), 200), ("patrol.example.com", 200), ("PATROL.example.com:443", 200),
        ("evil.example.com", 421), ("127.0.0.1.evil.example.com", 421), ("patrol.example.com.evil.org", 421), ("", 421),
    ],
)  # fmt: skip
async def test_given_a_host_then_only_addresses_this_machine_and_named_hosts_are_answered(
    data: Path, host: str, status: int
) -> None:
    settings = ServerSettings.from_env({"DATA": str(data), "ALLOWED_HOSTS": "patrol.example.com"})
    app = create_app(settings, clock=SimulatedClock(NOON))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as http,
    ):
        answer = await http.get("/api/health", headers={"Host": host})
    assert answer.status_code == status
    assert status == 200 or answer.json()["code"] == "host_unknown"


def test_given_nothing_named_then_this_machine_alone_is_known_and_a_star_lets_all_in() -> None:
    own = socket.gethostname().lower()
    assert ServerSettings.from_env({}).hosts == {own, f"{own}.local"}
    assert "*" in (ServerSettings.from_env({"ALLOWED_HOSTS": "*"}).hosts or ())
