"""The photo routes over HTTP: codes, headers and what an answer says (protocol: photos)."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import Session, select

from app.domain.exchange import Fault, PhotoReply
from app.domain.limits import PHOTO_BYTES, PHOTO_CHUNK
from sync_server.config import ServerSettings
from sync_server.db.tables import PhotoRow, PhotoUseRow
from sync_server.main import create_app
from sync_server.seed import DEMO_PASSWORD
from tests.sync_server.blobs.pictures import jpeg, scene, sha

pytestmark = pytest.mark.anyio
PHOTO = jpeg(scene(size=(1600, 1200)), quality=95)
SHA = sha(PHOTO)


class Phone:
    """A device on which somebody signed in."""

    def __init__(self, http: httpx.AsyncClient, device: UUID, session: UUID, token: str) -> None:
        self.http, self.device = http, device
        self.headers = {"Authorization": f"Bearer {token}", "X-Session": str(session)}

    async def put(
        self, data: bytes, offset: int = 0, total: int | None = None, name: str | None = None
    ) -> httpx.Response:
        params = {"offset": offset, "total": len(data) if total is None else total}
        return await self.http.put(
            f"/api/photos/{name or sha(data)}", params=params, content=data, headers=self.headers
        )

    async def get(self, name: str, **params: str) -> httpx.Response:
        return await self.http.get(f"/api/photos/{name}", params=params, headers=self.headers)


class House:
    def __init__(self, app: FastAPI, http: httpx.AsyncClient) -> None:
        self.app, self.http = app, http

    async def phone(self, account: str) -> Phone:
        device, session = uuid4(), uuid4()
        asked = {"account": account, "password": DEMO_PASSWORD, "device": str(device), "session": str(session)}
        answer = await self.http.post("/api/session", json=asked)
        assert answer.status_code == 200, answer.text
        return Phone(self.http, device, session, answer.json()["token"])

    async def name(self, sha256: str, device: UUID) -> None:
        """As if a fact of that device had named the photo in the demo's matter about the corridor lamp (zone 1)."""

        def write(session: Session) -> None:
            used = session.exec(select(PhotoUseRow).where(PhotoUseRow.role == "evidence")).first()
            assert used is not None
            values = {"estate": used.estate, "sha256": sha256, "device": device}
            session.add(PhotoRow(**values, named_at=self.app.state.server.now()))
            session.add(PhotoUseRow(**values, fact=uuid4(), role="evidence", thread=used.thread))

        await self.app.state.server.writer.run(write)

    async def demo_photo(self, item: str) -> str:
        """A verified photo of the demo's story, by its check item."""

        def read(session: Session) -> str:
            from sync_server.db.tables import FactRow

            fact = session.exec(select(FactRow).where(FactRow.item == item, FactRow.kind == "found")).one()
            return str(fact.photos[0]["sha256"])  # type: ignore[index]

        found: str = await self.app.state.server.reader.run(read)
        return found


@pytest.fixture
def house(demo_data: Callable[[str], Path]) -> Any:
    @asynccontextmanager
    async def opened() -> AsyncIterator[House]:
        app = create_app(ServerSettings.in_folder(demo_data("server")))
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http,
        ):
            yield House(app, http)

    return opened


def fault(answer: httpx.Response, status: int, code: str) -> Fault:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    return Fault.model_validate(answer.json())


async def test_a_photo_goes_up_in_pieces_and_comes_down_in_three_sizes(house):
    async with house() as home:
        lin = await home.phone("lin")
        await home.name(SHA, lin.device)
        half = len(PHOTO) // 2
        first = PhotoReply.model_validate((await lin.put(PHOTO[:half], 0, len(PHOTO), SHA)).json())
        assert (first.state, first.received) == ("partial", half)
        head = await home.http.head(f"/api/photos/{SHA}", headers=lin.headers)
        assert (head.headers["X-Photo-State"], head.headers["X-Photo-Received"]) == ("partial", str(half))
        last = PhotoReply.model_validate((await lin.put(PHOTO[half:], half, len(PHOTO), SHA)).json())
        assert (last.state, last.received) == ("verified", len(PHOTO))
        chen = await home.phone("chen")
        full = await chen.get(SHA)
        assert (full.content, full.headers["content-type"]) == (PHOTO, "image/jpeg")
        assert full.headers["cache-control"] == "no-store"
        review, thumb = await chen.get(SHA, size="review"), await chen.get(SHA, size="thumb")
        assert len(thumb.content) < len(review.content) <= 100_000


