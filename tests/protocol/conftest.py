"""A server with an estate and no facts, as `tests/sync_server` has it."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.domain.clock import SimulatedClock
from tests.sync_server.world import NOON, Device, World, template, world


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(NOON)


@pytest.fixture(scope="session")
def _template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def data(_template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(_template, tmp_path / "data"))


@pytest.fixture
async def here(data: Path, clock: SimulatedClock) -> AsyncIterator[World]:
    async with world(data, clock) as made:
        yield made


@pytest.fixture
async def lin(here: World) -> Device:
    return await here.device("lin")
