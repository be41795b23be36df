"""The test host: a folder, scripted shots and codes, and a disk that can be made to fail. Replays alike; no threads."""

from collections import deque
from collections.abc import Callable
from pathlib import Path

import httpx

from app.domain.errors import ZonewalkError
from app.hosts.base import CodeNames, CodeRead, Folder, HostEvent, HostName, PhotoAsk, Shot, StorageState
from app.hosts.events import Events
from app.hosts.files import OnAFolder
from app.imaging.base import ImageTools


class TestHost(OnAFolder):
    """shots, codes: what the camera answers, one after the other; an error is raised, an empty queue means cancelled.
    promises: whether the system would keep the data. asks: what the camera was told; hints: what the reader of codes was, and
    whether as a refusal. meanwhile: what happens while the camera
    is open. room: bytes that the disk still takes, None for no limit. said: what was dialled, buzzed, saved and reloaded."""

    __test__ = False  # pytest: this is no test
    name: HostName = "test"

    def __init__(
        self,
        folder: Path,
        images: ImageTools,
        *,
        origin: str = "http://server.test",
        transport: httpx.AsyncBaseTransport | None = None,
        build: str = "dev",
    ) -> None:
        super().__init__(folder, threads=False)
        self.origin, self.images, self.build = origin, images, build
        self.shots: deque[Shot | ZonewalkError | None] = deque()
        self.codes: deque[CodeRead | None] = deque()
        self.asks: list[PhotoAsk] = []
        self.hints: list[tuple[str, bool]] = []
        self.meanwhile: Callable[[], object] = lambda: None
        self.said: list[tuple[str, object]] = []
        self.room: int | None = None
        self.persisted, self.promises = False, True
        self.wire = transport
        self.events = Events()
        self._secrets: dict[str, str] = {}

    def transport(self) -> httpx.AsyncBaseTransport | None:
        return self.wire

    async def put_file(self, folder: Folder, name: str, data: bytes) -> None:
        if self.room is not None:
            if len(data) > self.room:
                raise ZonewalkError("storage_full", f"{len(data)} bytes, room for {self.room}")
            self.room -= len(data)
        await super().put_file(folder, name, data)

    async def take_photo(self, ask: PhotoAsk) -> Shot | None:
        self.asks.append(ask)
        self.meanwhile()
        answer = self.shots.popleft() if self.shots else None
        if isinstance(answer, ZonewalkError):
            raise answer
        return answer

    async def scan_code(
        self, title: str, hint: str, lang: str, names: CodeNames | None = None, *, bad: bool = False
    ) -> CodeRead | None:
        self.hints.append((hint, bad))
        code = self.codes.popleft() if self.codes else None
        while names is not None and code is not None and code.means == "scan" and not names(code.text).name:
            code = self.codes.popleft() if self.codes else None
        return code

    async def storage(self) -> StorageState:
        return StorageState(persisted=self.persisted, used=0, quota=self.room or 0)

    async def ask_persistence(self) -> bool:
        self.persisted = self.promises
        return self.promises

    async def dial(self, number: str) -> None:
        self.said.append(("dial", number))

    async def vibrate(self, ms: int) -> None:
        self.said.append(("vibrate", ms))

    async def save_as(self, name: str, data: bytes, mime: str) -> None:
        self.said.append(("save_as", (name, data, mime)))

    async def reload(self) -> None:
        self.said.append(("reload", None))

    async def apply_update(self) -> bool:
        self.said.append(("apply_update", None))
        return False

    async def try_again(self) -> None:
        self.said.append(("try_again", None))

    async def failed(self, code: str, detail: str) -> None:
        self.said.append(("failed", code))

    def on(self, event: HostEvent, callback: Callable[[], None]) -> Callable[[], None]:
        return self.events.on(event, callback)

    def hold_back(self, close: Callable[[], None]) -> Callable[[], None]:
        return lambda: None

    def mark(self, name: str) -> None:
        self.said.append(("mark", name))

    async def ready(self) -> None:
        self.said.append(("ready", None))

    async def secret_get(self, name: str) -> str | None:
        return self._secrets.get(name)

    async def secret_put(self, name: str, value: str | None) -> None:
        if value is None:
            self._secrets.pop(name, None)
        else:
            self._secrets[name] = value
