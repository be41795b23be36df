"""The word of the moment. It has room of its own, so that it covers nothing that can be pressed: a line above the actions on the
phone, a place in the room's heading at the desk. It stays in the room in which it was said."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.ui.routes import room_of

if TYPE_CHECKING:
    from app.ui.session import Session

# What changed on the screen is drawn first: in one picture with the word the change would come later.
AFTER_THE_SCREEN_S = 0.05
UNDO_S = 10  # seconds for which a word with 撤销 stays


@dataclass(frozen=True)
class Said:
    """undo: what 撤销 does; None for a word without it."""

    words: str
    undo: Callable[[], Any] | None = None


@dataclass
class Moment:
    """The one word that was said. shown: the same once the screen is drawn; listeners: what draws it."""

    session: "Session"
    said: Said | None = None
    shown: Said | None = None
    room: str = ""
    listeners: set[Callable[[], None]] = field(default_factory=set)

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
            self._show(said)
            asyncio.get_running_loop().call_later(lasts, over)

        def over() -> None:
            if self.said is said:
                self.hush()

        self.session.spawn(show())

    def hush(self) -> None:
        """It is gone; taking back is still at the thing itself and in the list of records."""
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
