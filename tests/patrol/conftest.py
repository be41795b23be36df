"""The acts of a round without screens: the same store and host as the fake app has."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.patrol.work import Work
from tests.ui.harness import FakeApp


@pytest.fixture
def phone(tmp_path: Path) -> Iterator[FakeApp]:
    """The steward u_lin's phone on the demo estate; no screen is opened."""
    app = FakeApp(tmp_path)
    yield app
    app.close()


@pytest.fixture
def work(phone: FakeApp) -> Work:
    return phone.work
