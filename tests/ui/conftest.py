"""The fake app for tests of screens: on the demo estate, signed in as the steward u_lin, with no network."""

import gettext
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.locales import set_language
from app.ui import theme
from tests.ui.harness import FakeApp


@pytest.fixture
def make_app(tmp_path: Path) -> Iterator[Callable[..., FakeApp]]:
    """make_app(account="u_zhou", form="desk", …) → a FakeApp that is closed after the test."""
    made: list[FakeApp] = []

    def make(**how: Any) -> FakeApp:
        made.append(FakeApp(how.pop("folder", tmp_path), **how))
        return made[-1]

    yield make
    for app in made:
        app.close()
    set_language("zh")
    theme.use("light", 1.0)


@pytest.fixture
def app(make_app: Callable[..., FakeApp]) -> FakeApp:
    """The steward's phone, not opened yet: `await app.open("/today")`."""
    return make_app()


class Bracketed(gettext.NullTranslations):
    """Stands for English: every text in brackets, so that one that does not go through the catalogue is seen."""

    def gettext(self, message: str) -> str:
        return f"[{message}]"


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another language than Chinese, whatever stands in the catalogue."""
    monkeypatch.setattr("app.locales._english", Bracketed())
