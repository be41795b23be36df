"""The word of the moment. On the phone it has a line of its own above the actions, so that it covers nothing that can be pressed;
at the desk it floats between the rail and the panel. It stays in the room in which it was said."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import flet as ft

from app.locales import tr
from app.ui import theme
from app.ui.basics import unparted
from app.ui.routes import room_of

if TYPE_CHECKING:
    from app.ui.session import Session

# What changed on the screen is drawn first: in one picture with the word the change would come later.
AFTER_THE_SCREEN_S = 0.05
UNDO_S = 10  # seconds for which a word with 撤销 stays
# Pixels, at the desk: where a word begins, what the widest panel at the right and the gap before it take, how wide a word is.
BESIDE_THE_RAIL, BEFORE_THE_PANEL = 112, 452
LEAST_WORD, WIDEST_WORD = 280, 420


@dataclass(frozen=True)
class Said:
    """undo: what 撤销 does; None for a word without it."""

    words: str
    undo: Callable[[], Any] | None = None


@dataclass
class Moment:
    """The one word that was said. shown: the same once it is drawn on the phone; listeners: the lines that draw it."""

    session: "Session"
    said: Said | None = None
    shown: Said | None = None
    room: str = ""
    listeners: set[Callable[[], None]] = field(default_factory=set)
    _bar: ft.SnackBar | None = None

    def say(self, words: str, undo: Callable[[], Any] | None, seconds: int, room: str) -> None:
        """Once the screen is drawn. seconds: how long it stays; with undo ten. room: where it stays."""
        self.hush()
        said = Said(words, undo)
        self.said, self.room = said, room_of(room) or "/today"
        lasts = UNDO_S if undo else seconds

        async def show() -> None:
            await asyncio.sleep(AFTER_THE_SCREEN_S)
            if self.said is not said:
                return
            if self.session.form == "desk":
                self._bar = self._floating(said, lasts)
                self.session.page.show_dialog(self._bar)
            else:
                self._show(said)
                asyncio.get_running_loop().call_later(lasts, over)

        def over() -> None:
            if self.said is said:
                self.hush()

        self.session.spawn(show())

    def hush(self) -> None:
        """It is gone; taking back is still at the thing itself and in the list of records."""
        if self._bar is not None and self._bar.open:
            self._bar.open = False
            self._bar.update()
        self._bar = None
        if self.said is not None:
            self.said = None
            self._show(None)

    def moved(self, route: str) -> None:
        """Another screen: a word does not follow to another room."""
        if (room_of(route) or "/today") != self.room:
            self.hush()

    def _show(self, said: Said | None) -> None:
        self.shown = said
        for listener in tuple(self.listeners):
            listener()

    def _floating(self, said: Said, seconds: int) -> ft.SnackBar:
        undo = said.undo
        return ft.SnackBar(
            ft.Semantics(
                identifier="snack",
                content=ft.Text(unparted(said.words), size=theme.size(theme.BODY), color=theme.p().surface),
            ),
            action=ft.SnackBarAction(tr("撤销"), text_color=theme.p().primary_on_ink, on_click=lambda e: undo()) if undo else None,
            bgcolor=theme.p().ink, shape=ft.RoundedRectangleBorder(radius=12), close_icon_color=theme.p().surface,
            duration=ft.Duration(seconds=seconds), persist=False, behavior=ft.SnackBarBehavior.FLOATING,
            show_close_icon=undo is None, margin=self._beside(),
        )  # fmt: skip

    def _beside(self) -> ft.Margin:
        across = self.session.page.width or 0
        wide = min(WIDEST_WORD, max(LEAST_WORD, across - BESIDE_THE_RAIL - BEFORE_THE_PANEL))
        return ft.Margin.only(left=BESIDE_THE_RAIL, right=max(0, across - BESIDE_THE_RAIL - wide), bottom=60)
