"""The pieces that every screen is made of, in the product's own look: texts (basics.py), buttons (buttons.py), cards, chips, bars.

Each takes an `ident` where a person can touch it: the accessibility tree and the tests know it by that name.
"""

from collections.abc import Callable, Sequence

import flet as ft

from app.domain.bodies import Severity
from app.locales import language, tr
from app.ui.basics import Tap as Tap
from app.ui.basics import fitting
from app.ui.basics import icon as icon
from app.ui.basics import ident as ident
from app.ui.basics import name as name
from app.ui.basics import small as small
from app.ui.basics import text as text
from app.ui.basics import title as title
from app.ui.buttons import choice as choice
from app.ui.buttons import choices as choices
from app.ui.buttons import icon_button as icon_button
from app.ui.buttons import keys as keys
from app.ui.buttons import main_action as main_action
from app.ui.buttons import side_action as side_action
from app.ui.theme import BODY, NAME, RADIUS, SIDE, SMALL, TITLE, Tone, large, p, size, up_to
from app.ui.theme import GAP as GAP
from app.ui.typed_field import TypedField

# How far the words of a bar grow: at 200 % they still have to be read whole on 360 pixels.
_BAR_MOST, _CHIP_MOST = 1.4, 1.25

SEVERITY_WORDS: dict[Severity, str] = {"critical": "紧急", "major": "重要", "minor": "一般"}
TONE_ICONS: dict[Tone, ft.IconData] = {
    "critical": ft.Icons.WARNING_ROUNDED,
    "major": ft.Icons.ERROR_OUTLINE_ROUNDED,
    "minor": ft.Icons.INFO_OUTLINE_ROUNDED,
    "done": ft.Icons.CHECK_CIRCLE_OUTLINE,
}


def border() -> ft.Border:
    return ft.Border.all(p().line_width, p().line)


def card(content: ft.Control, *, tone: Tone | None = None, on_click: Tap | None = None, padding: int = 16,
         key: str | None = None, selected: bool = False, expand: bool | int | None = None) -> ft.Container:  # fmt: skip
    """A card; with a tone it bears a stripe of four pixels at its left edge, cut by the card's own round corners."""
    striped = ft.Container(
        content, padding=padding, border=ft.Border(left=ft.BorderSide(5, p().ink_of(tone))),
    ) if tone else content  # fmt: skip
    return ft.Container(
        striped, bgcolor=p().card, padding=0 if tone else padding, on_click=on_click, ink=on_click is not None, key=key, expand=expand,
        border=ft.Border.all(p().line_width, p().primary if selected else p().line), border_radius=RADIUS,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS if tone else ft.ClipBehavior.NONE,
    )  # fmt: skip


def chip(words: str, tone: Tone = "plain", *, mark: ft.IconData | None = None, in_bar: bool = False) -> ft.Control:
    """A state in words and a shape, never by its colour alone. in_bar: it leaves room for the title beside it."""
    ink, most = p().ink_of(tone), _CHIP_MOST if in_bar else 2.0
    inside: list[ft.Control] = [icon(mark, up_to(16, most), ink)] if mark else []
    inside.append(fitting(text(words, up_to(SMALL, most), color=ink)))
    return ft.Container(
        ft.Row(inside, spacing=4, tight=True), bgcolor=p().ground_of(tone), border_radius=8,
        padding=ft.Padding.symmetric(horizontal=8, vertical=2),
        border=ft.Border.all(p().line_width, ink) if p().name == "sun" else None,
    )  # fmt: skip


def severity_chip(severity: Severity) -> ft.Control:
    return chip(tr(SEVERITY_WORDS[severity]), severity, mark=TONE_ICONS[severity])


def bar(
    words: str, *, back: Tap | None = None, actions: Sequence[ft.Control] = (), under: str | ft.Control | None = None
) -> ft.Control:
    """The top of a screen: back, title, what stands at the right (the state chip; large texts put it under a long title)."""
    px, lines = NAME if back else TITLE, 3 if large() else 2
    if language() == "en":  # the same in English takes nearly twice the room
        px, lines = px - 2, 3
    lead: list[ft.Control] = [icon_button(ft.Icons.ARROW_BACK, tr("返回"), back, ident_name="back")] if back else []
    said: list[ft.Control] = [text(words, up_to(px, _BAR_MOST), strong=True, lines=lines)]
    if under:
        said.append(under_title(under) if isinstance(under, str) else under)
    heading = ft.Column(said, spacing=0, expand=True, expand_loose=large(), tight=True)
    if large():
        head = ft.Row([*lead, heading], tight=True, spacing=4)
        rest = ft.Container(
            ft.Row(list(actions), tight=True, spacing=4), padding=ft.Padding.only(left=12 if back else 0)
        )
        row = ft.Row(
            [head, rest], wrap=True, alignment=ft.MainAxisAlignment.SPACE_BETWEEN, run_spacing=0,
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
        )  # fmt: skip
    else:
        row = ft.Row([*lead, heading, *actions], vertical_alignment=ft.CrossAxisAlignment.CENTER, spacing=4)
    return ft.Container(row, padding=ft.Padding.only(left=4 if back else SIDE, right=SIDE, top=8, bottom=8))


