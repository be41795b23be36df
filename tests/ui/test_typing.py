"""What is being typed stays as it is, whatever is drawn meanwhile."""

from pathlib import Path

import pytest

from tests.ui.fake_page import taker
from tests.ui.harness import FakeApp

pytestmark = pytest.mark.anyio

WORDS = "sheet-words"


def arrives(app: FakeApp, text: str) -> None:
    """The first of the two messages of a key: the text, before the screen is told."""
    field = taker(app.semantics(WORDS), "on_change")
    assert field is not None
    assert app._fake is not None
    app._fake.session.apply_patch(field._i, {"value": text})


async def test_given_a_key_on_its_way_when_the_screen_is_drawn_anew_then_nothing_older_is_written_back(
    app: FakeApp,
) -> None:
    await app.open("/patrol/stop/b~A2~c~1")
    await app.tap("item-other.finding")
    await app.type(WORDS, "漏")
    arrives(app, "漏s")
    app.session.touch()
    await app.tap("sheet-raise-critical")  # the sheet itself is drawn anew
    assert "漏s" in app.text(WORDS)
    await app.change(WORDS, "漏水")
    assert "漏水" in app.text(WORDS)


async def test_given_a_figure_with_a_chinese_stop_when_it_is_typed_then_the_screens_own_reading_of_it_stands(
    app: FakeApp,
) -> None:
    await app.open("/patrol/stop/lane~L1")
    await app.tap("item-villa.water_meter")
    await app.tap("sheet-state-abnormal")
    await app.type("sheet-reading", "12。5")
    assert "12.5" in app.text("sheet-reading")


async def test_given_another_thing_in_the_same_place_then_its_field_begins_with_its_own_text(app: FakeApp) -> None:
    await app.open("/patrol/stop/b~A2~c~1")
    await app.tap("item-other.finding")
    await app.type(WORDS, "漏水")
    await app.tap("sheet-close")
    await app.tap("item-building.fire_door")
    await app.tap("sheet-state-open")
    assert "漏水" not in " ".join(app.texts())


def test_every_field_of_the_screens_is_such_a_field() -> None:
    files = (Path(__file__).parents[2] / "app" / "ui").rglob("*.py")
    assert [path.name for path in files if "ft.TextField(" in path.read_text(encoding="utf-8")] == ["typed_field.py"]
