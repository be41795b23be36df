"""What all other pieces are drawn with: a name for the accessibility tree, texts and icons in the person's own size."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import flet as ft

from app.ui.theme import BODY, NAME, SMALL, TITLE, p, size

Tap = Callable[..., Any]

# No line may end behind the first, nor at the second, which takes no room.
NO_BREAK: Final = "\u00a0"
JOINER: Final = "\u2060"
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=[\u3400-\u9fff%℃]|(?:min|h|d|m³|KB|MB|GB)\b)|(?<=\u7b2c) (?=\d)")
_COUNTED = re.compile(r"(?<=\d)(?=[\u3400-\u9fff])")
_RANGE = re.compile(r"(?<=\d)–(?=\d)")
_TIME_UNIT = re.compile(r"(?<=\d\u00a0)(\u5c0f|\u5206)(?=\u65f6|\u949f)")  # hour and minute: two characters each
# How a task stands: words that are read at one glance.
_STATES: Final = ("待接单", "处理中", "待复查", "待审核", "已改正", "已办结", "退回重办", "挂起", "已取消")
_STATE = re.compile("|".join(_STATES))


@lru_cache(maxsize=4096)
def unparted(words: str) -> str:
    """Words as they are drawn: a number stays with its unit (4 张, 12层), a task's state is not broken, and no line begins
    with the dot between two facts."""
    counted = _TIME_UNIT.sub(rf"\g<1>{JOINER}", _BEFORE_UNIT.sub(NO_BREAK, words))
    ranges = _RANGE.sub(f"{JOINER}–{JOINER}", _COUNTED.sub(JOINER, counted))
    whole = _STATE.sub(lambda found: JOINER.join(found.group()), ranges)
    return whole.replace(" · ", f"{NO_BREAK}· ")


def ident(name: str, control: ft.Control, *, label: str | None = None, button: bool = False, key: str | None = None,
          expand: bool | int | None = None) -> ft.Control:  # fmt: skip
    """Give a control a name in the accessibility tree, and words for a screen reader where it draws only a picture."""
    return ft.Semantics(content=control, identifier=name, label=label, button=button or None, key=key, expand=expand)


def text(words: str, px: float = BODY, *, color: str | None = None, strong: bool = False, lines: int | None = None,
         expand: bool | None = None, align: ft.TextAlign | None = None) -> ft.Text:  # fmt: skip
    """A text in the scale of the person. strong: drawn heavier, where hierarchy needs more than size."""
    return ft.Text(
        unparted(words), size=size(px), color=color or p().ink, weight=ft.FontWeight.W_600 if strong else None, max_lines=lines,
        overflow=ft.TextOverflow.ELLIPSIS if lines else ft.TextOverflow.CLIP, expand=expand,
        text_align=align or ft.TextAlign.START,
    )  # fmt: skip


def title(words: str) -> ft.Text:
    return text(words, TITLE, strong=True)


def name(words: str, *, lines: int | None = None, expand: bool | None = None) -> ft.Text:
    return text(words, NAME, lines=lines, expand=expand)


def small(words: str, *, color: str | None = None, lines: int | None = None, expand: bool | None = None) -> ft.Text:
    return text(words, SMALL, color=color or p().quiet, lines=lines, expand=expand)


def icon(which: ft.IconData, px: float = 24, color: str | None = None) -> ft.Icon:
    return ft.Icon(which, size=size(px), color=color or p().quiet)


def fitting(said: ft.Text) -> ft.Text:
    """Words in a row that take their own width, and another line where there is no more room."""
    said.expand = said.expand_loose = True
    return said
