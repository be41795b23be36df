"""The desk's rail: beside every room, beside the settings, and beside a room that failed."""

from collections.abc import Callable

import flet as ft
import pytest

from app.ui.desk.shell import desk_room
from tests.ui.harness import FakeApp

pytestmark = pytest.mark.anyio

DOORS = ["rail-today", "rail-photos", "rail-tasks", "rail-settings"]


@desk_room("tasks")
def Broken() -> ft.Control:
    raise RuntimeError("broken room")


@pytest.fixture
def desk(make_app: Callable[..., FakeApp]) -> FakeApp:
    return make_app(account="u_chen", form="desk")


@pytest.mark.parametrize("route", ["/desk", "/desk/photos", "/desk/tasks", "/me", "/me/records", "/me/about"])
async def test_given_the_desk_then_the_rail_stands_beside_every_room_and_the_settings(
    desk: FakeApp, route: str
) -> None:
    await desk.open(route)
    assert desk.all("rail-") == DOORS
    assert desk.all("tab-") == []
    await desk.tap("rail-photos")
    assert desk.route == "/desk/photos"


async def test_given_a_room_that_fails_then_it_says_so_beside_the_rail(desk: FakeApp) -> None:
    await desk.open("/desk/tasks", screen=Broken)
    assert "broken room" in desk.text("failed")
    assert desk.all("rail-") == DOORS


async def test_given_a_phone_then_the_supervisors_settings_keep_the_tabs(make_app: Callable[..., FakeApp]) -> None:
    phone = make_app(account="u_chen")
    await phone.open("/me")
    assert phone.all("rail-") == []
    assert len(phone.all("tab-")) == 5
