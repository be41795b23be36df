"""The host seam: what differs between the offline browser, a desktop, a native phone and a test."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, get_args

import httpx

from app.imaging.base import ImageTools, Prepared

Folder = Literal["photos", "drafts"]
HostEvent = Literal["online", "offline", "visible", "hidden", "back", "update-ready", "update-refused"]
HostName = Literal["browser", "desktop", "phone", "test"]
ShotSource = Literal["camera", "system", "album"]

FOLDERS: tuple[Folder, ...] = get_args(Folder)
EVENTS: tuple[HostEvent, ...] = get_args(HostEvent)


@dataclass(frozen=True)
class PhotoAsk:
    """What the camera says while it is open. compare: JPEG of the first photo, shown beside (re-inspection).
    album: whether a picture from the album may be chosen; lang: "zh" or "en"."""

    title: str
    hint: str = ""
    compare: bytes | None = None
    album: bool = True
    lang: str = "zh"


@dataclass(frozen=True)
class Shot:
    """A picture as it came from the camera, not yet prepared. An album picture is never stamped as taken now.
    near: where the phone said it was, in words for the stamp; "" when it may not or cannot say. modified: the time of
    the file that the person or the system's camera gave."""

    data: bytes
    source: ShotSource
    near: str = ""
    modified: datetime | None = None


@dataclass(frozen=True)
class CodeRead:
    """The text of a sign-in code, and whether it was scanned or typed."""

    text: str
    means: Literal["scan", "typed"]


@dataclass(frozen=True)
class CodeNamed:
    """Whose code was read. name: of its point, in the person's language; "" where it is none of ours, and `why` says so."""

    name: str = ""
    why: str = ""


CodeNames = Callable[[str], CodeNamed]


@dataclass(frozen=True)
class StorageState:
    """persisted: True when the system promised to keep the data, None when it can't say. used/quota: bytes, 0 unknown."""

    persisted: bool | None
    used: int
    quota: int


class Host(Protocol):
    """name: which host. origin: the server's base URL. data_folder: where the device's database lies. build: its version.
    keepsake: what was kept apart from the data before this start; it may have outlived them."""

    name: HostName
    origin: str
    data_folder: str
    build: str
    images: ImageTools
    keepsake: str | None

    def transport(self) -> httpx.AsyncBaseTransport | None:
        """The transport for httpx; None means httpx's own."""

    async def put_file(self, folder: Folder, name: str, data: bytes) -> None:
        """Keep a file; it is flushed to the disk when this returns. After an error no half file is left.

        Raises ZonewalkError: storage_full, storage_failed, storage_gone (cleared while the app runs).
        """

    async def get_file(self, folder: Folder, name: str) -> bytes:
        """The file's bytes. Raises FileNotFoundError; ZonewalkError file_unreadable."""

    async def delete_file(self, folder: Folder, name: str) -> bool:
        """Delete the file; False when it was not there."""

    async def list_files(self, folder: Folder) -> list[str]:
        """The names of the files, sorted."""

    async def take_photo(self, ask: PhotoAsk) -> Shot | None:
        """Let the person take a picture; None when cancelled. Raises ZonewalkError: camera_refused, camera_none."""

    async def scan_code(
        self, title: str, hint: str, lang: str, names: CodeNames | None = None, *, bad: bool = False
    ) -> CodeRead | None:
        """Let the person scan or type a sign-in code; None when cancelled.

        names: tells whose a code is. A camera shows the name of the code that it is held on before that counts, and passes over
        what is none of ours. bad: the hint says what was wrong.
        """

    async def storage(self) -> StorageState:
        """How safe the storage is and how full."""

    async def ask_persistence(self) -> bool:
        """Ask the system to keep the data; whether it promised."""

    async def put_keepsake(self, text: str | None) -> None:
        """Keep a short text where it may outlive the data, in place of the last one; None: none. At best; never an error."""

    async def dial(self, number: str) -> None:
        """Offer to call this number."""

    async def vibrate(self, ms: int) -> None:
        """A short buzz where the device can; else nothing."""

    async def save_as(self, name: str, data: bytes, mime: str) -> None:
        """Hand a file to the person (a download)."""

    async def reload(self) -> None:
        """Start the app anew."""

    async def apply_update(self) -> bool:
        """Start anew as the version that waits; False when none does."""

    async def try_again(self) -> None:
        """Start anew as the new version that did not begin ("update-refused")."""

    async def failed(self, code: str, detail: str) -> None:
        """The app cannot begin: the version before it goes on, or a plain page says why."""

    def on(self, event: HostEvent, callback: Callable[[], None]) -> Callable[[], None]:
        """Call back at each event; the result takes the callback off again."""

    def hold_back(self, close: Callable[[], None]) -> Callable[[], None]:
        """System back calls `close` instead of leading to the screen below, until the result is called; the last one first.

        Where Flutter itself asks before it leaves a view (desktop, phone app) there is nothing to hold.
        """

    def mark(self, name: str) -> None:
        """Note the time of a step of the start, for the benchmarks."""

    async def ready(self) -> None:
        """The first screen is drawn: the splash may go."""

    async def secret_get(self, name: str) -> str | None:
        """A secret kept by the system's key store where there is one, else beside the database."""

    async def secret_put(self, name: str, value: str | None) -> None:
        """Keep a secret, or forget it (None). Durable when this returns."""


__all__ = [
    "EVENTS",
    "FOLDERS",
    "CodeNamed",
    "CodeNames",
    "CodeRead",
    "Folder",
    "Host",
    "HostEvent",
    "HostName",
    "ImageTools",
    "PhotoAsk",
    "Prepared",
    "Shot",
    "ShotSource",
    "StorageState",
]
