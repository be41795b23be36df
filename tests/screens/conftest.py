"""A server as `make run` starts it: the demo's photos bear Chinese stamps in the font of the built site."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import Server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path / "server", command=("-m", "sync_server", "serve", "--demo")) as running:
        yield running
