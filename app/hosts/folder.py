"""What a computer and a native phone have alike: a plain folder for files and secrets, httpx's own transport."""

import json
import logging
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from app.hosts.base import HostEvent, StorageState
from app.hosts.events import Events
from app.hosts.files import OnAFolder
from app.imaging.base import ImageTools

log = logging.getLogger("zonewalk.host")


class FolderHost(OnAFolder):
    """The part of `base.Host` that needs a disk only."""

    def __init__(self, folder: Path, origin: str, images: ImageTools, *, build: str = "dev") -> None:
        super().__init__(folder)
        self.origin, self.images, self.build = origin, images, build
        self._events = Events()
        self.marks: dict[str, float] = {}

    def transport(self) -> httpx.AsyncBaseTransport | None:
        return None

    async def storage(self) -> StorageState:
        disk = shutil.disk_usage(self._folder)
        used = sum(path.stat().st_size for path in self._folder.rglob("*") if path.is_file())
        return StorageState(persisted=True, used=used, quota=used + disk.free)

    async def ask_persistence(self) -> bool:
        return True

    async def apply_update(self) -> bool:
        return False

    async def try_again(self) -> None:
        """Programs are updated by their stores: none was refused here."""

    async def failed(self, code: str, detail: str) -> None:
        log.error("the app cannot begin: %s", detail)

    def on(self, event: HostEvent, callback: Callable[[], None]) -> Callable[[], None]:
        return self._events.on(event, callback)

    def hold_back(self, close: Callable[[], None]) -> Callable[[], None]:
        return lambda: None

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
