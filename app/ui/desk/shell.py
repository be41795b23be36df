"""The desk's frame: rooms in a rail at the left, the room itself, and what may lie over it."""

import functools
from collections.abc import Callable
from typing import Any, Literal

import flet as ft

from app.locales import tr
from app.ui import kit
from app.ui.chip import state_chip
from app.ui.desk.sizes import HEADING, RAIL, WORD
from app.ui.frame import WIDE, P, failure, guarded
from app.ui.session import Session, here
from app.ui.theme import DESK_SMALL, NAME, TITLE, Tone, p, size, up_to
from app.ui.word_line import WordInHeading

Room = Literal["today", "photos", "tasks", "settings"]

# The same key for all rooms: going from one to the other keeps the frame and is no new page.
_VIEW = "/desk"
_PICK = 16  # what is free at either side of a filter's words

_ROOMS: tuple[tuple[Room, str, str, ft.IconData], ...] = (
    ("today", "今日", "/desk", ft.Icons.TODAY_OUTLINED),
    ("photos", "照片", "/desk/photos", ft.Icons.PHOTO_LIBRARY_OUTLINED),
    ("tasks", "任务", "/desk/tasks", ft.Icons.CHECKLIST_OUTLINED),
)
_SETTINGS: tuple[Room, str, str, ft.IconData] = ("settings", "设置", "/me", ft.Icons.SETTINGS_OUTLINED)


def desk_room(name: Room) -> Callable[[Callable[P, ft.Control]], Callable[P, ft.Control]]:
    """A room of the desk; when it fails, the rail still leads to the others."""

    def failed(error: Exception) -> ft.Control:
        session = here()
        said = ft.Column(failure(error), spacing=12, width=WIDE)
        body = ft.Column([heading(session, title_of(name)), ft.Container(said, padding=20)])
        return desk_view(session, name, body)

    def entered(fn: Callable[P, ft.Control]) -> Callable[P, ft.Control]:
        @functools.wraps(fn)
        def drawn(*args: P.args, **kwargs: P.kwargs) -> ft.Control:
            ft.use_effect(here().hush_other_rooms, [])
            return fn(*args, **kwargs)

        return guarded(drawn, failed)

    return entered


def title_of(name: Room) -> str:
    """The room's name in the rail."""
    return next(tr(words) for each, words, _, _ in (*_ROOMS, _SETTINGS) if each == name)


def desk_view(
    session: Session,
    room: Room,
    body: ft.Control,
    *,
    over: ft.Control | None = None,
    on_close: Callable[..., Any] | None = None,
) -> ft.View:
    """A room of the desk. over: a sheet in the middle; on_close: what a press beside it, or system back, does."""
    page = ft.Row(
        [rail(session, room), ft.Container(body, expand=True)], spacing=0, expand=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )  # fmt: skip
    layers: list[ft.Control] = [ft.Container(page, left=0, right=0, top=0, bottom=0)]
    if over is not None:
        held = ft.Container(over, on_click=lambda e: None)  # a press on the sheet itself must not close it
        layers.append(
            ft.Container(held, bgcolor="#66000000", left=0, right=0, top=0, bottom=0, on_click=on_close,
                         alignment=ft.Alignment.CENTER)
        )  # fmt: skip

    async def confirm(event: Any) -> None:
        if on_close is not None:
            on_close(event)
        await event.control.confirm_pop(False)

    return ft.View(
        route=_VIEW, bgcolor=p().surface, padding=0, spacing=0, controls=[ft.Stack(layers, expand=True)],
        can_pop=over is None, on_confirm_pop=confirm if over is not None else None,
    )  # fmt: skip


