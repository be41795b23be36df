"""What a thumb presses: the main action of a screen, second actions, choices, and buttons that draw only a picture."""

from collections.abc import Callable, Sequence
from functools import partial

import flet as ft

from app.ui.basics import Tap, fitting, icon, ident, text
from app.ui.theme import BODY, GAP, MAIN_ACTION, NAME, RADIUS, TARGET, Tone, p, size, up_to

_LINE = 1.45  # a line of the bundled font is so many times as high as its size
_CHOSEN_LINE = 2
# Keys of one width: of how many characters at most, and how wide (pixels): five or four in a row on 390.
_KEY_MOST, _KEY_SHORT, _KEY_LONG = 5, 64, 82
_TICK_SIDE = 5
_MOST = 1.5  # how far their words grow: at 200 % they still have to be read whole on 360 pixels


def _above_and_below(height: int, content: float) -> ft.Padding:
    """What makes a button of one line so high; with more lines it grows."""
    return ft.Padding.symmetric(horizontal=12, vertical=max(6.0, (height - content) / 2))


def main_action(words: str, on_click: Tap | None, *, ident_name: str, mark: ft.IconData | None = None,
                tone: Tone = "primary", on_long_press: Tap | None = None) -> ft.Control:  # fmt: skip
    """The one main action of a screen: full width, at least 56 high, at the bottom in reach of the thumb."""
    ink, ground = (p().on_primary, p().primary) if tone == "primary" else (p().card, p().ink_of(tone))
    disabled = on_click is None
    px = up_to(NAME, _MOST)
    inside: list[ft.Control] = [icon(mark, up_to(24, _MOST), p().quiet if disabled else ink)] if mark else []
    inside.append(fitting(text(words, px, color=p().quiet if disabled else ink, lines=3)))
    return ident(
        ident_name,
        ft.Container(
            ft.Row(inside, alignment=ft.MainAxisAlignment.CENTER, spacing=GAP), padding=_above_and_below(MAIN_ACTION, size(px) * _LINE),
            border_radius=RADIUS, on_click=on_click, bgcolor=p().off if disabled else ground, on_long_press=on_long_press, ink=not disabled,
        ),
        button=True,
    )  # fmt: skip


def side_action(words: str, on_click: Tap | None, *, ident_name: str, mark: ft.IconData | None = None,
                tone: Tone = "primary", expand: bool | None = None, filled: bool = False) -> ft.Control:  # fmt: skip
    """A second action: an outlined button, at least 48 high, as wide as its words or as what holds it."""
    disabled = on_click is None
    ink = p().quiet if disabled else p().ink_of(tone)
    px = up_to(BODY, _MOST)
    inside: list[ft.Control] = [icon(mark, up_to(22, _MOST), ink)] if mark else []
    inside.append(fitting(text(words, px, color=ink, lines=2)))
    return ident(
        ident_name,
        ft.Container(
            ft.Row(inside, alignment=ft.MainAxisAlignment.CENTER, spacing=GAP, tight=True),
            padding=_above_and_below(TARGET, size(px) * _LINE), border_radius=RADIUS, on_click=on_click, ink=not disabled,
            border=ft.Border.all(max(1, p().line_width), ink), bgcolor=p().ground_of(tone) if filled else None,
        ),
        button=True, expand=expand,
    )  # fmt: skip


def choice(
    words: str, chosen: bool, on_click: Tap, *, ident_name: str, tone: Tone = "primary", slim: bool = False
) -> ft.Control:
    """One of several choices as a chip to press; chosen is shown by ground, border and a tick. The tick stands in what is
    free beside the words, clear of both edges, so that a chip is as large when it is chosen as before."""
    ink = p().ink_of(tone) if chosen else p().ink
    side, aside, tick = (16, 7, 12) if slim else (18, 6, 14)
    said: ft.Control = text(words, BODY, color=ink)
    line = max(1, p().line_width)
    if chosen:
        inner = line - _CHOSEN_LINE  # what the heavier border takes
        said = ft.Stack([
            ft.Container(said, padding=ft.Padding.only(left=side + aside + inner, right=side - aside + inner, top=12 + inner, bottom=12 + inner)),
            ft.Container(icon(ft.Icons.CHECK, up_to(tick, 1.0), ink), left=_TICK_SIDE, top=0, bottom=0, alignment=ft.Alignment.CENTER_LEFT),
        ])  # fmt: skip
    return ident(
        ident_name,
        ft.Container(
            said, on_click=on_click, ink=True, border_radius=12, bgcolor=p().ground_of(tone) if chosen else p().card,
            padding=None if chosen else ft.Padding.symmetric(horizontal=side, vertical=12),
            border=ft.Border.all(_CHOSEN_LINE if chosen else line, ink if chosen else p().line),
        ),
        button=True,
    )  # fmt: skip


def keys(
    labels: Sequence[tuple[str, str]], chosen: str | None, choose: Callable[[str], None], *, ident_prefix: str
) -> ft.Control:
    """Short choices (floors, doors) as keys of one width, so that they stand in columns. labels: (value, words) of each; long
    words take chips of their own width. Identifiers: <prefix><value>, its slashes as ~."""
    longest = max((len(words) for _, words in labels), default=0)
    controls = []
    for value, words in labels:
        named = f"{ident_prefix}{value.replace('/', '~')}"
        pressed = partial(_choose, choose, value)
        if longest > _KEY_MOST:
            controls.append(choice(words, value == chosen, pressed, ident_name=named))
        else:
            controls.append(
                _key(words, value == chosen, pressed, named, size(_KEY_SHORT if longest <= 3 else _KEY_LONG))
            )
    return choices(controls)


def _choose(choose: Callable[[str], None], value: str, event: object) -> None:
    choose(value)


def _key(words: str, chosen: bool, on_click: Tap, ident_name: str, width: float) -> ft.Control:
    ink = p().primary if chosen else p().ink
    layers: list[ft.Control] = [
        ft.Container(text(words, BODY, color=ink), left=0, right=0, top=0, bottom=0, alignment=ft.Alignment.CENTER)
    ]
    if chosen:
        tick = icon(ft.Icons.CHECK, up_to(12, 1.0), ink)
        layers.append(ft.Container(tick, left=_TICK_SIDE, top=0, bottom=0, alignment=ft.Alignment.CENTER_LEFT))
    return ident(
        ident_name,
        ft.Container(
            ft.Stack(layers), on_click=on_click, ink=True, border_radius=12, width=width, height=max(TARGET, size(TARGET)),
            bgcolor=p().ground_of("primary") if chosen else p().card,
            border=ft.Border.all(_CHOSEN_LINE if chosen else max(1, p().line_width), ink if chosen else p().line),
        ),
        button=True,
    )  # fmt: skip


def choices(controls: Sequence[ft.Control]) -> ft.Row:
    return ft.Row(list(controls), wrap=True, spacing=GAP, run_spacing=GAP)


def icon_button(
    which: ft.IconData, words: str, on_click: Tap, *, ident_name: str, color: str | None = None
) -> ft.Control:
    """A button that draws only a picture (back, close, search, torch) and says its name to screen readers."""
    return ident(
        ident_name,
        ft.Container(
            icon(which, 24, color or p().ink), width=TARGET, height=TARGET, border_radius=24, on_click=on_click, ink=True,
            alignment=ft.Alignment.CENTER,
        ),
        label=words, button=True,
    )  # fmt: skip
