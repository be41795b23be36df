"""What every sheet begins and ends with."""

from collections.abc import Callable

import flet as ft

from app.domain.facts import Fact
from app.locales import tr
from app.patrol.tasks import TaskRow
from app.patrol.work import Work
from app.ui import kit, words
from app.ui.session import Session


def title_row(title: str, under: str, close: Callable[[], None], close_name: str) -> ft.Control:
    """The head of a sheet, which stays while the rest scrolls: title, what is small under it, and the way out."""
    said = [kit.name(title), *([kit.small(under)] if under else [])]
    return ft.Row(
        [
            kit.spaced(said, spacing=0, expand=True),
            kit.icon_button(ft.Icons.CLOSE, tr("关闭"), lambda e: close(), ident_name=close_name),
        ],
        vertical_alignment=ft.CrossAxisAlignment.START,
    )  # fmt: skip


def sheet_head(title: str, row: TaskRow, work: Work, close: Callable[[], None], ident_name: str) -> ft.Control:
    """The same over a task: its place under the title (`{ident_name}-close`)."""
    return title_row(title, words.place(work, row.matter.place), close, f"{ident_name}-close")


def saved(session: Session, close: Callable[[], None], said: str, fact: Fact) -> None:
    """After the durable commit: the sheet closes by itself, it is said with a way back, and the exchange may begin."""
    close()
    session.saved(fact, said)
