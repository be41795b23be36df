"""A text field that a late redraw cannot cut: Chinese that is being composed stays whole."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import flet as ft


@dataclass
class _Typed:
    """told: the last text that the screen knows. field: as Flet knows it, so its value is the last text that arrived."""

    told: str
    field: ft.TextField | None = None


def _typed_field(value: str, on_change: Callable[..., Any], **look: Any) -> ft.Control:
    """`TypedField(value, on_change, key=…, **look)`. value: what the screen holds. look: `ft.TextField`'s own properties.

    What is typed arrives in two messages: first the text, then the event that tells the screen. A redraw between them
    (a sync came in) knows only the older text; written back, it would end the composing and cut or double characters.
    So the screen's value counts only once the screen has been told of the last text.
    """
    held: tuple[_Typed, Any] = ft.use_state(lambda: _Typed(value))
    typed = held[0]

    def changed(event: Any) -> Any:
        typed.told = event.control.value
        return on_change(event)

    if typed.field is None or typed.field.value == typed.told:
        typed.told = value
        typed.field = ft.TextField(value=value, on_change=changed, **look)
    else:
        typed.field = ft.TextField(value=typed.field.value, on_change=changed, **look)
    return typed.field


TypedField = cast(Callable[..., ft.Control], ft.component(_typed_field))
