"""The line above the actions in which the word of the moment stands; it takes room only while there is one."""

from collections.abc import Callable
from typing import cast

import flet as ft

from app.locales import tr
from app.ui.basics import ident, text
from app.ui.session import here
from app.ui.states import state_from
from app.ui.theme import BODY, SIDE, TARGET, p


def _word_line(side: int = SIDE) -> ft.Control:
    """`WordLine(side=…)`. side: pixels left and right. Identifiers: snack, snack-undo."""
    moment = here().moment
    said, set_said = state_from(lambda: moment.shown)

    def watch() -> Callable[[], None]:
        def changed() -> None:
            set_said(moment.shown)

        moment.listeners.add(changed)
        changed()  # what was said since the first drawing
        return lambda: moment.listeners.discard(changed)

    ft.use_effect(watch, [])
    if said is None:
        return ft.Container(height=0)
    words = ident("snack", ft.Container(text(said.words, BODY, color=p().surface, lines=4), padding=12), expand=True)
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
    return ft.Container(
        ft.Semantics(content=line, live_region=True), padding=ft.Padding.only(left=side, right=side, top=4, bottom=4)
    )


WordLine = cast(Callable[..., ft.Control], ft.component(_word_line))
