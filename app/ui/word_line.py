"""Where the word of the moment stands: a line above the actions, or a place in the desk's heading; nothing while there is none."""

from collections.abc import Callable
from typing import cast

import flet as ft

from app.locales import tr
from app.ui.basics import ident, text
from app.ui.moment import Said
from app.ui.session import here
from app.ui.states import state_from
from app.ui.theme import BODY, SIDE, TARGET, p


def _word_line(side: int = SIDE) -> ft.Control:
    """`WordLine(side=…)`. side: pixels left and right. Identifiers: snack, snack-undo."""
    said = _shown()
    if said is None:
        return ft.Container(height=0)
    return ft.Container(
        _band(said, lines=4, padding=12), padding=ft.Padding.only(left=side, right=side, top=4, bottom=4)
    )


def _word_in_heading(width: int = 0) -> ft.Control:
    """`WordInHeading(width=…)`. width: pixels that it takes where there is room for them."""
    said = _shown()
    inside = ft.Container(height=0) if said is None else _band(said, lines=2, padding=8)
    return ft.Container(inside, width=width, alignment=ft.Alignment.CENTER)


def _shown() -> Said | None:
    moment = here().moment
    said, set_said = state_from(lambda: moment.shown)

    def watch() -> Callable[[], None]:
        def changed() -> None:
            set_said(moment.shown)

        moment.listeners.add(changed)
        changed()  # what was said since the first drawing
        return lambda: moment.listeners.discard(changed)

    ft.use_effect(watch, [])
    return said


def _band(said: Said, *, lines: int, padding: int) -> ft.Control:
    words = ident(
        "snack",
        ft.Container(
            text(said.words, BODY, color=p().surface, lines=lines),
            padding=ft.Padding.symmetric(horizontal=12, vertical=padding),
        ),
        expand=True,
    )
    inside: list[ft.Control] = [words]
    if said.undo is not None:
        undo = said.undo
        label = text(tr("撤销"), BODY, color=p().primary_on_ink, strong=True)
        button = ft.Container(
            label, on_click=lambda e: undo(), ink=True, height=TARGET, border_radius=12, alignment=ft.Alignment.CENTER,
            padding=ft.Padding.symmetric(horizontal=16),
        )  # fmt: skip
        inside.append(ident("snack-undo", button, button=True))
    line = ft.Container(ft.Row(inside, spacing=0), bgcolor=p().ink, border_radius=12)
    return ft.Semantics(content=line, live_region=True)


WordLine = cast(Callable[..., ft.Control], ft.component(_word_line))
WordInHeading = cast(Callable[..., ft.Control], ft.component(_word_in_heading))
