"""What cannot wait, as lines: the gravest two are shown, so that the way on is seen; the others open with one tap."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import flet as ft

from app.domain.severity import Severity, rank
from app.locales import tr
from app.ui import kit
from app.ui.frame import state
from app.ui.theme import BODY, large, p

SHOWN: Final = 2


@dataclass(frozen=True)
class Line:
    """ident: its name. first: where or what. second: what is due. on_click: the way there."""

    ident: str
    severity: Severity
    first: str
    second: str
    on_click: kit.Tap | None = None


@ft.component
def Pressing(lines: Sequence[Line]) -> ft.Control:
    """The lines, the gravest first. Identifiers: those of the lines, pressing-more."""
    opened, set_opened = state(False)
    ordered = sorted(lines, key=lambda line: -rank(line.severity))
    whole = opened or len(ordered) <= SHOWN
    shown = ordered if whole else ordered[:SHOWN]
    rows = [line_row(line) for line in shown]
    return kit.spaced(rows if whole else [*rows, _more(ordered[SHOWN:], lambda e: set_opened(True))])


def line_row(line: Line) -> ft.Control:
    """One line as a card."""
    most = None if large() else 3
    words = kit.spaced([kit.name(line.first, lines=most), kit.small(line.second, lines=most)], spacing=2, expand=True)
    chevron = [kit.icon(ft.Icons.CHEVRON_RIGHT)] if line.on_click else []
    inside = ft.Row(
        [kit.icon(kit.TONE_ICONS[line.severity], 24, p().ink_of(line.severity)), words, *chevron], spacing=12
    )
    card = kit.card(inside, tone=line.severity, on_click=line.on_click, padding=12)
    return kit.ident(line.ident, card, button=line.on_click is not None, key=line.ident)


def _more(hidden: Sequence[Line], on_click: kit.Tap) -> ft.Control:
    """How many more there are, and how many of these are critical."""
    grave = sum(line.severity == "critical" for line in hidden)
    said = tr("另有 {n} 项，其中紧急 {m} 项", n=len(hidden), m=grave) if grave else tr("另有 {n} 项", n=len(hidden))
    ink = p().ink_of("critical" if grave else "plain")
    inside = ft.Row([kit.text(said, BODY, color=ink, expand=True), kit.icon(ft.Icons.EXPAND_MORE)], spacing=12)
    return kit.ident("pressing-more", kit.card(inside, on_click=on_click, padding=12), button=True, key="pressing-more")
