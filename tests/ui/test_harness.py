"""The fake page behaves as a browser would, so that tests of screens can fail."""

from collections.abc import Callable

import flet as ft
import pytest

from app.ui import kit
from app.ui.frame import screen, use_session, view
from tests.ui.harness import FakeApp

pytestmark = pytest.mark.anyio


@screen
def Counter() -> ft.Control:
    session = use_session()
    count, set_count = ft.use_state(0)
    words, set_words = ft.use_state("")

    async def more() -> None:
        await session.host.put_file("drafts", "count", str(count + 1).encode())
        set_count(count + 1)

    def fail() -> None:
        raise ValueError("boom")

    return view(
        [
            kit.ident("count", kit.text(f"{count} times")),
            kit.field("words", words, lambda e: set_words(e.control.value), ident_name="words"),
            kit.side_action("fail", session.act("fail", fail), ident_name="fail"),
            kit.side_action("never", None, ident_name="never"),
            kit.side_action("away", lambda e: session.go("/today"), ident_name="away"),
        ],
        bottom=[kit.main_action(f"more {words}", session.act("more", more), ident_name="more")],
    )


@screen
def Broken() -> ft.Control:
    raise KeyError("broken screen")


async def test_a_tap_runs_the_handler_and_the_screen_shows_its_state(app: FakeApp) -> None:
    await app.open("/x", screen=Counter)
    await app.tap("more")
    await app.tap("more")
    assert app.text("count") == "2 times"
    assert await app.host.get_file("drafts", "count") == b"2"


async def test_typing_reaches_the_state_letter_by_letter(app: FakeApp) -> None:
    await app.open("/x", screen=Counter)
    await app.type("words", "漏水了")
    assert app.find("words").value == "漏水了"
    assert app.text("more") == "more 漏水了"


async def test_an_error_in_a_handler_is_said(app: FakeApp) -> None:
    await app.open("/x", screen=Counter)
    await app.tap("fail")
    assert "screen_failed" in app.snack


async def test_an_error_in_a_body_is_a_readable_screen(app: FakeApp) -> None:
    await app.open("/x", screen=Broken)
    assert "broken screen" in app.text("failed")


async def test_what_is_disabled_or_absent_cannot_be_pressed(app: FakeApp) -> None:
    await app.open("/x", screen=Counter)
    assert not app.enabled("never")
    with pytest.raises(AssertionError, match="disabled"):
        await app.tap("never")
    with pytest.raises(AssertionError, match="no 'nowhere'"):
        await app.tap("nowhere")


async def test_a_route_is_followed(app: FakeApp) -> None:
    await app.open("/x", screen=Counter)
    await app.tap("away")
    assert app.route == "/today"
    assert app.text("elsewhere") == "/today"


async def test_the_demo_estate_is_there_and_survives_a_restart(make_app: Callable[..., FakeApp]) -> None:
    first = make_app()
    await first.open("/x", screen=Counter)
    assert first.work.zones == ("z1", "z3")
    fact = first.work.start_round()
    first.close()
    second = make_app()
    await second.open("/x", screen=Counter)
    assert [f.id for f in second.store.own_facts("u_lin")] == [fact.id]
    assert second.clock.start != first.clock.start
