"""Small pictures in a row."""

from collections.abc import Sequence

import flet as ft

from app.ui import kit
from app.ui.theme import p


def thumbs(pictures: Sequence[bytes | None], side: int = 72) -> ft.Control:
    """The small JPEGs that came with photos just taken; a camera sign where there is none."""
    return ft.Row(
        [
            ft.Container(
                ft.Image(src=data, width=side, height=side, fit=ft.BoxFit.COVER) if data else kit.icon(ft.Icons.PHOTO_CAMERA),
                width=side, height=side, border_radius=12, clip_behavior=ft.ClipBehavior.HARD_EDGE,
                bgcolor=p().ground_of("plain"), alignment=ft.Alignment.CENTER,
            )
            for data in pictures
        ],
        spacing=kit.GAP, scroll=ft.ScrollMode.AUTO,
    )  # fmt: skip
