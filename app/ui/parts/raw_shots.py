"""The pictures of a draft, as the camera gave them, small."""

from collections.abc import Callable, Sequence

import flet as ft

from app.domain.errors import ZonewalkError
from app.locales import tr
from app.patrol.raw_shots import RawShot
from app.ui import kit
from app.ui.frame import state
from app.ui.session import here
from app.ui.theme import p

_SIDE = 96  # pixels of the screen; the picture is decoded at twice that


def raw_shots(shots: Sequence[RawShot], leave_out: Callable[[str], None]) -> ft.Control:
    """In a row; each can be left out. Identifiers: shot-1, shot-1-out, …"""
    return ft.Row(
        [_one(n, shot, leave_out) for n, shot in enumerate(shots, start=1)], spacing=kit.GAP, scroll=ft.ScrollMode.AUTO
    )


def _one(n: int, shot: RawShot, leave_out: Callable[[str], None]) -> ft.Control:
    out = kit.icon_button(ft.Icons.CLOSE, tr("不要这张"), lambda e: leave_out(shot.file), ident_name=f"shot-{n}-out")
    return ft.Row(
        [kit.ident(f"shot-{n}", RawShotPicture(shot.file, key=shot.file), label=tr("照片")), out],
        spacing=0, tight=True, key=f"shot-{shot.file}", vertical_alignment=ft.CrossAxisAlignment.START,
    )  # fmt: skip


@ft.component
def RawShotPicture(file: str, key: str = "") -> ft.Control:
    session = here()
    data, set_data = state(b"")

    async def load() -> None:
        try:
            set_data(await session.host.get_file("drafts", file))
        except (FileNotFoundError, ZonewalkError):
            set_data(b"")  # the sign of a camera stays

    ft.use_effect(load, [file])
    sign = kit.icon(ft.Icons.PHOTO_CAMERA)
    picture = (
        ft.Image(src=data, width=_SIDE, height=_SIDE, fit=ft.BoxFit.COVER, cache_width=2 * _SIDE, error_content=sign)
        if data
        else sign
    )
    return ft.Container(
        picture, width=_SIDE, height=_SIDE, border_radius=12, clip_behavior=ft.ClipBehavior.HARD_EDGE,
        bgcolor=p().ground_of("plain"), alignment=ft.Alignment.CENTER,
    )  # fmt: skip
