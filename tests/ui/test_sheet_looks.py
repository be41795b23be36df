"""What a sheet looks like: floors as keys of one width, and the severity said once."""

import flet as ft
import pytest

from tests.ui.fake_page import drawn, walk, words_of
from tests.ui.harness import FakeApp

pytestmark = pytest.mark.anyio

TOWER = "/patrol/stop/b~A2~c~1"


def widths(app: FakeApp, prefix: str) -> set[float | None]:
    boxes = [drawn(app.semantics(name).content) for name in app.all(prefix)]
    assert len(boxes) > 5
    return {box.width for box in boxes if isinstance(box, ft.Container)}


async def test_floors_are_keys_of_one_width_whatever_their_number(app: FakeApp) -> None:
    await app.open(TOWER)
    await app.tap("item-building.stair_light")
    (before,) = widths(app, "sheet-spot-")
    assert before
    await app.tap("sheet-spot-b~A2~c~1~f~12")
    assert widths(app, "sheet-spot-") == {before}  # the chosen one too


async def test_the_severity_of_a_chosen_answer_is_said_once(app: FakeApp) -> None:
    await app.open(TOWER)
    await app.tap("item-building.fire_door")
    await app.tap("sheet-state-locked")
    said = list(words_of(walk(app.semantics("item-sheet"))))
    assert said.count("紧急") == 1
    await app.tap("sheet-state-open")
    said = list(words_of(walk(app.semantics("item-sheet"))))
    assert said.count("重要") == 1
