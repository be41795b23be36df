"""The real app in a real browser before a real server with the demo estate."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.serving import ROOT, Server


@pytest.fixture
def server(demo_data: Callable[[str], Path]) -> Iterator[Server]:
    with Server(demo_data("server"), environment={"TRUSTED_PROXIES": "127.0.0.1"}) as running:
        yield running


@pytest.fixture
def own_site(tmp_path: Path) -> Path:
    """A copy of the built site that a test may change: it publishes new versions."""
    shutil.copytree(ROOT / "build" / "web", tmp_path / "web")
    return tmp_path / "web" / "site"


@pytest.fixture
def publisher(demo_data: Callable[[str], Path], own_site: Path) -> Iterator[Server]:
    """The server of `own_site`."""
    with Server(demo_data("server"), own_site) as running:
        yield running
