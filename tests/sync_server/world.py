"""A server with the demo estate's set-up and nothing that happened yet, and devices that speak to it in plain HTTP."""

import json
import random
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from app.domain import crash, ids
from app.domain.bundle import load_bundle
from app.domain.clock import SimulatedClock
from app.domain.estate import Estate
from app.domain.exchange import Receipt
from app.domain.limits import RECORDS_A_PAGE
from app.domain.times import wire
from sync_server.config import ServerSettings
from sync_server.db.engine import open_engine, reading, writing
from sync_server.db.migrations import migrate
from sync_server.db.reader import InlineReader, Reader
from sync_server.db.tables import FactRow, RecordRow
from sync_server.db.writer import InlineWriter, Writer
from sync_server.estates import Estates
from sync_server.ingest.set_up import put_estate
from sync_server.main import create_app
from sync_server.seed.set_up import open_accounts, set_up
from sync_server.server import Server
from tests.domain.demo import demo

NOON = datetime(2026, 5, 20, 4, tzinfo=UTC)  # noon of the estate's day
DAY = "2026-05-20"
FLOOR, STOP, LIGHT = "b/A1/c/1/f/7", "b/A1/c/1", "building.corridor_light"
METER = "building.water_meter_parts"
HOME, OTHER_ZONE = "u/A1-0301", "b/B2/c/1/f/2"
ESTATE = "qinglan"
BODIES: dict[str, dict[str, Any]] = {
    "found": {"state": "defect", "tags": ["dark"], "catalogue": 1},
    "confirmed": {"catalogue": 1, "covers": []},
    "signed_in": {"point": "A1-1-T", "means": "scan"},
    "retracted": {},
    "round_started": {"zones": ["z1"]},
}


class Died(BaseException):
    """The server ends here, as by SIGKILL: nobody catches it."""


@contextmanager
def dying_at(name: str) -> Iterator[None]:
    def hook(passed: str) -> None:
        if passed == name:
            raise Died(name)

    crash.set_hook(hook)
    try:
        yield
    finally:
        crash.set_hook(None)


def load(engine: Engine) -> None:
    """The tables, the estate and its accounts; no fact."""
    migrate(engine)
    estate, register, story = demo()
    clock = SimulatedClock(NOON)
    with writing(engine) as session:
        set_up(session, Estates(load_bundle()), estate, register, story, clock, random.Random(5))
        open_accounts(session, estate, "zonewalk")


def device_id(no: int) -> UUID:
    return UUID(int=0xD0 + no)


@dataclass
class World:
    app: FastAPI
    clock: SimulatedClock
    http: httpx.AsyncClient

    @property
    def server(self) -> Server:
        server: Server = self.app.state.server
        return server

    async def device(self, account: str = "lin", no: int = 1) -> "Device":
        device = Device(self, no)
        await device.sign_in(account)
        return device

    def records(self) -> dict[tuple[str, str], str]:
        """What the server keeps, without revs: (kind, id) → JSON, with who may see it."""
        with reading(self.server.engine) as session:
            rows = session.exec(select(RecordRow).where(RecordRow.estate == ESTATE, col(RecordRow.gone).is_(False)))
            return {(row.kind, row.id): f"{row.audience}{row.data}" for row in rows}

    def facts(self) -> dict[UUID, FactRow]:
        with reading(self.server.engine) as session:
            return {row.id: row for row in session.exec(select(FactRow).where(FactRow.estate == ESTATE))}

    def write(self, fn: Callable[[Session], Any]) -> Any:
        with writing(self.server.engine) as session:
            return fn(session)

    def change_set_up(self, change: Callable[[Estate], dict[str, Any]]) -> None:
        """`change` returns the fields of the estate that are to be otherwise."""
        with reading(self.server.engine) as session:
            estate = self.server.estates.get(session, ESTATE).estate
        changed = Estate.model_validate(estate.model_dump(mode="json") | change(estate))
        self.write(lambda s: put_estate(s, self.server.estates, changed, self.clock, random.Random(6)))


