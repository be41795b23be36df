"""The desktop host: a plain folder, httpx's own transport, pictures chosen from files."""

import json
import logging
import os
import shutil
import sys
import time
import webbrowser
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx

from app.domain.errors import ZonewalkError
from app.hosts.base import CodeRead, Folder, HostEvent, HostName, PhotoAsk, Shot, StorageState
from app.hosts.events import Events
from app.hosts.files import FolderFiles
from app.imaging.base import ImageTools

log = logging.getLogger("zonewalk.host")

PickPhoto = Callable[[PhotoAsk], Awaitable[bytes | None]]
AskText = Callable[[str, str], Awaitable[str | None]]


class DesktopHost:
    """A computer. pick_photo: lets the person choose a picture file. ask_text: lets the person type a code
    (title, hint → text). Both come from the user interface, which alone can draw; without them there is no camera."""

    name: HostName = "desktop"

    def __init__(
        self,
        folder: Path,
        origin: str,
        images: ImageTools,
        *,
        pick_photo: PickPhoto | None = None,
        ask_text: AskText | None = None,
        build: str = "dev",
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.data_folder, self.origin, self.images, self.build = str(folder), origin, images, build
        self.pick_photo, self.ask_text = pick_photo, ask_text
        self._folder = folder
        self._files = FolderFiles(folder)
        self._events = Events()
        self.marks: dict[str, float] = {}

    def transport(self) -> httpx.AsyncBaseTransport | None:
        return None

    async def put_file(self, folder: Folder, name: str, data: bytes) -> None:
        await self._files.put_file(folder, name, data)

    async def get_file(self, folder: Folder, name: str) -> bytes:
        return await self._files.get_file(folder, name)

    async def delete_file(self, folder: Folder, name: str) -> bool:
        return await self._files.delete_file(folder, name)

    async def list_files(self, folder: Folder) -> list[str]:
        return await self._files.list_files(folder)

    async def take_photo(self, ask: PhotoAsk) -> Shot | None:
        if self.pick_photo is None:
            raise ZonewalkError("camera_none", "this desktop has no picture picker")
        data = await self.pick_photo(ask)
        return None if data is None else Shot(data, "album")

    async def scan_code(self, title: str, hint: str, lang: str) -> CodeRead | None:
        text = await self.ask_text(title, hint) if self.ask_text else None
        return CodeRead(text, "typed") if text else None

    async def storage(self) -> StorageState:
        disk = shutil.disk_usage(self._folder)
        used = sum(path.stat().st_size for path in self._folder.rglob("*") if path.is_file())
        return StorageState(persisted=True, used=used, quota=used + disk.free)

    async def ask_persistence(self) -> bool:
        return True

    async def dial(self, number: str) -> None:
        webbrowser.open(f"tel:{number}")

    async def vibrate(self, ms: int) -> None:
        """A computer does not buzz."""

    async def save_as(self, name: str, data: bytes, mime: str) -> None:
        downloads = Path.home() / "Downloads"
        target = (downloads if downloads.is_dir() else self._folder) / Path(name).name
        target.write_bytes(data)
        log.info("saved %s (%s)", target, mime)

    async def reload(self) -> None:
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])

    async def apply_update(self) -> bool:
        return False

    def on(self, event: HostEvent, callback: Callable[[], None]) -> Callable[[], None]:
        return self._events.on(event, callback)

    def mark(self, name: str) -> None:
        self.marks[name] = time.time() * 1000

    async def ready(self) -> None:
        self.mark("ready")

    async def secret_get(self, name: str) -> str | None:
        value = self._secrets().get(name)
        return value if isinstance(value, str) else None

    async def secret_put(self, name: str, value: str | None) -> None:
        secrets = self._secrets()
        if value is None:
            secrets.pop(name, None)
        else:
            secrets[name] = value
        part = self._secret_file.with_suffix(".part")
        part.touch(mode=0o600)
        with part.open("w", encoding="utf-8") as file:
            json.dump(secrets, file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._secret_file)

    @property
    def _secret_file(self) -> Path:
        return self._folder / "secrets.json"

    def _secrets(self) -> dict[str, object]:
        if not self._secret_file.exists():
            return {}
        kept: dict[str, object] = json.loads(self._secret_file.read_text(encoding="utf-8"))
        return kept
