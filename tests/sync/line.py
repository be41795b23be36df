"""The line between phone and server, with what can go wrong on it; and a phone with the real client at one end."""

import hashlib
import io
import random
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from PIL import Image

from app.domain import ids
from app.domain.clock import SimulatedClock
from app.domain.facts import Fact, PhotoRef
from app.domain.limits import PHOTO_LONG_SIDE, PHOTO_QUALITY
from app.hosts.base import Prepared
from app.hosts.scripted import TestHost
from app.store import Store, open_store
from app.sync import Exchange
from sync_server.config import ServerSettings
from sync_server.db.reader import InlineReader
from sync_server.db.writer import InlineWriter
from sync_server.main import create_app

Inner = httpx.AsyncBaseTransport
Mishap = Callable[[httpx.Request, Inner], Awaitable[httpx.Response]]

PLACE, ITEM = "u/A1-0301", "building.water_meter_parts"
STOP = "b/A1/c/1"


async def cut_before(request: httpx.Request, inner: Inner) -> httpx.Response:
    """The request never reaches the server."""
    raise httpx.ConnectError("cut", request=request)


async def cut_after(request: httpx.Request, inner: Inner) -> httpx.Response:
    """The server does it all; the answer never comes."""
    await inner.handle_async_request(request)
    raise httpx.ReadError("cut", request=request)


async def late(request: httpx.Request, inner: Inner) -> httpx.Response:
    """The server does it all; the phone has given up waiting."""
    await inner.handle_async_request(request)
    raise httpx.ReadTimeout("late", request=request)


async def twice(request: httpx.Request, inner: Inner) -> httpx.Response:
    """A proxy sends it twice."""
    await inner.handle_async_request(request)
    return await inner.handle_async_request(request)


def answers(status: int, body: bytes, kind: str = "text/html") -> Mishap:
    """Somebody else answers: a captive portal, a proxy."""

    async def mishap(request: httpx.Request, inner: Inner) -> httpx.Response:
        return httpx.Response(status, content=body, headers={"content-type": kind}, request=request)

    return mishap


PORTAL = answers(200, b"<html>Please sign in to this Wi-Fi</html>")


class Line(httpx.AsyncBaseTransport):
    """asked: (method, path) of all requests. `next(path, …)` queues mishaps for the next requests to paths that begin so;
    `always[path]` is one for each."""

    def __init__(self, inner: Inner) -> None:
        self.inner = inner
        self.asked: list[tuple[str, str]] = []
        self.bodies: list[bytes] = []
        self.always: dict[str, Mishap] = {}
        self._next: dict[str, deque[Mishap]] = defaultdict(deque)

    def next(self, path: str, *mishaps: Mishap) -> None:
        self._next[path].extend(mishaps)

    def count(self, method: str, path: str) -> int:
        return sum(m == method and p.startswith(path) for m, p in self.asked)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.bodies.append(await request.aread())
        path = request.url.path
        self.asked.append((request.method, path))
        for start, mishap in self.always.items():
            if path.startswith(start):
                return await mishap(request, self.inner)
        for start, queue in self._next.items():
            if path.startswith(start) and queue:
                return await queue.popleft()(request, self.inner)
        return await self.inner.handle_async_request(request)


@asynccontextmanager
async def server(folder: Path, clock: SimulatedClock, *, seed: int = 3) -> AsyncIterator[Line]:
    """The real server on this data folder, one thread, and a line to it. A second start on one folder wants another seed."""
    app = create_app(
        ServerSettings.in_folder(folder), clock=clock, rng=random.Random(seed), writer=InlineWriter, reader=InlineReader
    )
    async with app.router.lifespan_context(app):
        yield Line(httpx.ASGITransport(app))


class NoImages:
    """Pictures in these tests are made ready by `Phone.photo`."""

    async def prepare(
        self, data: bytes, stamp: object, *, max_side: int = PHOTO_LONG_SIDE, quality: float = PHOTO_QUALITY
    ) -> Prepared:
        raise NotImplementedError


class Phone:
    """A phone with its own disk, clock and rng; `restart()` is a new start of the app on the same disk."""

    def __init__(self, folder: Path, line: Line, *, seed: int = 1, clock: SimulatedClock | None = None) -> None:
        folder.mkdir(exist_ok=True)
        self.folder, self.line, self.rng = folder, line, random.Random(seed)
        self.clock = clock or now()
        self._open()

    def _open(self) -> None:
        self.host = TestHost(self.folder, NoImages(), transport=self.line)
        self.store = Store(open_store(str(self.folder / "app.db"), exclusive=True), self.clock, self.rng)
        self.exchange = Exchange(self.host, self.store, self.clock)

    def restart(self) -> None:
        self.store.close()
        self.clock.start = UUID(bytes=self.rng.randbytes(16))
        self._open()

    async def sign_in(self, account: str = "lin") -> None:
        await self.exchange.sign_in(account, "zonewalk")

    def record(self, kind: str = "found", **given: Any) -> Fact:
        """Save one fact of the current person; by default a defect of a water meter in 1-0301."""
        account = self.store.current
        assert account is not None
        assert account.session is not None
        bodies: dict[str, dict[str, Any]] = {
            "found": {"state": "defect", "catalogue": 1},
            "confirmed": {"catalogue": 1, "covers": []},
        }
        fact = Fact(
            id=ids.new(self.clock, self.rng), kind=kind, estate=account.estate, author=account.id, session=account.session,
            device=self.store.device_id(account.estate), start=self.clock.start, seq=self.store.next_seq(), at=self.clock.now(),
            mono_ms=self.clock.mono_ms(), day=self.clock.now().date().isoformat(), place=given.pop("place", STOP if kind == "confirmed" else PLACE),
            item=given.pop("item", ITEM if kind == "found" else None), body=given.pop("body", bodies.get(kind, {})), **given,
        )  # fmt: skip
        self.store.save(fact)
        return fact

    async def photo(self, *, size: int = 0, data: bytes | None = None) -> PhotoRef:
        """A photo whose file is on the disk; `size` pads it to at least so many bytes."""
        made = data if data is not None else a_jpeg(self.rng, size)
        sha = hashlib.sha256(made).hexdigest()
        await self.host.put_file("photos", f"{sha}.jpg", made)
        return PhotoRef(sha256=sha, role="evidence", w=64, h=48, bytes=len(made), taken_at=self.clock.now())


def a_jpeg(rng: random.Random, size: int = 0) -> bytes:
    """A true JPEG of noise; a comment of zeros behind its header makes it as large as asked."""
    out = io.BytesIO()
    Image.frombytes("RGB", (64, 48), rng.randbytes(64 * 48 * 3)).save(out, "JPEG", quality=90)
    data = out.getvalue()
    while len(data) < size:
        room = min(65_000, size - len(data))
        data = data[:2] + b"\xff\xfe" + (room + 2).to_bytes(2, "big") + bytes(room) + data[2:]
    return data


def now() -> SimulatedClock:
    return SimulatedClock(at=datetime.now(UTC).replace(hour=4, minute=0, second=0, microsecond=0), start=UUID(int=77))


__all__ = [
    "ITEM",
    "PLACE",
    "PORTAL",
    "Line",
    "Phone",
    "answers",
    "cut_after",
    "cut_before",
    "late",
    "now",
    "server",
    "timedelta",
    "twice",
]
