"""In English nothing Chinese is left on a screen: no words, and no names that the estate has in both languages."""

import json
from collections.abc import Callable

import pytest

from app.patrol import acts
from app.sync import SyncState
from tests.locales.test_texts import CHINESE
from tests.ui.desk_day import Morning
from tests.ui.harness import FakeApp, shot

pytestmark = pytest.mark.anyio

# A language is offered under its own name.
OWN_NAMES = {"中文"}
STOPS = ("/patrol/stop/b~A2~c~1", "/patrol/stop/site~R1")


def in_english(app: FakeApp) -> FakeApp:
    app.store.put_meta("look", json.dumps({"lang": "en"}))
    return app


async def chinese(app: FakeApp, *routes: str) -> dict[str, list[str]]:
    """What is still Chinese on each of these screens."""
    found = {}
    for route in routes:
        await app.open(route)
        assert app.route == route, f"{route} led to {app.route}"
        shown = app.texts()
        assert any(words.strip() for words in shown), f"{route} is empty"
        found[route] = [words for words in shown if CHINESE.search(words) and words not in OWN_NAMES]
    return {route: words for route, words in found.items() if words}


async def test_the_screens_of_a_steward(app: FakeApp) -> None:
    in_english(app)
    acts.sign_in(app.work, app.code("A1-1-T"), "scan")
    assert await chinese(app, "/today", "/patrol", *STOPS, "/tasks", "/me") == {}
    assert app.says("English")


async def test_tasks_and_cases_with_their_histories(make_app: Callable[..., FakeApp]) -> None:
    app = in_english(make_app(account="u_lin"))
    morning = Morning(app, to="u_lin")
    matters = [scene.matter for scene in (morning.door, morning.lamp, morning.old)]
    tasks = [f"/tasks/task/{matter.id}/{task.id}" for matter in matters for task in matter.tasks]
    cases = [f"/tasks/case/{matter.id}/{case.id}" for matter in matters for case in matter.cases]
    assert len(tasks) >= 2
    assert len(cases) == 3
    assert await chinese(app, "/tasks", *tasks, *cases, "/today", "/patrol/stop/b~A2~c~1") == {}


async def test_what_is_on_the_phone_and_the_sheet_of_a_finding(app: FakeApp) -> None:
    in_english(app)
    acts.sign_in(app.work, app.code("A1-1-T"), "scan")
    app.host.shots.append(shot())
    assert await chinese(app, "/me/records", "/me/about", "/found", "/sign-in") == {}


async def test_the_desk(make_app: Callable[..., FakeApp]) -> None:
    app = in_english(make_app(account="u_chen", form="desk"))
    Morning(app)
    assert await chinese(app, "/desk", "/desk/photos", "/desk/tasks") == {}


@pytest.mark.parametrize(("form", "said"), [("phone", "Offline\n1 on phone"), ("desk", "Offline · 1 on phone")])
async def test_the_chip_leaves_the_title_room_on_a_phone(
    make_app: Callable[..., FakeApp], form: str, said: str
) -> None:
    app = in_english(make_app(account="u_chen", form=form))
    acts.sign_in(app.work, app.code("A1-1-T"), "scan")
    app.exchange.state = SyncState(phase="offline")
    await app.open("/today" if form == "phone" else "/desk")
    assert app.text("state-chip") == said
