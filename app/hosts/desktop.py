"""The desktop host: a plain folder, httpx's own transport, pictures chosen from files."""

import logging
import os
import sys
import webbrowser
from collections.abc import Awaitable, Callable
from pathlib import Path

from app.domain.errors import ZonewalkError
from app.hosts.base import CodeNames, CodeRead, HostName, PhotoAsk, Shot
from app.hosts.folder import FolderHost
from app.imaging.base import ImageTools

log = logging.getLogger("zonewalk.host")

PickPhoto = Callable[[PhotoAsk], Awaitable[bytes | None]]
AskText = Callable[[str, str], Awaitable[str | None]]


class DesktopHost(FolderHost):
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
        super().__init__(folder, origin, images, build=build)
        self.pick_photo, self.ask_text = pick_photo, ask_text

    async def take_photo(self, ask: PhotoAsk) -> Shot | None:
        if self.pick_photo is None:
            raise ZonewalkError("camera_none", "this desktop has no picture picker")
        data = await self.pick_photo(ask)
        return None if data is None else Shot(data, "album")

    async def scan_code(
        self, title: str, hint: str, lang: str, names: CodeNames | None = None, *, bad: bool = False
    ) -> CodeRead | None:
        text = await self.ask_text(title, hint) if self.ask_text else None
        return CodeRead(text, "typed") if text else None

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
