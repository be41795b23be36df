"""The contract of a host and of the store, played by Python inside the browser: `test_browser_host.py` ships this file as
`app/main.py` and reads what it prints. PICTURES is added when it is shipped: {name: base64}."""

import asyncio
import base64
import json
import random
import time
from collections.abc import Awaitable, Callable
from statistics import median
from uuid import UUID

import flet as ft
import httpx

from app.domain import ids
from app.domain.clock import SystemClock
from app.domain.errors import ZonewalkError
from app.domain.facts import Fact
from app.hosts import Host, pick_host
from app.store import Store, open_store

PICTURES: dict[str, str] = {}
host: Host = pick_host()
CHECKS: dict[str, Callable[[], Awaitable[object]]] = {}
_running: asyncio.Future[None]


def check(fn: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[object]]:
    CHECKS[fn.__name__] = fn
    return fn


def picture(name: str) -> bytes:
    return base64.b64decode(PICTURES[name])


async def code_of(doing: Awaitable[object]) -> str:
    try:
        await doing
    except ZonewalkError as error:
        return error.code
    except FileNotFoundError:
        return "FileNotFoundError"
    return "no error"


@check
async def who() -> object:
    assert host.origin.startswith("http://127.0.0.1")
    return [host.name, host.data_folder, len(host.build)]


@check
async def files() -> object:
    data = bytes(range(256)) * 999
    before = await host.list_files("photos")
    for folder in ("photos", "drafts"):
        await host.put_file(folder, "b.jpg", b"longer than what comes after")
        await host.put_file(folder, "b.jpg", data)
        await host.put_file(folder, "a.jpg", b"x")
        assert await host.get_file(folder, "b.jpg") == data
        names = await host.list_files(folder)
        assert names == sorted(names)
        assert await host.delete_file(folder, "a.jpg") is True
        assert await host.delete_file(folder, "a.jpg") is False
        assert await code_of(host.get_file(folder, "a.jpg")) == "FileNotFoundError"
    await asyncio.gather(*(host.put_file("photos", f"{n}.jpg", bytes([n]) * 50_000) for n in range(8)))
    assert [await host.get_file("photos", f"{n}.jpg") for n in range(8)] == [bytes([n]) * 50_000 for n in range(8)]
    return "b.jpg" in before  # whether a start before this one left it


@check
async def secrets() -> object:
    before = await host.secret_get("key")
    await host.secret_put("gone", "x")
    await host.secret_put("gone", None)
    assert await host.secret_get("gone") is None
    await host.secret_put("key", "秘密")
    assert await host.secret_get("key") == "秘密"
    assert not [name for name in await host.list_files("drafts") if "key" in name]
    return before


@check
async def keepsake() -> object:
    await host.put_keepsake(None)
    await host.put_keepsake("一件")
    return host.keepsake


@check
async def pictures() -> object:
    made = await host.images.prepare(picture("12 Mpx"), ["青澜苑 · 1栋1单元", "林晓  2026-03-02 09:00:00"])
    import hashlib

    assert hashlib.sha256(made.data).hexdigest() == made.sha256
    assert made.data.startswith(b"\xff\xd8")
    assert 0 < len(made.preview) <= 6_000
    turned = await host.images.prepare(picture("turned"), [])
    refused = ("none", "cut", "huge", "claims", "heic", "gif")
    codes = {name: await code_of(host.images.prepare(picture(name), [])) for name in refused}
    return {"size": [made.w, made.h], "turned": [turned.w, turned.h], "codes": codes}


@check
async def upright() -> object:
    """Pictures that lie in some direction or are very large, as they were made ready: {name: base64}."""
    made = {}
    for name in PICTURES:
        if name.startswith("lies "):
            made[name] = base64.b64encode((await host.images.prepare(picture(name), [])).data).decode()
    return made


@check
async def life() -> object:
    state = await host.storage()
    assert state.used > 0
    assert state.quota > state.used
    assert state.persisted in (True, False)
    assert await host.ask_persistence() in (True, False)
    off = host.on("online", lambda: None)
    off()
    off()
    await host.vibrate(10)
    host.mark("probe")
    return await host.apply_update()


@check
async def wire() -> object:
    async with httpx.AsyncClient(base_url=host.origin, transport=host.transport()) as client:
        health = await client.get("/api/health")
        posted = await client.post("/api/push", content=b"{}")
        missing = await client.get("/api/nothing")
        try:
            await client.get("http://127.0.0.1:1/")
        except httpx.HTTPError as error:
            refused = type(error).__name__
        else:
            refused = "answered"
    return [health.json()["ready"], posted.status_code, posted.json()["code"], missing.status_code, refused]


@check
async def store() -> object:
    clock, rng = SystemClock(), random.SystemRandom()
    store = Store(open_store(f"{host.data_folder}/app.db", exclusive=True), clock, rng)
    before = len(store.outbox(10_000))
    times = []
    for n in range(200):
        fact = Fact(
            id=ids.new(clock, rng), kind="found", estate="e", author="u_lin", session=UUID(int=1), device=store.device_id(),
            start=clock.start, seq=store.next_seq(), at=clock.now(), mono_ms=clock.mono_ms(), day="2026-03-02",
            place=f"u/A1-{n:04}", item="building.water_meter_parts", body={"state": "defect", "catalogue": 1},
        )  # fmt: skip
        began = time.perf_counter()
        store.save(fact)
        times.append((time.perf_counter() - began) * 1000)
    with store.engine.connect() as connection:
        integrity = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
    assert len(store.outbox(10_000)) == before + 200
    return {"before": before, "integrity": integrity, "ms": round(median(times), 2), "seq": store.next_seq()}


async def play() -> None:
    told: dict[str, object] = {}
    for name, fn in CHECKS.items():
        try:
            told[name] = await fn()
        except Exception as error:  # noqa: BLE001 (the probe tells of every failure)
            told[name] = f"FAILED {error!r}"
    print("PROBE " + json.dumps(told, ensure_ascii=False))


def main(page: ft.Page) -> None:
    page.add(ft.Text("probe"))


def meanwhile() -> None:
    """Nothing is to be made ready here while Flutter starts."""


def run() -> None:
    """What the browser's worker calls once this module is imported."""
    global _running  # the task lives as long as the module
    _running = asyncio.ensure_future(play())
    ft.run(main)
