"""One photo as large as the screen, with two fingers to look closer; and two photos side by side."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import flet as ft

from app.locales import tr
from app.ui import kit
from app.ui.frame import sheet
from app.ui.parts.sheet_parts import title_row
from app.ui.photo import Photo


@dataclass(frozen=True)
class Shown:
    """A photo that a tap makes large. owner: on whose phone it was taken. place: where the record says that it is; what is
    stamped in the picture is what was known at the shutter."""

    sha256: str
    caption: str
    owner: str = ""
    preview: bytes | None = None
    place: str = ""


def viewer_sheet(shown: Shown, close: Callable[..., Any]) -> ft.Control:
    """The photo over the screen; system back closes it."""
    page = ft.context.page
    head = title_row(shown.place, shown.caption, lambda: close(None), "viewer-close")
    height = max(280.0, (page.height or 844) * 0.86 - 150)
    return sheet(
        [
            ft.InteractiveViewer(
                Photo(
                    shown.sha256, None, height, "viewer-photo", preview=shown.preview, owner=shown.owner, size="full",
                    fit=ft.BoxFit.CONTAIN, key=f"viewer-{shown.sha256}",
                ),
                max_scale=6, height=height,
            ),
        ],
        head=head, ident_name="viewer",
    )  # fmt: skip


def side_by_side(
    first: Shown | None, latest: Shown | None, *, height: float = 180, names: tuple[str, str] = ("first", "latest")
) -> ft.Control:
    """The first photo and the new one next to each other, to be compared before anything is saved."""
    halves = [
        ft.Column(
            [_half(shown, height, name, missing), kit.small(shown.caption if shown else "")],
            spacing=4,
            expand=True,
            tight=True,
        )
        for shown, name, missing in ((first, names[0], tr("没有首张照片")), (latest, names[1], tr("还没有新照片")))
    ]
    return ft.Row(list(halves), spacing=8, vertical_alignment=ft.CrossAxisAlignment.START)


def _half(shown: Shown | None, height: float, name: str, missing: str) -> ft.Control:
    if shown is None:
        return kit.card(ft.Container(kit.small(missing), height=height - 32, alignment=ft.Alignment.CENTER))
    return Photo(
        shown.sha256, None, height, f"{name}-photo", preview=shown.preview, owner=shown.owner, key=f"{name}-{shown.sha256}"
    )  # fmt: skip
