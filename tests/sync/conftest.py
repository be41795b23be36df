"""A server with the demo estate and one phone beside it."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from app.domain.clock import SimulatedClock
from tests.sync.line import Line, Phone, now, server


@pytest.fixture
def true_clock() -> SimulatedClock:
    """The server's clock."""
    return now()


@pytest.fixture
async def line(demo_data: Callable[[str], Path], true_clock: SimulatedClock) -> AsyncIterator[Line]:
    async with server(demo_data("server"), true_clock) as line:
        yield line


@pytest.fixture
def phone(tmp_path: Path, line: Line) -> Phone:
    return Phone(tmp_path / "phone", line)
