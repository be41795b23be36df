"""The desk's keyboard: one handler for the screen that is shown, and the sheet that names the keys."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import flet as ft

from app.locales import tr
from app.ui import kit
from app.ui.desk.shell import dialog, dialog_head
from app.ui.session import Session
from app.ui.theme import BODY, p

Keys = Mapping[str, Callable[[], Any]]

# What a browser's key is called here, where the names differ.
_NAMES = {
    "Arrow Left": "Left", "Arrow Right": "Right", "Arrow Down": "J", "Arrow Up": "K", "Numpad Enter": "Enter",
    **{f"Numpad {digit}": str(digit) for digit in range(10)},
}  # fmt: skip


def key_name(event: ft.KeyboardEvent) -> str:
    """The name of a key press; empty when it belongs to the browser (with Ctrl, Alt or Meta)."""
    if event.ctrl or event.alt or event.meta:
        return ""
    if event.key in ("?", "/") and (event.shift or event.key == "?"):
        return "?"
    return _NAMES.get(event.key, event.key)


def use_keys(session: Session, keys: Keys) -> None:
    """Listen to these keys as long as this component is on the screen. While somebody types, give only the keys that
    may work then: the page hears every key, those of a text field too."""
    latest = ft.use_ref(keys)
    latest.current = keys

    def listen() -> Callable[[], None]:
        async def pressed(event: ft.KeyboardEvent) -> None:
            handler = (latest.current or {}).get(key_name(event))
            if handler is not None:
                result = handler()
                if isinstance(result, Awaitable):
                    await result

        page = session.page
        page.on_keyboard_event = pressed
        page.update()

        def off() -> None:
            if page.on_keyboard_event is pressed:
                page.on_keyboard_event = None

        return off

    ft.use_effect(listen, [])


def key_sheet(keys: Sequence[tuple[str, str]], on_close: Callable[..., Any]) -> ft.Control:
    """What each key does. keys: (key, words)."""
    rows: list[ft.Control] = [
        ft.Row([key_cap(key, 96), kit.text(words, BODY)], spacing=16, key=key) for key, words in keys
    ]
    head = dialog_head(tr("快捷键"), on_close, ident_name="keys-close")
    return dialog([head, *rows], width=400, ident_name="keys-sheet")


def key_cap(key: str, width: int | None = None) -> ft.Control:
    """A key as it looks on a keyboard."""
    cap = ft.Container(
        kit.text(key, 13, color=p().quiet), padding=ft.Padding.symmetric(horizontal=7, vertical=1), border_radius=5,
        border=ft.Border.all(1, p().quiet), bgcolor=p().surface,
    )  # fmt: skip
    return ft.Container(ft.Row([cap], tight=True), width=width) if width else cap
