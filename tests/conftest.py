"""What every test may use: the app's built data, a demo estate to copy, and asyncio."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from tests.sync_server.statements import FOLDER, Kept
from webapp.data import build
from webapp.texts import compile_texts

ROOT = Path(__file__).resolve().parent.parent


def pytest_sessionstart(session: pytest.Session) -> None:
    """The catalogue and the texts as the app reads them, before the first test module is imported."""
    build(if_changed=True)
    compile_texts()
    folder = os.environ.get(FOLDER)
    if folder:
        kept = Kept()
        session.config.add_cleanup(lambda: kept.write(Path(folder)))


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Async tests run on asyncio, as server and client do."""
    return "asyncio"


@pytest.fixture(scope="session")
def _demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder (database and photos) with the demo estate of today, loaded once a run."""
    from app.domain.bundle import load_bundle
    from app.domain.clock import SystemClock
    from sync_server.blobs import FolderStores
    from sync_server.config import ServerSettings
    from sync_server.db.engine import open_engine
    from sync_server.db.migrations import migrate
    from sync_server.estates import Estates
    from sync_server.seed import seed_demo
    from sync_server.seed.pictures import find_font

    folder = tmp_path_factory.mktemp("demo")
    engine = open_engine(ServerSettings.in_folder(folder).database_url)
    migrate(engine)
    font = find_font(ROOT / "build" / "web" / "site")  # there in every run with a browser; the stamps are Chinese then
    seed_demo(engine, FolderStores(folder / "photos"), Estates(load_bundle()), SystemClock(), font)
    engine.dispose()
    return folder


@pytest.fixture
def demo_data(_demo: Path, tmp_path: Path) -> Callable[[str], Path]:
    """`demo_data("server")` makes a data folder of that name with the demo estate in it, for one test alone."""

    def copied(name: str) -> Path:
        return Path(shutil.copytree(_demo, tmp_path / name))

    return copied


class _ByPhone(LoadFileScheduling):
    """A file's tests in one process, for they share a phone; all that build the probe's site in one, for they share its folder.

    (Groups by mark, which would say the same in the tests, have no effect with pytest 9.2 and pytest-xdist 3.8: the node's name
    that xdist writes the group into is not the one that pytest reads.)
    """

    def _split_scope(self, nodeid: str) -> str:
        return "probe" if nodeid.startswith(("tests/webapp/", "tests/hosts/")) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    """The browser's tests run so (`--dist loadfile`); the others as xdist has it."""
    return _ByPhone(config, log) if config.getvalue("dist") == "loadfile" else None
