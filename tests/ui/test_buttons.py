"""A chip that is chosen stays as large as it was: its neighbours do not move."""

from collections.abc import Iterator

import flet as ft
import pytest

from app.ui import theme
from app.ui.desk.shell import pick
from app.ui.kit import choice
from tests.ui.fake_page import walk


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    theme.use("light", 1.0)


def around_the_words(chosen: bool, slim: bool) -> tuple[float, float]:
    """Width and height that paddings and borders add; what lies over them (the tick) adds nothing."""
    across = down = 0.0
    for box in walk(choice("12", chosen, lambda e: None, ident_name="floor-12", slim=slim)):
        if isinstance(box, ft.Container) and box.left is None:
            if isinstance(box.padding, ft.Padding):
                across += box.padding.left + box.padding.right
                down += box.padding.top + box.padding.bottom
            if isinstance(box.border, ft.Border):
                across += 2 * box.border.left.width
                down += 2 * box.border.top.width
    return across, down


@pytest.mark.parametrize("slim", [True, False])
@pytest.mark.parametrize("palette", ["light", "sun"])
def test_given_a_chip_when_it_is_chosen_then_it_takes_no_more_room(palette: theme.ThemeName, slim: bool) -> None:
    theme.use(palette, 1.0)
    assert around_the_words(chosen=True, slim=slim) == around_the_words(chosen=False, slim=slim)
    assert any(isinstance(each, ft.Icon) for each in walk(choice("12", True, lambda e: None, ident_name="floor-12")))


@pytest.mark.parametrize("slim", [True, False])
def test_given_a_chosen_chip_then_its_tick_is_clear_of_the_edge_and_of_the_words(slim: bool) -> None:
    boxes = list(walk(choice("12", True, lambda e: None, ident_name="floor-12", slim=slim)))
    tick = next(box for box in boxes if isinstance(box, ft.Container) and isinstance(box.content, ft.Icon))
    words = next(box for box in boxes if isinstance(box, ft.Container) and isinstance(box.content, ft.Text))
    assert isinstance(tick.content, ft.Icon)
    assert isinstance(words.padding, ft.Padding)
    assert float(tick.left or 0) >= 5
    assert float(words.padding.left) >= float(tick.left or 0) + float(tick.content.size or 0)
    assert float(words.padding.right) >= 8


def test_given_a_filter_of_the_desk_when_it_is_chosen_then_it_takes_no_more_room() -> None:
    def across(chosen: bool) -> float:
        boxes = walk(pick("紧急", chosen, lambda e: None, ident_name="filter"))
        paddings = [box.padding for box in boxes if isinstance(box, ft.Container) and box.left is None]
        return sum(each.left + each.right for each in paddings if isinstance(each, ft.Padding))

    def in_the_row(chosen: bool) -> int:
        rows = [
            each for each in walk(pick("紧急", chosen, lambda e: None, ident_name="filter")) if isinstance(each, ft.Row)
        ]
        return sum(len(row.controls) for row in rows)

    assert across(chosen=True) == across(chosen=False)
    assert in_the_row(chosen=True) == in_the_row(chosen=False)
