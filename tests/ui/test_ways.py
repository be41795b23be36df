"""The ways between the screens: 发现 leads back to where it was opened, the list shows the leg of its stop, a word stays at home."""

from collections.abc import Callable

import pytest

from tests.ui.harness import FakeApp, shot

pytestmark = pytest.mark.anyio

MakeApp = Callable[..., FakeApp]
VILLAS = "/patrol/stop/lane~L1"


def title(app: FakeApp) -> str:
    return next(each for each in app.texts() if each.startswith("巡查 · "))


@pytest.mark.parametrize("origin", ["/tasks", "/patrol", "/me"])
async def test_given_发现_opened_on_a_tab_when_the_camera_is_left_then_it_leads_back_there(
    app: FakeApp, origin: str
) -> None:
    app.host.shots.append(None)
    await app.open(origin)
    await app.tap("tab-found")
    assert app.route == origin


async def test_given_a_begun_finding_when_it_is_left_then_it_leads_back_there(app: FakeApp) -> None:
    app.host.shots.append(shot())
    await app.open("/tasks")
    await app.tap("tab-found")
    await app.tap("back")
    assert app.route == "/tasks"


async def test_given_a_saved_finding_then_it_leads_back_to_where_it_was_begun(app: FakeApp) -> None:
    app.host.shots.append(shot())
    await app.open("/tasks")
    await app.tap("tab-found")
    await app.type("place-search", "0804")
    await app.tap("place-hit-u~A1-0804")
    await app.type("item-search", "单位门")
    await app.tap("item-building.unit_door")
    await app.tap(app.all("found-state-")[0])
    await app.tap("found-save")
    assert app.route.startswith("/tasks")


async def test_given_a_draft_on_my_page_when_it_is_left_then_it_leads_back_there(app: FakeApp) -> None:
    app.host.shots.append(shot())
    await app.open("/tasks")
    await app.tap("tab-found")
    await app.tap("back")
    await app.open("/me")
    await app.tap(next(each for each in app.all("draft-") if each.endswith("-go")))
    await app.tap("back")
    assert app.route == "/me"


async def test_given_a_stop_of_another_leg_when_the_page_is_loaded_anew_then_back_leads_to_its_leg(
    app: FakeApp, make_app: MakeApp
) -> None:
    await app.open("/patrol")
    first = title(app)
    app.close()
    again = make_app()
    await again.open(VILLAS)
    await again.tap("back")
    assert again.route == "/patrol"
    assert title(again) != first
    assert again.has("stop-lane~L1")


async def test_given_the_next_stop_lies_in_another_leg_then_back_leads_to_that_leg(app: FakeApp) -> None:
    await app.open("/patrol")
    first = title(app)
    await app.open(VILLAS)
    await app.tap("back")
    assert title(app) != first
    await app.tap("walk-1")
    assert title(app) == first


async def test_given_a_leg_chosen_on_today_then_it_is_shown_whatever_stop_was_open_before(app: FakeApp) -> None:
    await app.open(VILLAS)
    await app.open("/today")
    await app.open("/patrol?leg=1")
    assert app.has("stop-b~A1~c~1")


async def test_given_a_word_on_one_tab_when_another_comes_then_it_is_gone_and_on_the_same_tab_it_stays(
    app: FakeApp,
) -> None:
    await app.open(VILLAS)
    await app.tap("confirm")
    await app.open("/patrol")
    assert app.snack
    await app.open("/tasks")
    assert not app.snack


async def test_given_a_word_that_was_said_on_the_way_then_it_is_there_where_it_leads(app: FakeApp) -> None:
    app.host.shots.append(shot())
    await app.open("/tasks")
    await app.tap("tab-found")
    await app.tap("back")
    assert "草稿已存" in app.snack
