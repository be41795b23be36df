"""Worlds for the server's tests: on SQLite, and on PostgreSQL where it is installed."""

import itertools
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from app.domain.clock import SimulatedClock
from sync_server.db.engine import open_engine
from tests.sync_server import postgres
from tests.sync_server.world import NOON, Device, World, load, template, world

# It asks the plans of statements that a run of the other tests left (make plans, make test).
collect_ignore = [] if os.environ.get("ZONEWALK_PLANS") else ["test_plans.py"]
_numbers = itertools.count()


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(NOON)


@pytest.fixture(scope="session")
def _template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def data(_template: Path, tmp_path: Path) -> Path:
    """A data folder with the estate in it, for one test alone."""
    return Path(shutil.copytree(_template, tmp_path / "data"))


@pytest.fixture
async def here(data: Path, clock: SimulatedClock) -> AsyncIterator[World]:
    async with world(data, clock) as made:
        yield made


@pytest.fixture
async def lin(here: World) -> Device:
    """The steward's phone."""
    return await here.device("lin")


@pytest.fixture(scope="session")
def _postgres() -> Iterator[str]:
    with postgres.running() as socket:
        engine = open_engine(postgres.create(socket, "loaded"))
        load(engine)
        engine.dispose()
        yield socket


@pytest.fixture
def new_postgres(_postgres: str) -> Callable[[], str]:
    """Each call makes a database with the estate in it; its URL."""
    return lambda: postgres.create(_postgres, f"test{next(_numbers)}", "loaded")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, data: Path) -> str:
    """The URL of a database with the estate in it, once on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{data / 'zonewalk.sqlite'}"
    made: str = request.getfixturevalue("new_postgres")()
    return made
