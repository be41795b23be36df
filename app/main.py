"""Composition root of the client: picks the host, opens the store, shows the first screen."""

import sys
from pathlib import Path

if "app" not in sys.modules and not (Path(__file__).parent.parent / "app" / "__init__.py").exists():
    # A native bundle holds the inside of this folder as its root: register it as the package `app`.
    import importlib.util

    _spec = importlib.util.spec_from_file_location(
        "app", Path(__file__).parent / "__init__.py", submodule_search_locations=[str(Path(__file__).parent)]
    )
    assert _spec is not None
    assert _spec.loader is not None
    sys.modules["app"] = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(sys.modules["app"])

import logging
import random
from concurrent.futures import Future

import flet as ft

from app.domain.bundle import load_bundle
from app.domain.clock import SystemClock
from app.domain.errors import ZonewalkError
from app.domain.kinds import KINDS
from app.hosts import Host, pick_host
from app.store import Store, open_store
from app.sync import Exchange
from app.sync.keepsake import follow
from app.ui import flet_quick
from app.ui.app import App
from app.ui.session import Session

flet_quick.install()
logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(levelname)s %(name)s %(message)s")


_early: Future[Session] = Future()


async def main(page: ft.Page) -> None:
    """Begin, or let the host say why not: it may go back to the version before this one."""
    host = pick_host(page)
    try:
        begin(_early.result() if _early.done() else open_session(host), page)
    except Exception as error:
        code = error.code if isinstance(error, ZonewalkError) else "app_failed"
        await host.failed(code, f"{type(error).__name__}: {error}")
        raise


def open_session(host: Host) -> Session:
    """Everything that has state is made here, once, and passed on."""
    clock, rng = SystemClock(), random.SystemRandom()
    store = Store(open_store(f"{host.data_folder}/app.db", exclusive=host.name == "browser"), clock, rng)
    return Session(host, store, Exchange(host, store, clock), load_bundle(), clock, rng)


def begin(session: Session, page: ft.Page) -> None:
    """Show what the device holds, and do what goes on beside it."""
    host, store = session.host, session.store
    session.begin(page)
    host.mark("store")
    page.render_views(App)
    host.mark("drawn")
    store.began_well()
    session.spawn(host.ready())
    session.spawn(session.exchange.run_forever())
    session.spawn(follow(host, store))


def meanwhile() -> None:
    """What needs no page, while the browser gets Flutter ready: the store is opened, and the day is worked out."""
    try:
        session = open_session(pick_host())
        session.foresee()
    except Exception as error:  # noqa: BLE001  it is said in `main`, when there is a page to say it on
        _early.set_exception(error)
    else:
        _early.set_result(session)


def warm() -> None:
    """Make what is else made at its first use. For the browser, which keeps the memory of a client that never ran."""
    load_bundle()
    for kind in KINDS.values():
        kind.body.model_rebuild()


def run() -> None:
    """Show the app and serve the person until the end. The browser's worker calls it once this module is imported."""
    ft.run(main)


if __name__ == "__main__":
    run()
