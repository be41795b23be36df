"""The bar at the bottom: today, patrol, found, tasks, me."""

from typing import Literal

import flet as ft

from app.locales import language, tr
from app.ui import kit
from app.ui.routes import found_route
from app.ui.session import Session
from app.ui.theme import SMALL, p, size, up_to

Tab = Literal["today", "patrol", "found", "tasks", "me"]

_TABS: tuple[tuple[Tab, str, ft.IconData, ft.IconData], ...] = (
    ("today", "今日", ft.Icons.TODAY_OUTLINED, ft.Icons.TODAY),
    ("patrol", "巡查", ft.Icons.ROUTE_OUTLINED, ft.Icons.ROUTE),
    ("found", "发现", ft.Icons.ADD_A_PHOTO_OUTLINED, ft.Icons.ADD_A_PHOTO),
    ("tasks", "任务", ft.Icons.CHECKLIST_OUTLINED, ft.Icons.CHECKLIST),
    ("me", "我", ft.Icons.PERSON_OUTLINE, ft.Icons.PERSON),
)


def tab_bar(session: Session, current: Tab) -> ft.Control:
    """Five targets of at least 56; the current one is shown by ground and by a filled picture."""
    return ft.Container(
        ft.Row([_tab(session, current, *each) for each in _TABS], spacing=0, alignment=ft.MainAxisAlignment.SPACE_AROUND),
        bgcolor=p().card, border=ft.Border(top=ft.BorderSide(p().line_width, p().line)), padding=ft.Padding.only(top=4, bottom=6),
    )  # fmt: skip


def _tab(session: Session, current: Tab, tab: Tab, words: str, off: ft.IconData, on: ft.IconData) -> ft.Control:
    here = tab == current
    ink = p().primary if here else p().quiet
    middle = tab == "found"
    # Five words share the width of a small phone: the two characters of a Chinese one have room to grow to twice the size.
    most = 1.3 if language() == "en" else 2.0
    mark: ft.Control = kit.icon(on if here or middle else off, 26, p().on_primary if middle else ink)
    mark = ft.Container(
        mark, width=max(52, size(34)), height=max(34, size(30)), border_radius=max(17, size(15)), alignment=ft.Alignment.CENTER,
        bgcolor=p().primary if middle else p().ground_of("primary") if here else None,
    )  # fmt: skip
    inside = ft.Column(
        [mark, kit.text(tr(words), up_to(SMALL, most), color=ink, strong=here, lines=1)], spacing=0, tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )  # fmt: skip
    return kit.ident(
        f"tab-{tab}",
        ft.Container(inside, on_click=lambda e: session.go(_route(session, tab)), ink=True, border_radius=12, expand=True,
                     padding=ft.Padding.symmetric(vertical=2), alignment=ft.Alignment.CENTER),
        button=True, expand=True,
    )  # fmt: skip


def _route(session: Session, tab: Tab) -> str:
    """发现 leads back to where it was opened."""
    if tab == "found":
        return found_route(back=session.page.route)
    return session.home if tab == "today" else f"/{tab}"
