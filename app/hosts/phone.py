"""The host of a native phone app (Android, iOS): *configured, not run*.

Files, database and pictures are the plain parts that the desktop uses too, so the contract tests run on them. What only
a device can do goes through `Device`; its Flet half is `phone_device.py`, which no test here has run.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from app.hosts.base import CodeNames, CodeRead, HostEvent, HostName, PhotoAsk, Shot
from app.hosts.folder import FolderHost
from app.imaging.base import ImageTools


class Device(Protocol):
    """What a phone adds to a folder: camera, album, telephone, buzzer, share sheet, key store, the app's life."""

    async def shoot(self, ask: PhotoAsk) -> Shot | None:
        """A picture from the camera or the album; None when cancelled. Raises ZonewalkError camera_refused, camera_none."""

    async def ask_code(self, title: str, hint: str) -> str | None:
        """Let the person type a code; None when cancelled."""

    async def dial(self, number: str) -> None:
        """Offer to call this number."""

    async def buzz(self, ms: int) -> None:
        """A short buzz, a stronger one from 100 ms."""

    async def save_as(self, name: str, data: bytes) -> None:
        """Let the person choose where the file goes."""

    async def restart(self) -> None:
        """Show the first screen anew; a phone app cannot start its own process again."""

    def listen(self, fire: Callable[[HostEvent], None]) -> None:
        """Tell of visible, hidden, online and offline from now on."""

    async def secret_get(self, name: str) -> str | None:
        """A secret from the system's key store."""

    async def secret_put(self, name: str, value: str | None) -> None:
        """Keep a secret in the system's key store, or forget it (None)."""


class PhoneHost(FolderHost):
    """A phone. folder: the app's own storage (`FLET_APP_STORAGE_DATA`), which the system keeps until the app is removed."""

    name: HostName = "phone"

    def __init__(self, folder: Path, origin: str, images: ImageTools, device: Device, *, build: str = "dev") -> None:
        super().__init__(folder, origin, images, build=build)
        self._device = device
        device.listen(self._events.fire)

    async def take_photo(self, ask: PhotoAsk) -> Shot | None:
        return await self._device.shoot(ask)

    async def scan_code(
        self, title: str, hint: str, lang: str, names: CodeNames | None = None, *, bad: bool = False
    ) -> CodeRead | None:
        """Typed: no reader of QR codes runs in native Python yet. The code's check value finds a mistyped one."""
        text = await self._device.ask_code(title, hint)
        return CodeRead(text, "typed") if text else None

    async def dial(self, number: str) -> None:
        await self._device.dial(number)

    async def vibrate(self, ms: int) -> None:
        await self._device.buzz(ms)

    async def save_as(self, name: str, data: bytes, mime: str) -> None:
        await self._device.save_as(Path(name).name, data)

    async def reload(self) -> None:
        await self._device.restart()

    async def secret_get(self, name: str) -> str | None:
        return await self._device.secret_get(name)

    async def secret_put(self, name: str, value: str | None) -> None:
        await self._device.secret_put(name, value)
