"""A photo over the desk, as large as the window allows."""

from collections.abc import Callable
from typing import Any

import flet as ft

from app.locales import tr
from app.ui import kit
from app.ui.parts.viewer import Shown
from app.ui.photo import Photo
from app.ui.session import Session
from app.ui.theme import p


def large_photo(session: Session, shown: Shown, on_close: Callable[..., Any]) -> ft.Control:
    """The whole photo; the wheel or two fingers look closer."""
    width = max(320.0, (session.page.width or 1280) * 0.8)
    height = max(240.0, (session.page.height or 800) - 150)
    photo = Photo(
        shown.sha256, width, height, "large-photo", preview=shown.preview, owner=shown.owner, size="full",
        fit=ft.BoxFit.CONTAIN, key=f"large-{shown.sha256}",
    )  # fmt: skip
    return ft.Container(
        ft.Column(
            [
                ft.Row(
                    [kit.text(shown.caption, expand=True),
                     kit.icon_button(ft.Icons.CLOSE, tr("关闭"), on_close, ident_name="large-close")], width=width,
                ),
                ft.InteractiveViewer(photo, max_scale=8, width=width, height=height),
            ],
            spacing=4, tight=True,
        ),
        padding=12, bgcolor=p().card, border_radius=16,
    )  # fmt: skip