def heading(session: Session, words: str, *, under: str = "", actions: list[ft.Control] | None = None) -> ft.Control:
    """The top of a room: its title, what is said under it, the word of the moment, its actions, and the state chip."""
    said = ft.Column(
        [kit.text(words, TITLE, strong=True, lines=1), *([fine(under, lines=1)] if under else [])], spacing=0, expand=True,
        alignment=ft.MainAxisAlignment.CENTER,
    )  # fmt: skip
    return ft.Container(
        ft.Row(
            [said, ft.Container(WordInHeading(width=WORD, key="word"), expand=1, alignment=ft.Alignment.CENTER_RIGHT),
             *(actions or []), state_chip(session)],
            spacing=12, vertical_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        padding=ft.Padding.symmetric(horizontal=20, vertical=8), height=size(HEADING),
    )  # fmt: skip


def fine(
    words: str, *, color: str | None = None, lines: int | None = None, strong: bool = False, expand: bool | None = None
) -> ft.Text:
    """The smallest text that the desk has."""
    return kit.text(words, DESK_SMALL, color=color or p().quiet, lines=lines, strong=strong, expand=expand)


def tag(words: str, tone: Tone = "plain", *, mark: ft.IconData | None = None) -> ft.Control:
    """A state in words and a shape, in the desk's small size."""
    ink = p().ink_of(tone)
    inside: list[ft.Control] = [kit.icon(mark, 15, ink)] if mark else []
    inside.append(fine(words, color=ink))
    return ft.Container(
        ft.Row(inside, spacing=4, tight=True), bgcolor=p().ground_of(tone), border_radius=7,
        padding=ft.Padding.symmetric(horizontal=7, vertical=1),
        border=ft.Border.all(p().line_width, ink) if p().name == "sun" else None,
    )  # fmt: skip


def pick(
    words: str, chosen: bool, on_click: Callable[..., Any], *, ident_name: str, tone: Tone = "primary"
) -> ft.Control:
    """A filter to press; chosen is shown by ground, border and a tick, which stands in what is free beside the words: no
    neighbour moves."""
    ink = p().ink_of(tone) if chosen else p().quiet
    tick, aside = kit.icon(ft.Icons.CHECK, up_to(13, 1.0), ink), 5 if chosen else 0
    said = ft.Container(
        fine(words, color=ink if chosen else p().ink), padding=ft.Padding.only(left=_PICK + aside, right=_PICK - aside)
    )
    ticked = [ft.Container(tick, left=5, top=0, bottom=0, alignment=ft.Alignment.CENTER_LEFT)] if chosen else []
    return kit.ident(
        ident_name,
        ft.Container(
            ft.Stack([said, *ticked], alignment=ft.Alignment.CENTER), on_click=on_click, ink=True, border_radius=8,
            height=size(32), bgcolor=p().ground_of(tone) if chosen else p().card,
            border=ft.Border.all(max(1, p().line_width), ink if chosen else p().line),
        ),
        button=True,
    )  # fmt: skip


def panel(
    content: list[ft.Control],
    *,
    width: int,
    ident_name: str,
    key: str | None = None,
    foot: list[ft.Control] | None = None,
) -> ft.Control:
    """What stands at the right of a room and scrolls by itself. foot: what always stays in sight under it."""
    inside: list[ft.Control] = [
        ft.Column(
            content,
            spacing=10,
            scroll=ft.ScrollMode.AUTO,
            expand=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        *(foot or []),
    ]
    return kit.ident(
        ident_name,
        ft.Container(
            ft.Column(inside, spacing=8, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH), width=width,
            bgcolor=p().card, padding=ft.Padding.symmetric(horizontal=16, vertical=12),
            border=ft.Border(left=ft.BorderSide(p().line_width, p().line)),
        ),
        key=key,
    )  # fmt: skip


def dialog(content: list[ft.Control], *, width: int, ident_name: str) -> ft.Control:
    """A sheet in the middle of the desk, as high as what it holds."""
    inside = ft.Column(content, spacing=12, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return kit.ident(
        ident_name,
        ft.Container(inside, width=width, padding=20, bgcolor=p().card, border_radius=16, border=kit.border()),
    )


def dialog_head(words: str, on_close: Callable[..., Any], *, ident_name: str) -> ft.Control:
    """What the sheet is about, and a way to close it."""
    return ft.Row(
        [
            kit.text(words, NAME, strong=True, expand=True),
            kit.icon_button(ft.Icons.CLOSE, tr("关闭"), on_close, ident_name=ident_name),
        ]
    )


def help_button(on_click: Callable[..., Any]) -> ft.Control:
    """Opens the sheet of keys."""
    return kit.icon_button(ft.Icons.KEYBOARD_OUTLINED, tr("快捷键"), on_click, ident_name="keys", color=p().quiet)


def rail(session: Session, room: Room) -> ft.Control:
    """The desk's rooms at the left of each of them."""
    *rooms, settings = [
        _door(session, each == room, each, tr(words), route, mark) for each, words, route, mark in (*_ROOMS, _SETTINGS)
    ]
    return ft.Container(
        ft.Column(
            [
                ft.Container(ft.Image(src="icons/icon-192.png", width=40, height=40, border_radius=10),
                             alignment=ft.Alignment.CENTER, padding=ft.Padding.only(top=14, bottom=10)),
                *rooms, ft.Container(expand=True), settings,
            ],
            spacing=4, horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        width=RAIL, bgcolor=p().card, padding=ft.Padding.only(left=8, right=8, bottom=12),
        border=ft.Border(right=ft.BorderSide(p().line_width, p().line)),
    )  # fmt: skip


def _door(session: Session, chosen: bool, name: str, words: str, route: str, mark: ft.IconData) -> ft.Control:
    ink = p().primary if chosen else p().quiet
    return kit.ident(
        f"rail-{name}",
        ft.Container(
            ft.Column(
                [kit.icon(mark, 24, ink), kit.text(words, up_to(14, 1.25), color=ink, strong=chosen, lines=1)], spacing=2, tight=True,
                horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            ),
            on_click=lambda e: session.go(route), ink=True, border_radius=12, alignment=ft.Alignment.CENTER,
            padding=ft.Padding.symmetric(vertical=8), bgcolor=p().ground_of("primary") if chosen else None,
        ),
        button=True, key=name,
    )  # fmt: skip
