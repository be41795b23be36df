"""What every test may use: the app's built data, a demo estate to copy, and asyncio."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from webapp.data import build
from webapp.texts import compile_texts

ROOT = Path(__file__).resolve().parent.parent


def pytest_sessionstart() -> None:
    """The catalogue and the texts as the app reads them, before the first test module is imported."""
    build(if_changed=True)
    compile_texts()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Async tests run on asyncio, as server and client do."""
    return "asyncio"


@pytest.fixture(scope="session")
def _demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder (database and photos) with the demo estate of today, loaded once a run."""
    from app.domain.bundle import load_bundle
    from app.domain.clock import SystemClock
    from sync_server.blobs import FolderStore
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
    seed_demo(engine, FolderStore(folder / "photos"), Estates(load_bundle()), SystemClock(), font)
    engine.dispose()
    return folder


@pytest.fixture
def demo_data(_demo: Path, tmp_path: Path) -> Callable[[str], Path]:
    """`demo_data("server")` makes a data folder of that name with the demo estate in it, for one test alone."""

    def copied(name: str) -> Path:
        return Path(shutil.copytree(_demo, tmp_path / name))

    return copied


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser's tests run in two processes (`--dist loadgroup`): a file's in one, for they share a phone, and all that
    build the probe's site in one, for they share its folder. First of all hooks, for xdist's own reads the marks."""
    for item in items:
        if item.get_closest_marker("browser"):
            folder, file = item.path.parent.name, item.path.stem
            item.add_marker(pytest.mark.xdist_group("probe" if folder in ("webapp", "hosts") else file))
