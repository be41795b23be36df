"""How screens are made: the guard that keeps one screen's failure to itself, and the hook that redraws on changes."""

import functools
import logging
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, ParamSpec, cast

import flet as ft

from app.domain.errors import ERRORS
from app.locales import fault_text, tr
from app.ui import kit
from app.ui.session import Session, here
from app.ui.states import state as state
from app.ui.states import state_from as state_from
from app.ui.theme import SIDE, p
from app.ui.word_line import WordLine

log = logging.getLogger("zonewalk")
WIDE = 720  # pixels: lines that are longer are not read well; a phone is never so wide
_END = 24  # pixels under the last row

P = ParamSpec("P")


def memo(component: Callable[..., Any]) -> Callable[..., ft.Control]:
    """A component that is drawn anew only when what it was given has changed."""
    return cast(Callable[..., ft.Control], ft.memo(component))  # type: ignore[no-untyped-call]


def part(fn: Callable[P, ft.Control]) -> Callable[P, ft.Control]:
    """A part of a screen that draws itself: anew when it was given something else, or when what it listens to changes. Its
    failure is said in its own place."""
    return cast(Callable[P, ft.Control], memo(guarded(fn, _said)))


def screen(fn: Callable[P, ft.Control]) -> Callable[P, ft.Control]:
    """A component whose failure shows a readable error with a way back, instead of freezing the session."""
    return guarded(fn, lambda error: view([kit.gap(16), *failure(error)]))


def guarded(fn: Callable[P, ft.Control], instead: Callable[[Exception], ft.Control]) -> Callable[P, ft.Control]:
    """A component that draws `instead` when it fails."""

    @functools.wraps(fn)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> ft.Control:
        try:
            return fn(*args, **kwargs)
        except Exception as error:
            log.error("%s failed", fn.__name__, exc_info=error)
            return instead(error)

    return cast(Callable[P, ft.Control], ft.component(drawn))


def failure(error: Exception) -> list[ft.Control]:
    """What happened, and the way back."""
    page = ft.context.page
    home = kit.side_action(tr("回到今日"), lambda e: page.navigate(here().home), ident_name="home")
    return [_said(error), home]


def _said(error: Exception) -> ft.Control:
    fault = ERRORS["screen_failed"].fault(str(error))
    words = f"{fault_text(fault)} [{fault.code}] {type(error).__name__}: {error}"
    return kit.notice(words, "critical", ident_name="failed")


def use_session(of: Callable[[Session], Hashable] | None = None) -> Session:
    """The session, and a redraw of this component whenever something that it may show has changed. of: what of the
    session it shows, where that is little; everything else then draws nothing anew.

    A view that lies under another one waits until it is on top again: a tap must not pay for what nobody sees.
    """
    session = here()
    path = ft.use_view_path()
    shown = session.version if of is None else of(session)
    _, redraw = ft.use_state(shown)

    def watch() -> Callable[[], None]:
        def changed() -> bool:
            on_top = not path or session.page.route.partition("?")[0] == path
            if on_top:
                redraw(session.version if of is None else of(session))
            return on_top

        return session.listen(changed)

    ft.use_effect(watch, [path])
    return session


def scrolling(body: list[ft.Control], *, scroll: bool = True) -> ft.Column:
    """The middle of a screen."""
    return ft.Column(
        [*body, *([kit.gap(_END)] if scroll else [])], spacing=kit.GAP, scroll=ft.ScrollMode.AUTO if scroll else None, expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )  # fmt: skip


def thumb_bar(actions: list[ft.Control]) -> ft.Control:
    """The actions at the bottom of a screen; nothing of it is seen while there are none."""
    padding = ft.Padding.only(left=SIDE, right=SIDE, top=8, bottom=12)
    return ft.Container(kit.spaced(actions), padding=padding if actions else None, bgcolor=p().surface)


