"""States of components, typed."""

from collections.abc import Callable
from typing import TypeVar

import flet as ft

T = TypeVar("T")


def state(initial: T) -> tuple[T, Callable[[T], None]]:
    """A state of this component, typed (`ft.use_state` cannot say that a state may be None)."""
    return ft.use_state(initial)


def state_from(make: Callable[[], T]) -> tuple[T, Callable[[T], None]]:
    """A state whose first value is made when the component is first drawn."""
    return ft.use_state(make)
