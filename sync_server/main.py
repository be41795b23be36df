"""The server's composition root: `create_app(settings)` puts the parts together."""

import asyncio
import contextlib
import logging
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from anyio import CapacityLimiter
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.types import ASGIApp, Receive, Scope, Send

from app.domain.bundle import Bundle, load_bundle
from app.domain.clock import Clock, SystemClock
from app.domain.ids import Rng
from sync_server.api import router
from sync_server.api.faults import answer_with_faults
from sync_server.api.guard import Guard
from sync_server.api.hosts import Hosts
from sync_server.backup import Mark, begin_anew
from sync_server.blobs import open_store
from sync_server.blobs.by_estate import part_by_estate
from sync_server.blobs.intake import DECODING_AT_ONCE
from sync_server.blobs.routes import photo_intake
from sync_server.config import ServerSettings
from sync_server.data_folder import private_folder
from sync_server.db.engine import open_engine, settle
from sync_server.db.migrations import migrate
from sync_server.db.reader import InlineReader, Reader, ThreadReader
from sync_server.db.writer import ThreadWriter, Writer
from sync_server.estates import Estates
from sync_server.ingest.set_up import release_after_start
from sync_server.people.passwords import Passwords
from sync_server.people.throttle import Throttle
from sync_server.people.turns import Turns
from sync_server.server import Server
from sync_server.site import site_app

log = logging.getLogger(__name__)


def create_app(
    settings: ServerSettings,
    *,
    clock: Clock | None = None,
    rng: Rng | None = None,
    writer: Callable[[Engine], Writer] = ThreadWriter,
    reader: Callable[[Engine], Reader] = ThreadReader,
    bundle: Bundle | None = None,
) -> FastAPI:
    """The server as an ASGI app; nothing is opened before its lifespan begins.

    The simulation passes its clock, a seeded rng, `InlineWriter` and `InlineReader`; in use there is the system's clock.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            server, mark = await _begin(settings, clock, rng, writer, reader, bundle)
        except Exception as error:
            app.state.failed = error  # uvicorn only logs it; whoever started the server says it in words
            raise
        app.state.server = server
        left_over = asyncio.create_task(_look_after(server))
        await asyncio.sleep(0)  # where nothing waits for a thread, all of it is done at once
        try:
            yield
        finally:
            left_over.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await left_over
            server.writer.close()
            mark.close()
            server.engine.dispose()

    app = FastAPI(
        title="Zonewalk 巡区",
        version="1",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.include_router(router)
    answer_with_faults(app)
    if settings.site is not None:
        app.add_middleware(_BesideTheApi, site=site_app(settings.site, _policy(settings.site)))
    app.add_middleware(Hosts, allowed=settings.hosts)
    app.add_middleware(Guard)
    return app


async def _begin(
    settings: ServerSettings,
    clock: Clock | None,
    rng: Rng | None,
    writer: Callable[[Engine], Writer],
    reader: Callable[[Engine], Reader],
    bundle: Bundle | None,
) -> tuple[Server, Mark]:
    """The server's parts, put together on a database that is up to date, and the mark that watches it."""
    private_folder(settings.data)
    engine = open_engine(settings.database_url)
    settle(engine)
    if settings.migrate:
        migrate(engine)
    server = Server(
        settings=settings, engine=engine, writer=writer(engine), reader=reader(engine), blobs=open_store(settings),
        clock=clock or SystemClock(), rng=rng or random.SystemRandom(), estates=Estates(bundle or load_bundle()),
        throttle=Throttle(settings.sign_ins_a_minute), passwords=Passwords(inline=reader is InlineReader), turns=Turns(),
        decoding=CapacityLimiter(DECODING_AT_ONCE),
    )  # fmt: skip
    await server.writer.run(lambda session: part_by_estate(session, server.blobs))
    mark = Mark(engine, settings.data)
    another = mark.is_another()
    mark.watch()
    if another:
        log.warning("this database is not the one last served: phones begin anew and send their facts again")
        begin_anew(engine, server.blobs, server.clock, server.rng)
    return server, mark


async def _look_after(server: Server) -> None:
    """What the last run left over, and what a newer server may answer: beside the requests, since no start may depend on
    what stands in the data."""
    try:
        await release_after_start(server.writer, server.reader, server.estates)
        await photo_intake(server).check_left_over()
    except Exception:
        log.exception("what was left over could not be read")


def _policy(site: Path) -> str:
    """The Content-Security-Policy that the build wrote beside the site; it knows the page's inline scripts."""
    return (site.parent / "csp.txt").read_text(encoding="utf-8")


class _BesideTheApi:
    """What is not /api, or below it, is the site's."""

    def __init__(self, app: ASGIApp, site: ASGIApp) -> None:
        self._app, self._site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        api = scope["type"] != "http" or scope["path"] == "/api" or scope["path"].startswith("/api/")
        await (self._app if api else self._site)(scope, receive, send)