def view(
    body: list[ft.Control] | ft.Control,
    *,
    top: ft.Control | None = None,
    bottom: list[ft.Control] | ft.Control | None = None,
    foot: ft.Control | None = None,
    beside: ft.Control | None = None,
    sheet: ft.Control | None = None,
    on_close_sheet: Callable[..., Any] | None = None,
    scroll: bool = True,
    side: int = SIDE,
) -> ft.View:
    """A screen: a bar on top, what scrolls between, actions at the bottom in reach of the thumb, and maybe a sheet.
    Middle and bottom may be components of their own (`scrolling`, `thumb_bar`), so that a sheet opens without drawing them.
    foot: the bar of tabs; beside: the desk's rail.

    System back closes an open sheet first; it never drops what was entered (the sheet keeps a draft).
    """
    content = scrolling(body, scroll=scroll) if isinstance(body, list) else body
    middle = ft.Container(content, padding=ft.Padding.symmetric(horizontal=side), expand=True)
    actions = (thumb_bar(bottom) if bottom else None) if isinstance(bottom, list) else bottom
    narrow = ft.Column(
        [c for c in (top, middle, None if sheet else WordLine(key="word"), actions) if c is not None], spacing=0, width=WIDE,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )  # fmt: skip
    page: ft.Control = ft.Column(
        [ft.Container(narrow, expand=True, alignment=ft.Alignment.TOP_CENTER), *([foot] if foot else [])], spacing=0, expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )  # fmt: skip
    if beside is not None:
        page = ft.Row([beside, page], spacing=0, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)
    # A screen reader and the keyboard stay in the sheet; what lies under it is not theirs meanwhile.
    under = ft.Semantics(content=ft.SafeArea(page, expand=True), exclude_semantics=sheet is not None)
    layers: list[ft.Control] = [ft.Container(under, expand=True, left=0, right=0, top=0, bottom=0)]
    if sheet is not None:
        layers += [Scrim(on_close_sheet, key="sheet-scrim"), sheet]

    async def confirm(event: Any) -> None:
        if on_close_sheet is not None:
            on_close_sheet(event)
        await event.control.confirm_pop(False)

    return ft.View(
        route=ft.use_view_path(), bgcolor=p().surface, padding=0, spacing=0, controls=[ft.Stack(layers, expand=True)],
        can_pop=sheet is None, on_confirm_pop=confirm if sheet is not None else None,
    )  # fmt: skip


@dataclass
class _Close:
    """What closes the sheet, as its screen was drawn last."""

    how: Callable[..., Any] | None = None

    def __call__(self) -> None:
        if self.how is not None:
            self.how(None)


def _scrim(on_close: Callable[..., Any] | None) -> ft.Control:
    """`Scrim(on_close, key=…)`: what lies between a screen and its sheet. A tap there closes the sheet, and so does system back."""
    host = here().host
    close, _ = state_from(_Close)
    close.how = on_close
    ft.use_effect(lambda: host.hold_back(close), [])
    ground = ft.Container(bgcolor="#66000000", on_click=on_close)
    return ft.Container(
        kit.ident("sheet-scrim", ground, label=tr("关闭"), button=True), left=0, right=0, top=0, bottom=0
    )


Scrim = cast(Callable[..., ft.Control], ft.component(_scrim))


def sheet(
    content: list[ft.Control],
    *,
    ident_name: str,
    head: ft.Control | None = None,
    foot: list[ft.Control] | None = None,
    height_share: float = 0.86,
) -> ft.Control:
    """A sheet from the bottom; what does not fit scrolls, under a head that always stays in sight and above a foot that always
    stays under the thumb. height_share: how much of the screen it takes, however the phone is held; 0: as much as it needs.
    """
    whole = height_share <= 0
    loose = whole or not foot
    scrolled = ft.Column(
        content, spacing=kit.GAP, tight=True, scroll=ft.ScrollMode.AUTO, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )  # fmt: skip
    rows = [
        *([head] if head else []),
        ft.Container(scrolled, expand=True, expand_loose=loose),
        kit.spaced([WordLine(side=0, key="sheet-word"), *([kit.spaced(foot)] if foot else [])], spacing=0),
    ]
    inside: ft.Control = ft.Column(rows, spacing=12, tight=loose)
    if whole:  # what scrolls takes all the height that it is offered; here it is offered what it needs
        inside = ft.Row([ft.Container(inside, expand=True)], intrinsic_height=True)
    paper = ft.Container(
        inside, bgcolor=p().surface, width=WIDE,
        padding=ft.Padding.only(left=SIDE, right=SIDE, top=12, bottom=16),
        border_radius=ft.BorderRadius.only(top_left=24, top_right=24), border=ft.Border(top=ft.BorderSide(p().line_width, p().line)),
    )  # fmt: skip
    named = kit.ident(ident_name, paper)
    share = round(100 * height_share)
    # Shares of the screen instead of pixels: a phone that is turned lays it out anew without a word from here.
    placed = (
        ft.Container(named, alignment=ft.Alignment.BOTTOM_CENTER, padding=ft.Padding.only(top=8))
        if whole
        else ft.Column(
            [ft.Container(expand=100 - share), ft.Container(named, expand=share, alignment=ft.Alignment.BOTTOM_CENTER)],
            spacing=0, horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    )  # fmt: skip
    return ft.Container(placed, left=0, right=0, top=0, bottom=0, key=ident_name)
