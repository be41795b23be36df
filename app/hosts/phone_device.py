"""A phone's own abilities through Flet's services: *configured, not run*.

Needs flet-camera, flet-geolocator, flet-permission-handler and flet-secure-storage, which only a native build installs
(`pyproject.toml`): they are imported when they are used.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import flet as ft

from app.domain.errors import ZonewalkError
from app.hosts.base import HostEvent, PhotoAsk, Shot
from app.hosts.phone_camera import open_camera
from app.locales import tr

log = logging.getLogger("zonewalk.host")

_NEAR_SECONDS = 8  # a position that takes longer is left out of the stamp
_LIFE: dict[ft.AppLifecycleState, HostEvent] = {
    ft.AppLifecycleState.RESUME: "visible",
    ft.AppLifecycleState.HIDE: "hidden",
}


class FletDevice:
    """`phone.Device` on a Flet page. Make it inside the page's own context: services register with it."""

    def __init__(self, page: ft.Page) -> None:
        from flet_permission_handler import PermissionHandler
        from flet_secure_storage import SecureStorage

        self._page = page
        self._permissions = PermissionHandler()
        self._keys = SecureStorage()
        self._files = ft.FilePicker()
        self._haptics: Any = ft.HapticFeedback()
        self._links = ft.UrlLauncher()
        self._connectivity = ft.Connectivity()

    async def shoot(self, ask: PhotoAsk) -> Shot | None:
        """The position is looked for while the person aims; the shutter never waits for it."""
        if not await self._allowed("CAMERA"):
            raise ZonewalkError("camera_refused", "the system's permission for the camera")
        near = asyncio.create_task(self._near())
        note = tr("允许定位时，照片水印会写明拍摄位置；不允许也能拍。")
        try:
            made = await open_camera(self._page, ask, self._from_album, note)
        finally:
            found = near.result() if near.done() else ""
            near.cancel()
        if made is None:
            return None
        data, album = made
        return Shot(data, "album") if album else Shot(data, "camera", near=found)

    async def ask_code(self, title: str, hint: str) -> str | None:
        done: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        typed = ft.TextField(label=tr("码下编号"), autofocus=True)

        def end(text: str | None) -> None:
            if not done.done():
                done.set_result(text)

        dialog = ft.AlertDialog(
            title=title, content=ft.Column([ft.Text(hint), typed], tight=True),
            actions=[
                ft.TextButton(tr("取消"), on_click=lambda event: end(None)),
                ft.TextButton(tr("确定"), on_click=lambda event: end(typed.value)),
            ],
            on_dismiss=lambda event: end(None),
        )  # fmt: skip
        self._page.show_dialog(dialog)
        text = await done
        dialog.open = False
        dialog.update()
        return text.strip() if text and text.strip() else None

    async def dial(self, number: str) -> None:
        await self._links.launch_url(f"tel:{number}")

    async def buzz(self, ms: int) -> None:
        await (self._haptics.heavy_impact() if ms >= 100 else self._haptics.light_impact())

    async def save_as(self, name: str, data: bytes) -> None:
        await self._files.save_file(file_name=name, src_bytes=data)

    async def restart(self) -> None:
        await self._page.push_route("/")

    def listen(self, fire: Callable[[HostEvent], None]) -> None:
        def life(event: ft.AppLifecycleStateChangeEvent) -> None:
            if event.state in _LIFE:
                fire(_LIFE[event.state])

        def net(event: ft.ConnectivityChangeEvent) -> None:
            fire("offline" if set(event.connectivity) <= {ft.ConnectivityType.NONE} else "online")

        self._page.on_app_lifecycle_state_change = life
        self._connectivity.on_change = net
        self._connectivity.update()

    async def secret_get(self, name: str) -> str | None:
        found: str | None = await self._keys.get(name)
        return found

    async def secret_put(self, name: str, value: str | None) -> None:
        if value is None:
            await self._keys.remove(name)
        else:
            await self._keys.set(name, value)

    async def _from_album(self) -> bytes | None:
        chosen = await self._files.pick_files(file_type=ft.FilePickerFileType.IMAGE, with_data=True)
        return chosen[0].bytes if chosen else None

    async def _allowed(self, permission: str) -> bool:
        from flet_permission_handler import Permission, PermissionStatus

        status: Any = await self._permissions.request(Permission[permission])
        return status in (PermissionStatus.GRANTED, PermissionStatus.LIMITED)

    async def _near(self) -> str:
        """Where the phone is, for the stamp: degrees and metres; "" when not allowed or not known in time."""
        from flet_geolocator import Geolocator

        try:
            if not await self._allowed("LOCATION_WHEN_IN_USE"):
                return ""
            at = await asyncio.wait_for(Geolocator().get_current_position(), _NEAR_SECONDS)
        except Exception as error:  # noqa: BLE001  a photo is never lost for want of a position
            log.info("no position for the stamp: %s", error)
            return ""
        if at.latitude is None or at.longitude is None:
            return ""
        return f"{at.latitude:.5f}, {at.longitude:.5f} ±{at.accuracy or 0:.0f} m"
