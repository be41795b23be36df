"""A chip that is chosen stays as large as it was: its neighbours do not move."""

from collections.abc import Iterator

import flet as ft
import pytest

from app.ui import theme
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
