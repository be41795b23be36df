"""How the app looks and which version it is: theme, size of text and language, updates, about."""

from collections.abc import Callable

import pytest

from app.patrol import acts, drafts
from app.ui.screens.me import Me
from app.ui.screens.me_about import About
from tests.ui.harness import FakeApp, shot

pytestmark = pytest.mark.anyio


async def opened(app: FakeApp) -> FakeApp:
    await app.open("/me", screen=Me)
    return app


async def with_draft(app: FakeApp) -> drafts.FoundDraft:
    return await drafts.add_shot(app.work, drafts.new(app.work), shot())


# -- look


async def test_theme_and_text_size_apply_at_once_and_are_kept(make_app: Callable[..., FakeApp]) -> None:
    app = await opened(make_app())
    before = app.find("sync-waiting").size
    await app.tap("text-200")
    assert app.find("sync-waiting").size == 2 * before
    await app.tap("theme-dark")
    assert app.page.theme_mode.value == "dark"
    app.close()
    again = await opened(make_app())
    assert again.session.look.theme == "dark"
    assert again.session.look.text_scale == 2.0


def said_by_flutter(app: FakeApp) -> str:
    """The language of tooltips and menus that Flutter makes."""
    chosen = app.page.locale_configuration
    assert chosen is not None
    assert chosen.current_locale is not None
    return chosen.current_locale.language_code


async def test_the_language_applies_at_once(app: FakeApp, english: None) -> None:
    await opened(app)
    await app.tap("lang-en")
    assert app.session.look.lang == "en"
    assert "Qinglan Demo Gardens" in app.text("who")
    assert app.says("[存储]")
    assert said_by_flutter(app) == "en"
    await app.tap("lang-zh")
    assert said_by_flutter(app) == "zh"
    assert "晴岚" in app.text("who")
    assert not app.says("[存储]")


async def test_given_another_language_then_the_word_of_the_moment_in_the_old_one_goes(app: FakeApp) -> None:
    await opened(app)
    app.session.saved(acts.sign_in(app.work, app.code("A1-1-T"), "scan"))
    await app.settle()
    assert "已存本机" in app.snack
    await app.tap("lang-en")
    assert app.snack == ""


@pytest.mark.parametrize("theme", ["light", "dark", "sun"])
async def test_it_stands_large_text_and_every_palette(app: FakeApp, theme: str) -> None:
    acts.sign_in(app.work, app.code("A1-1-T"), "scan")
    await with_draft(app)
    await opened(app)
    app.session.set_look(theme=theme, text_scale=2.0)
    await app.settle()
    assert app.has("sync-now")
    await app.tap("sign-out")
    assert app.has("sign-out-sheet")


# -- update and about


async def test_an_update_waits_until_the_person_takes_it_and_a_draft_does_not_hold_it_up(app: FakeApp) -> None:
    await with_draft(app)
    await opened(app)
    assert not app.has("update")
    app.host.events.fire("update-ready")
    await app.settle()
    assert ("apply_update", None) not in app.host.said
    await app.tap("update")
    assert ("apply_update", None) in app.host.said


async def test_an_update_is_offered_on_today_and_not_in_the_middle_of_a_stop(app: FakeApp) -> None:
    await app.open("/patrol/stop/b~A2~c~1")
    app.host.events.fire("update-ready")
    await app.settle()
    assert not app.has("update")
    await app.open("/today")
    assert app.has("update")


async def test_a_new_version_that_did_not_begin_is_told_of_and_can_be_tried_again(app: FakeApp) -> None:
    await app.open("/today")
    app.host.events.fire("update-refused")
    await app.settle()
    assert "update_refused" in app.text("update-refused")
    await app.tap("update-again")
    assert ("try_again", None) in app.host.said
    app.host.events.fire("update-ready")
    await app.settle()
    assert app.has("update"), "a newer one is offered"


async def test_about_names_version_licences_and_what_was_tested(app: FakeApp) -> None:
    await app.open("/me/about", screen=About)
    assert "dev" in app.text("about-version")
    assert app.says("OFL-1.1")
    await app.tap("about-notices")
    assert "server_unreachable" in app.snack