def under_title(words: str, tone: Tone | None = None) -> ft.Control:
    """The small line under a bar's title; with a tone it is a state, and bears its sign."""
    if tone is None:
        return text(words, up_to(SMALL, _BAR_MOST), color=p().quiet, lines=3)
    ink = p().ink_of(tone)
    said = fitting(text(words, up_to(SMALL, _BAR_MOST), color=ink, lines=3))
    return ft.Row([icon(TONE_ICONS[tone], up_to(SMALL, _BAR_MOST), ink), said], spacing=4)


def _track() -> str:
    """What is still to be done; on white paper it has to be grey to be seen."""
    return "#C4CBC8" if p().name == "sun" else p().ground_of("plain")


def progress_bar(share: float, tone: Tone = "primary") -> ft.Control:
    """A bar for 0.0 to 1.0. It is drawn of two boxes: Flet's own bar would turn a row that can be pressed into a progress bar
    for screen readers, and the words beside it say the same."""
    done = round(1000 * max(0.0, min(1.0, share)))
    parts = [(done, p().ink_of(tone)), (1000 - done, None)]
    boxes: list[ft.Control] = [
        ft.Container(height=8, expand=weight, bgcolor=ink, border_radius=4) for weight, ink in parts if weight
    ]
    return ft.Container(ft.Row(boxes, spacing=0), height=8, bgcolor=_track(), border_radius=4)


def ring(share: float, px: int = 64) -> ft.Control:
    """How much is done, as a ring with its percentage inside."""
    return ft.Stack(
        [
            ft.ProgressRing(
                value=max(0.001, min(1.0, share)), width=px, height=px, stroke_width=7, color=p().primary,
                bgcolor=_track(), stroke_cap=ft.StrokeCap.ROUND if share > 0 else ft.StrokeCap.BUTT,  # nothing done shows no dot
            ),
            ft.Container(text(f"{round(share * 100)}%", BODY, strong=True), width=px, height=px, alignment=ft.Alignment.CENTER),
        ],
        width=px, height=px,
    )  # fmt: skip


def empty(words: str, hint: str, mark: ft.IconData = ft.Icons.TASK_ALT) -> ft.Control:
    """An empty list says what to do next."""
    return ft.Container(
        ft.Column(
            [icon(mark, 48, p().quiet), text(words, NAME, align=ft.TextAlign.CENTER),
             text(hint, BODY, color=p().quiet, align=ft.TextAlign.CENTER)],
            horizontal_alignment=ft.CrossAxisAlignment.CENTER, spacing=GAP, tight=True,
        ),
        padding=32, alignment=ft.Alignment.CENTER,
    )  # fmt: skip


def notice(words: str, tone: Tone, *, ident_name: str | None = None, action: ft.Control | None = None) -> ft.Control:
    """A band inside a screen: something that the person should know, with what can be done about it."""
    band = ft.Container(
        ft.Row(
            [icon(TONE_ICONS.get(tone, ft.Icons.INFO_OUTLINE_ROUNDED), 22, p().ink_of(tone)),
             text(words, BODY, color=p().ink_of(tone), expand=True), *([action] if action else [])],
            spacing=GAP, vertical_alignment=ft.CrossAxisAlignment.START,
        ),
        bgcolor=p().ground_of(tone), border_radius=12, padding=12,
        border=ft.Border.all(p().line_width, p().ink_of(tone)) if p().name == "sun" else None,
    )  # fmt: skip
    return ident(ident_name, band) if ident_name else band


def field(label: str, value: str, on_change: Tap, *, ident_name: str, password: bool = False, multiline: bool = False,
          keyboard: ft.KeyboardType | None = None, on_submit: Tap | None = None, hint: str | None = None,
          autofocus: bool = False, on_focused: Callable[[bool], None] | None = None) -> ft.Control:  # fmt: skip
    """A text field whose value the screen holds (a field without its value loses what was typed when redrawn).
    on_focused(yes): the field is entered or left."""
    heard = {"on_focus": lambda e: on_focused(True), "on_blur": lambda e: on_focused(False)} if on_focused else {}
    return ident(
        ident_name,
        TypedField(
            value, on_change, key=ident_name, label=label, password=password, can_reveal_password=password, multiline=multiline,
            min_lines=2 if multiline else None, max_lines=6 if multiline else 1, keyboard_type=keyboard or ft.KeyboardType.TEXT, on_submit=on_submit,
            hint_text=hint, autofocus=autofocus, **heard, text_size=size(BODY), color=p().ink, filled=True, fill_color=p().card,
            border={
                ft.ControlState.DEFAULT: _outline(max(1, p().line_width), p().line),
                ft.ControlState.FOCUSED: _outline(2, p().primary),
            },
        ),
    )  # fmt: skip


def _outline(width: float, color: str) -> ft.InputBorder:
    return ft.OutlineInputBorder(side=ft.BorderSide(width, color), border_radius=12)


def gap(px: int = GAP) -> ft.Control:
    return ft.Container(height=px)


def spaced(
    controls: Sequence[ft.Control], *, spacing: int = GAP, scroll: bool = False, expand: bool | None = None
) -> ft.Column:
    """Controls under each other, stretched to the width."""
    return ft.Column(
        list(controls), spacing=spacing, scroll=ft.ScrollMode.AUTO if scroll else None, expand=expand,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )  # fmt: skip
