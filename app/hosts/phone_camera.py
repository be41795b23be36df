"""The camera of a native phone app, drawn with Flet: *configured, not run*. Needs the package `flet-camera`."""

import asyncio
from collections.abc import Awaitable, Callable

import flet as ft

from app.domain.errors import ZonewalkError
from app.hosts.base import PhotoAsk
from app.locales import tr

Picture = tuple[bytes, bool]  # its bytes, and whether it comes from the album
PickAlbum = Callable[[], Awaitable[bytes | None]]

_SHUTTER = 72  # pixels, for a thumb in a glove
_WHITE, _BLACK = "#FFFFFF", "#000000"


async def open_camera(page: ft.Page, ask: PhotoAsk, album: PickAlbum, note: str = "") -> Picture | None:
    """Show the camera over the screen until there is a picture; None when the person leaves, also by system back.

    note: a line below the hint. Raises ZonewalkError camera_none.
    """
    from flet_camera import Camera, CameraLensDirection, ResolutionPreset

    done: asyncio.Future[Picture | None] = asyncio.get_running_loop().create_future()
    camera = Camera(expand=True)

    def end(picture: Picture | None) -> None:
        if not done.done():
            done.set_result(picture)

    async def shutter(event: object) -> None:
        end((bytes(await camera.take_picture()), False))

    async def choose(event: object) -> None:
        data = await album()
        if data is not None:
            end((data, True))

    buttons: list[ft.Control] = [
        _button(ft.Icons.CLOSE, tr("关闭"), lambda event: end(None)),
        _button(ft.Icons.CAMERA, tr("拍照"), shutter, _SHUTTER),
        _button(ft.Icons.PHOTO_LIBRARY_OUTLINED, tr("从相册选"), choose) if ask.album else ft.Container(width=48),
    ]
    dialog = ft.AlertDialog(
        modal=False, bgcolor=_BLACK, inset_padding=0, content_padding=8, shape=ft.RoundedRectangleBorder(radius=0),
        content=ft.Column([*_words(ask, note), _pictures(ask, camera), _row(buttons)], expand=True, spacing=8),
        on_dismiss=lambda event: end(None),
    )  # fmt: skip
    page.show_dialog(dialog)
    try:
        lenses = await camera.get_available_cameras()
        if not lenses:
            raise ZonewalkError("camera_none", "the device names no camera")
        back = next((each for each in lenses if each.lens_direction is CameraLensDirection.BACK), lenses[0])
        await camera.initialize(back, ResolutionPreset.VERY_HIGH, enable_audio=False)
        return await done
    finally:
        dialog.open = False
        dialog.update()


def _words(ask: PhotoAsk, note: str) -> list[ft.Control]:
    return [
        ft.Text(words, size=px, color=_WHITE) for words, px in ((ask.title, 18), (ask.hint, 16), (note, 14)) if words
    ]


def _pictures(ask: PhotoAsk, camera: ft.Control) -> ft.Control:
    """The live picture; for a re-inspection the first photo beside it."""
    first = [ft.Image(src=ask.compare, fit=ft.BoxFit.CONTAIN, expand=True)] if ask.compare else []
    return ft.Row([*first, camera], expand=True)


def _row(buttons: list[ft.Control]) -> ft.Control:
    return ft.Row(buttons, alignment=ft.MainAxisAlignment.SPACE_EVENLY)


def _button(icon: ft.IconData, words: str, on_click: Callable[..., object], px: int = 48) -> ft.Control:
    picture = ft.Container(
        ft.Icon(icon, size=px * 0.6, color=_WHITE), width=px, height=px, alignment=ft.Alignment.CENTER, on_click=on_click
    )  # fmt: skip
    return ft.Semantics(content=picture, label=words, button=True)