@asynccontextmanager
async def world(
    folder: Path,
    clock: SimulatedClock,
    *,
    url: str | None = None,
    writer: Callable[[Engine], Writer] = InlineWriter,
    reader: Callable[[Engine], Reader] = InlineReader,
) -> AsyncIterator[World]:
    settings = ServerSettings.in_folder(folder, database_url=url or "")
    app = create_app(settings, clock=clock, rng=random.Random(3), writer=writer, reader=reader)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            yield World(app, clock, http)


def template(folder: Path) -> Path:
    engine = open_engine(ServerSettings.in_folder(folder).database_url)
    load(engine)
    engine.dispose()
    return folder


@dataclass
class Device:
    """A phone as the protocol sees it. key: its secret. sessions: by short account name."""

    world: World
    no: int
    token: str = ""
    account: str = ""
    sessions: dict[str, UUID] = field(default_factory=dict)
    start: UUID = field(default_factory=lambda: UUID(int=77))
    seq: int = 0

    def __post_init__(self) -> None:
        self.id, self.rng = device_id(self.no), random.Random(self.no)
        self.key = f"{self.no:0>43}"

    @property
    def headers(self) -> dict[str, str]:
        session = {"X-Session": str(self.sessions[self.account])} if self.account else {}
        return {"Authorization": f"Bearer {self.token}", **session}

    async def ask_session(self, account: str, **given: Any) -> httpx.Response:
        body = {
            "account": account, "password": "zonewalk", "device": str(self.id), "device_key": self.key,
            "session": str(self.sessions.get(account) or ids.new(self.world.clock, self.rng)),
        } | given  # fmt: skip
        return await self.world.http.post("/api/session", json=body)

    async def sign_in(self, account: str = "lin", **given: Any) -> dict[str, Any]:
        answer = await self.ask_session(account, **given)
        assert answer.status_code == 200, answer.text
        said: dict[str, Any] = answer.json()
        self.id, self.token, self.account = UUID(said["device"]), said["token"], account
        self.sessions[account] = UUID(said["session"])
        return said

    def fact(self, kind: str = "found", **given: Any) -> dict[str, Any]:
        """One fact as JSON; by default a dark light on a floor. given: fields that are otherwise; None leaves one out."""
        self.seq += 1
        made = {
            "id": str(ids.new(self.world.clock, self.rng)), "kind": kind, "v": 1, "estate": ESTATE,
            "author": f"u_{self.account}", "session": str(self.sessions[self.account]), "device": str(self.id),
            "start": str(self.start), "seq": self.seq, "at": wire(self.world.clock.now()), "mono_ms": self.seq,
            "day": DAY, "place": FLOOR, "item": LIGHT if kind == "found" else None, "body": BODIES.get(kind, {}),
            "photos": [],
        } | given  # fmt: skip
        return {key: value for key, value in made.items() if value is not None}

    async def send(self, *facts: Any, **given: Any) -> httpx.Response:
        body = {"v": 1, "device": str(self.id), "facts": list(facts)} | given
        return await self.world.http.post("/api/push", content=json.dumps(body), headers=self.headers)

    async def push(self, *facts: Any, **given: Any) -> list[Receipt]:
        answer = await self.send(*facts, **given)
        assert answer.status_code == 200, answer.text
        return [Receipt.model_validate(receipt) for receipt in answer.json()["receipts"]]

    async def page(self, since: str = "") -> httpx.Response:
        return await self.world.http.get("/api/changes", params={"since": since}, headers=self.headers)

    async def pull(self, since: str = "") -> tuple[list[dict[str, Any]], str]:
        """All changes after a cursor, and the cursor behind them."""
        changes: list[dict[str, Any]] = []
        more = True
        while more:
            answer = await self.page(since)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            assert len(page["changes"]) <= RECORDS_A_PAGE
            changes += page["changes"]
            since, more = page["cursor"], page["more"]
        return changes, since

    async def matters(self) -> list[dict[str, Any]]:
        changes, _ = await self.pull()
        return [change["data"] for change in changes if change["kind"] == "matter"]
