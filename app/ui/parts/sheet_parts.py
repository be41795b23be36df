"""What every sheet of a task begins and ends with."""

from collections.abc import Callable

import flet as ft

from app.domain.facts import Fact
from app.locales import tr
from app.patrol.tasks import TaskRow
from app.patrol.work import Work
from app.ui import kit, words
from app.ui.session import Session


def sheet_head(title: str, row: TaskRow, work: Work, close: Callable[[], None], ident_name: str) -> ft.Control:
    """The title, the place, and a way out (`{ident_name}-close`)."""
    return ft.Row(
        [
            kit.spaced([kit.name(title), kit.small(words.place(work, row.matter.place))], spacing=0, expand=True),
            kit.icon_button(ft.Icons.CLOSE, tr("关闭"), lambda e: close(), ident_name=f"{ident_name}-close"),
        ],
        vertical_alignment=ft.CrossAxisAlignment.START,
    )  # fmt: skip


def saved(session: Session, close: Callable[[], None], said: str, fact: Fact) -> None:
    """After the durable commit: the sheet closes by itself, it is said with a way back, and the exchange may begin."""
    close()
    session.saved(fact, said)
