"""The decision on a photo, each with its key; and the way from one photo to the next."""

from collections.abc import Callable
from typing import Any

import flet as ft

from app.domain.errors import ERRORS
from app.locales import fault_text, tr
from app.patrol.reviews import Waiting
from app.ui import kit
from app.ui.desk.keys import key_cap
from app.ui.desk.shell import fine, pick
from app.ui.desk.sizes import FOOT
from app.ui.theme import MAIN_ACTION, RADIUS, Tone, p, size


def decisions(
    each: Waiting, on_accept: Callable[..., Any] | None, on_again: Callable[..., Any], on_back: Callable[..., Any]
) -> list[ft.Control]:
    """Accept, or why one may not; ask for another; send back, which only a repair can be."""
    made = [
        _decision(tr("通过"), "A", on_accept, ident_name="review-accept", tone="done", mark=ft.Icons.CHECK, filled=True)
        if on_accept
        else kit.notice(fault_text(ERRORS["reviewed_by_fixer"]), "major", ident_name="review-not-by-me"),
        _decision(tr("要求重拍"), "Q", on_again, ident_name="review-again", tone="primary", mark=ft.Icons.REPLAY),
    ]
    if each.may_be_sent_back:
        made.append(
            _decision(tr("退回重办"), "R", on_back, ident_name="review-back", tone="critical", mark=ft.Icons.REPLY)
        )
    return made


def _decision(
    said: str,
    key: str,
    on_click: Callable[..., Any],
    *,
    ident_name: str,
    tone: Tone,
    mark: ft.IconData,
    filled: bool = False,
) -> ft.Control:
    ink = p().card if filled else p().ink_of(tone)
    return kit.ident(
        ident_name,
        ft.Container(
            ft.Row([kit.icon(mark, 22, ink), kit.text(said, color=ink, strong=True, expand=True), key_cap(key)], spacing=10),
            height=max(MAIN_ACTION - 8, size(36)), border_radius=RADIUS, padding=ft.Padding.symmetric(horizontal=16), ink=True,
            on_click=on_click, bgcolor=p().ink_of(tone) if filled else None,
            border=ft.Border.all(max(1, p().line_width), p().ink_of(tone)),
        ),
        button=True,
    )  # fmt: skip


def step_buttons(
    at: int,
    count: int,
    step: Callable[[int], None],
    *,
    compare: bool | None,
    full: bool,
    on_compare: Callable[..., Any],
    on_full: Callable[..., Any],
) -> ft.Control:
    """Under the photo: back and on, where one is, and how it is shown. compare None: there is nothing to hold it against."""
    ways: list[ft.Control] = []
    if compare is not None:
        ways.append(pick(tr("与首张对比 C"), compare, on_compare, ident_name="review-compare"))
    ways.append(pick(tr("原图 O"), full, on_full, ident_name="review-full"))
    return ft.Container(
        ft.Row(
            [
                kit.icon_button(ft.Icons.CHEVRON_LEFT, tr("上一张"), lambda e: step(-1), ident_name="review-prev"),
                fine(tr("第 {n} 张，共 {all} 张", n=at + 1, all=count)),
                kit.icon_button(ft.Icons.CHEVRON_RIGHT, tr("下一张"), lambda e: step(1), ident_name="review-next"),
                ft.Container(expand=True), *ways,
            ],
            spacing=8,
        ),
        padding=ft.Padding.symmetric(horizontal=12), height=size(FOOT),
    )  # fmt: skip