async def test_a_wrong_offset_says_where_to_go_on(house):
    async with house() as home:
        lin = await home.phone("lin")
        await home.name(SHA, lin.device)
        await lin.put(PHOTO[:1000], 0, len(PHOTO), SHA)
        answer = await lin.put(PHOTO[:1000], 5, len(PHOTO), SHA)
        fault(answer, 409, "photo_offset_wrong")
        assert PhotoReply.model_validate(answer.json()).received == 1000


async def test_sizes_beyond_the_limits_are_refused(house):
    async with house() as home:
        lin = await home.phone("lin")
        await home.name(SHA, lin.device)
        fault(await lin.put(PHOTO[:10], 0, PHOTO_BYTES + 1, SHA), 413, "photo_too_large")
        fault(await lin.put(b"x" * (PHOTO_CHUNK + 1), 0, PHOTO_BYTES, SHA), 413, "photo_too_large")
        answer = await home.http.head(f"/api/photos/{SHA}", headers=lin.headers)
        assert answer.headers["X-Photo-Received"] == "0"


async def test_what_nobody_named_is_not_taken_and_no_digest_is_no_name(house):
    async with house() as home:
        lin = await home.phone("lin")
        fault(await lin.put(PHOTO), 404, "photo_unnamed")
        for name in ("abc", SHA.upper(), "..%2F..%2Fzonewalk.sqlite"):
            answer = await lin.get(name)
            assert 400 <= answer.status_code < 500
            Fault.model_validate(answer.json())


async def test_a_photo_that_is_none_is_told_so_with_its_code(house):
    async with house() as home:
        lin = await home.phone("lin")
        text = b"<html>this is no photo</html>"
        await home.name(sha(text), lin.device)
        reply = PhotoReply.model_validate((await lin.put(text)).json())
        assert (reply.state, reply.code) == ("refused", "not_a_photo")


@pytest.mark.parametrize(
    ("account", "item", "sees"),
    [
        ("chen", "public.manhole", True),  # supervisor: the whole estate
        ("lin", "villa.added_structure", True),  # steward of the zone
        ("luo", "public.manhole", True),  # engineering has the task
        ("luo", "villa.added_structure", False),
        ("mai", "public.manhole", False),
        ("xu", "building.corridor_light", False),  # the front desk reviews no photos (R1.5)
    ],
)
async def test_who_sees_a_photo_of_the_demo(house, account, item, sees):
    # R1.5, R1.6
    async with house() as home:
        phone = await home.phone(account)
        answer = await phone.get(await home.demo_photo(item), size="thumb")
        if sees:
            assert answer.content[:3] == b"\xff\xd8\xff"
        else:
            fault(answer, 403, "not_allowed")


async def test_nobody_sees_a_photo_without_having_signed_in(house):
    async with house() as home:
        name = await home.demo_photo("public.manhole")
        fault(await home.http.get(f"/api/photos/{name}"), 401, "token_missing")
        phone = await home.phone("lin")
        await home.http.delete("/api/session", headers=phone.headers)
        fault(await phone.get(name), 401, "session_expired")


async def test_after_signing_out_a_phone_still_sends_what_it_owes(house):
    async with house() as home:
        lin = await home.phone("lin")
        await home.name(SHA, lin.device)
        await home.http.delete("/api/session", headers=lin.headers)
        assert (await lin.put(PHOTO)).json()["state"] == "verified"


async def test_two_requests_with_the_same_photo_at_once_both_end_well(house):
    async with house() as home:
        lin = await home.phone("lin")
        await home.name(SHA, lin.device)
        answers = await asyncio.gather(*(lin.put(PHOTO) for _ in range(6)))
        assert {answer.status_code for answer in answers} <= {200, 409}
        assert (await lin.put(PHOTO)).json()["state"] == "verified"
