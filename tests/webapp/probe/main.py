"""A small app that exercises everything the browser host offers; built in place of `app/` by the browser tests.

Each button does one thing through `browser_host` and writes what came of it, so that a test can read it.
"""

import hashlib
import json
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any

import browser_host as host
import flet as ft
from js import Object
from pyodide.ffi import JsException, create_proxy, to_js
from sqlalchemy import Engine, event
from sqlalchemy.pool import StaticPool
from sqlmodel import Field, Session, SQLModel, create_engine, select

Action = Callable[[], Awaitable[str] | str]


class Row(SQLModel, table=True):
    """One saved line; `photo` names a file of the folder photos."""

    id: int | None = Field(default=None, primary_key=True)
    text: str
    photo: str | None = None


def open_database() -> Engine:
    engine = create_engine("sqlite:////data/app.db", poolclass=StaticPool, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def settings(connection: Any, _: object) -> None:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")  # before WAL: no shared memory is needed then
        assert connection.execute("PRAGMA journal_mode=WAL").fetchone()[0] == "wal"
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA temp_store=MEMORY")

    SQLModel.metadata.create_all(engine)
    return engine


engine: Engine
heard: list[str] = []
photos: list[bytes] = []


def options(**values: object) -> Any:
    return to_js(values, dict_converter=Object.fromEntries)


def save(text: str, photo: str | None = None) -> int:
    with Session(engine) as session:
        session.add(Row(text=text, photo=photo))
        session.commit()
        return len(session.exec(select(Row)).all())


def rows() -> str:
    with Session(engine) as session:
        return json.dumps(
            [[row.text, row.photo] for row in session.exec(select(Row).order_by(Row.id))], ensure_ascii=False
        )


def commit() -> str:
    before = host.flush_count()
    count = save("一行")
    return f"saved {count} flushes {host.flush_count() - before}"


def integrity() -> str:
    with engine.connect() as connection:
        return str(connection.exec_driver_sql("PRAGMA integrity_check").scalar())


async def photo(**more: object) -> str:
    shot = await host.call(
        "camera_photo", options(title="A2座 9F · 防火门", hint="拍清楚门锁", lines=["晴岚花园"], **more)
    )
    if not shot:
        return "cancelled"
    if getattr(shot, "refused", False):
        return f"refused {shot.reason}"
    raw = shot.bytes.to_bytes()
    photos.append(raw)
    return f"{shot.source} " + await keep(raw)


async def keep(raw: bytes) -> str:
    """Scale, stamp, write, and only then save the row that names the file."""
    made = await host.image_process(
        to_js(raw), options(stamp=["晴岚花园 · A2座9层", "防火门", "林晓  2026-05-20"], preview=True)
    )
    data, preview = made.bytes.to_bytes(), made.preview.to_bytes()
    assert hashlib.sha256(data).hexdigest() == made.sha256
    name = f"{made.sha256}.jpg"
    await host.file_put("photos", name, to_js(data))
    assert (await host.file_get("photos", name)).to_bytes() == data
    save("照片", name)
    return f"{made.width}x{made.height} {len(data)} preview {len(preview)} {made.sha256}"


async def compare() -> str:
    return await photo(compare=photos[-1], confirm=True)


async def pick() -> str:
    picked = await host.call("pick_photo", options(capture=True))
    if not picked:
        return "cancelled"
    return f"{picked.source} {picked.name} {picked.modified is not None} " + await keep(picked.bytes.to_bytes())


async def scan() -> str:
    read = await host.call("scan_code", options(title="扫码签到", hint="对准签到牌"))
    return f"{read.means} {read.text}" if read else "cancelled"


async def scan_named() -> str:
    """Codes that begin with ZW: are those of a point, named by their first letters."""

    def named(text: str) -> str:
        own = text.upper().startswith("ZW:")
        return json.dumps({"name": f"点{text[3:5].upper()}" if own else "", "why": "" if own else "不是签到码"})

    stop = host.answer("code", create_proxy(named))
    read = await host.call("scan_code", options(title="扫码签到", hint="对准签到牌", named=True))
    stop()
    return f"{read.means} {read.text}" if read else "cancelled"


async def decode() -> str:
    picked = await host.call("pick_photo", options())
    found = await host.qr_decode(picked.bytes)
    return f"codes {list(found.texts)} in {found.ms:.0f} ms"


async def no_photo() -> str:
    try:
        await host.image_process(to_js(b"this is no picture"), options())
    except JsException as error:
        return f"{error.name} | {error}"
    return "accepted"


async def files() -> str:
    """Everything that a folder can do, and what it says when it can't."""
    await host.file_put("drafts", "b.bin", to_js(b"b" * 70_000))
    await host.file_put("drafts", "a.bin", b"plain bytes")
    names = list(await host.file_list("drafts"))
    back = (await host.file_get("drafts", "a.bin")).to_bytes()
    gone = [await host.file_delete("drafts", name) for name in ("a.bin", "a.bin", "b.bin")]
    told = []
    for folder, name in (("drafts", "a.bin"), ("elsewhere", "a.bin")):
        try:
            await host.file_get(folder, name)
        except JsException as error:
            told.append(error.name)
    return f"{names} {back!r} {gone} {told}"


async def cleared() -> str:
    """The storage is cleared while the app runs: what a photo is told then."""
    from js import navigator  # not at the top: kept memory may hold no object of the browser's

    root = await navigator.storage.getDirectory()
    await root.removeEntry("photos", options(recursive=True))
    told = []
    for doing in (
        host.file_put("photos", "late.jpg", b"late"),
        host.file_list("photos"),
        host.file_get("photos", "late.jpg"),
    ):
        try:
            await doing
        except JsException as error:
            told.append(error.name)
    return str(told)


async def used() -> str:
    """By how much a file of three million bytes makes the storage that is said to be used grow."""
    before = (await host.estimate()).usage
    await host.file_put("drafts", "large", to_js(bytes(3_000_000)))
    return str((await host.estimate()).usage - before)


async def fill() -> str:
    """Write drafts until the quota ends: the error has its name, and no half file is left."""
    written = 0
    try:
        for written in range(200):
            await host.file_put("drafts", f"fill-{written}", to_js(bytes(4_000_000)))
    except JsException as error:
        names = [name for name in await host.file_list("drafts") if name.startswith("fill-")]
        sizes = {len((await host.file_get("drafts", name)).to_bytes()) for name in names}
        for name in names:
            await host.file_delete("drafts", name)
        return f"{error.name} whole {sizes == {4_000_000}} {len(names) == written} integrity {integrity()}"
    return "never full"


def busy() -> str:
    time.sleep(2)
    return "no longer"


def nothing() -> str:
    return ""


def chance() -> str:
    return str(random.random())


async def about() -> str:
    state = await host.call("app_state")
    quota = await host.estimate()
    facts = {
        "origin": host.origin,
        "version": host.version,
        "random": len(set(host.random(32).to_bytes())) > 16,
        "quota": quota.quota > 0,
        "persisted": await host.persisted(),
        "offline_ready": state.offline_ready,
        "update_ready": state.update_ready,
        "heard": heard,
    }
    return json.dumps(facts)


async def update() -> str:
    return str(await host.call("apply_update"))


async def method() -> str:
    try:
        return str(await host.call("no_such_thing"))
    except JsException as error:
        return f"{error.name}"


async def stress() -> str:
    """Photo and row, again and again; each is acknowledged on the console only after both are durable."""
    for number in range(10_000):
        name = f"stress-{number}.jpg"
        await host.file_put("photos", name, to_js(name.encode() * 2000))
        save(name, name)
        print(f"ACK {name}")
    return "stopped by itself"


async def audit() -> str:
    with Session(engine) as session:
        named = {row.photo for row in session.exec(select(Row)) if row.photo}
    there = set(await host.file_list("photos"))
    print("HAVE " + json.dumps(sorted(named)))
    return f"integrity {integrity()} without file {len(named - there)}"


ACTIONS: dict[str, Action] = {
    action.__name__: action
    for action in (
        commit,
        rows,
        photo,
        compare,
        pick,
        scan,
        scan_named,
        decode,
        no_photo,
        files,
        cleared,
        used,
        fill,
        about,
        busy,
        chance,
        update,
        method,
        nothing,
        stress,
        audit,
    )
}


SILENT = (busy, nothing)  # nothing is drawn when they begin


@ft.component
def Probe() -> ft.Control:
    said, say = ft.use_state("ready")

    def run(name: str, action: Action) -> Callable[[Any], Awaitable[None]]:
        async def go(_: object) -> None:
            if action not in SILENT:
                say(f"{name} …")
            try:
                result = action()
                told = result if isinstance(result, str) else await result
                if told:
                    say(f"{name}: {told}")
            except Exception as error:
                say(f"{name} failed: {error!r}")
                raise

        return go

    return ft.View(
        route=ft.use_view_path(),
        appbar=ft.AppBar(title=ft.Text("巡区 · probe")),
        controls=[
            ft.Semantics(identifier="said", content=ft.Text(said, selectable=False)),
            ft.Row(
                wrap=True,
                controls=[
                    ft.Semantics(identifier=name, content=ft.Button(name, on_click=run(name, action)))
                    for name, action in ACTIONS.items()
                ],
            ),
        ],
    )


@ft.component
def App() -> ft.Control:
    return ft.Router([ft.Route(index=True, component=Probe)], manage_views=True)


async def main(page: ft.Page) -> None:
    page.title = "巡区 probe"
    for name in ("online", "offline", "visible", "hidden", "update-ready", "offline-ready"):
        host.on(name, create_proxy(heard.append))
    page.render_views(App)
    host.mark("drawn")
    await host.call("ready")


def meanwhile() -> None:
    """Nothing is to be made ready here while Flutter starts."""


def warm() -> None:
    """Nothing is made at its first use here."""


def run() -> None:
    """What the browser's worker calls once this module is imported."""
    global engine
    engine = open_database()
    ft.run(main)
