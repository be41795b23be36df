"""No boxes: every character that stands on a screen, in either language, is in the font that is shipped."""

import json
from collections.abc import Callable

import pytest
from fontTools.ttLib import TTFont

from app.locales import Lang
from app.patrol import acts
from tests.ui.desk_day import Morning
from tests.ui.harness import FakeApp
from webapp.fonts import needed_code_points, subset_font
from webapp.npm import npm_packages

pytestmark = pytest.mark.anyio

PHONE = (
    "/today",
    "/patrol",
    "/patrol/stop/b~A2~c~1",
    "/patrol/stop/site~R1",
    "/tasks",
    "/me",
    "/me/records",
    "/me/about",
)
DESK = ("/desk", "/desk/photos", "/desk/tasks")


@pytest.fixture(scope="module")
def drawable() -> set[int]:
    return set(TTFont(subset_font(npm_packages(), needed_code_points())).getBestCmap())


async def boxes(app: FakeApp, routes: tuple[str, ...], drawable: set[int]) -> dict[str, str]:
    """Characters without a shape, by the text that they stand in."""
    found = {}
    for route in routes:
        await app.open(route)
        shown = app.texts()
        assert any(shown), f"{route} is empty"
        for words in shown:
            missing = "".join(c for c in words if ord(c) not in drawable and not c.isspace())
            if missing:
                found[f"{route}: {words}"] = missing
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_on_the_phone(make_app: Callable[..., FakeApp], drawable: set[int], lang: Lang) -> None:
    app = make_app(account="u_lin")
    Morning(app, to="u_lin")
    app.store.put_meta("look", json.dumps({"lang": lang}))
    acts.sign_in(app.work, app.code("A1-1-T"), "scan")
    assert await boxes(app, PHONE, drawable) == {}


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_at_the_desk(make_app: Callable[..., FakeApp], drawable: set[int], lang: Lang) -> None:
    app = make_app(account="u_chen", form="desk")
    Morning(app)
    app.store.put_meta("look", json.dumps({"lang": lang}))
    assert await boxes(app, DESK, drawable) == {}
