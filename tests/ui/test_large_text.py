"""At 200 % the screens stay usable."""

import flet as ft
import pytest

from app.ui.theme import SMALL
from tests.ui.fake_page import walk
from tests.ui.harness import FakeApp

pytestmark = pytest.mark.anyio


async def test_at_200_percent_the_legs_are_one_line_that_is_pushed_sideways(app: FakeApp) -> None:
    await app.open("/patrol")
    assert not app.has("legs")
    whole = app.all("walk-")
    app.session.set_look(text_scale=2.0)
    await app.settle()
    row = app.find("legs")
    assert isinstance(row, ft.Row)
    assert not row.wrap
    assert row.scroll == ft.ScrollMode.AUTO
    assert app.all("walk-") == whole


@pytest.mark.parametrize(("lang", "most"), [("zh", 2.0), ("en", 1.3)])
async def test_at_200_percent_the_words_of_the_tabs_grow(app: FakeApp, lang: str, most: float) -> None:
    await app.open("/today")
    app.session.set_look(lang=lang, text_scale=2.0)
    await app.settle()
    [word] = [each for each in walk(app.semantics("tab-today")) if isinstance(each, ft.Text)]
    assert word.size == pytest.approx(SMALL * most)
