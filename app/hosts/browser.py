"""The offline browser host: Python in a web worker; files on OPFS, pictures on a canvas, the page for the rest.

It speaks to the JavaScript module `browser_host`; what that offers stands at the top of `webapp/client/host-worker.js`.
"""

import json
from collections.abc import Awaitable, Callable, Sequence
from contextvars import copy_context
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, TypeVar

import browser_host
import httpx
from pyodide.ffi import JsException, create_proxy, to_js

from app.domain.errors import ZonewalkError
from app.domain.limits import PHOTO_LONG_SIDE, PHOTO_QUALITY
from app.hosts.base import CodeNamed, CodeNames, CodeRead, Folder, HostEvent, HostName, PhotoAsk, Shot, StorageState
from app.hosts.browser_fetch import FetchTransport
from app.imaging.base import ImageTools, Prepared
from app.imaging.formats import unreadable

T = TypeVar("T")

_SECRET = "secret."  # files of that name are no drafts

# The JavaScript error's name → the catalogue's code.
_CODES = {
    "NOT_A_PHOTO": "not_a_photo",
    "TOO_LARGE": "photo_too_large",
    "QuotaExceededError": "storage_full",
    "STORAGE_GONE": "storage_gone",
}


def _js(**options: object) -> Any:
    from js import Object

    return to_js(options, dict_converter=Object.fromEntries)


async def _told(call: Awaitable[T], otherwise: str) -> T:
    """Await a call into JavaScript; its failure as an error of the catalogue, `otherwise` where it has no name of ours."""
    try:
        return await call
    except JsException as error:
        name = _name(error)
        if name == "NotFoundError":
            raise FileNotFoundError(str(error)) from error
        raise ZonewalkError(_CODES.get(name, otherwise), str(error)) from error


def _name(error: JsException) -> str:
    return str(getattr(error, "name", "") or str(error).split(":", 1)[0])


class CanvasTools:
    """`ImageTools` on the worker's OffscreenCanvas."""

    async def prepare(
        self,
        data: bytes,
        stamp: Sequence[str],
        *,
        max_side: int = PHOTO_LONG_SIDE,
        quality: float = PHOTO_QUALITY,
    ) -> Prepared:
        """See `ImageTools.prepare`. The browser can't tell a cut-off picture from none at all: by its end mark we can."""
        options = _js(max_side=max_side, quality=quality, stamp=list(stamp), preview=True)
        try:
            made = await _told(browser_host.image_process(to_js(data), options), "not_a_photo")
        except ZonewalkError as error:
            if error.code != "not_a_photo":
                raise
            if data.startswith(b"\xff\xd8") and b"\xff\xd9" not in data[-64:]:
                raise ZonewalkError("photo_truncated", error.detail) from error
            raise unreadable(data, error.detail) from error
        return Prepared(made.bytes.to_bytes(), made.width, made.height, made.sha256, made.preview.to_bytes())


class BrowserHost:
    """A browser, online or not."""

    name: HostName = "browser"
    data_folder = "/data"

    def __init__(self) -> None:
        self.origin = str(browser_host.origin)
        self.build = str(browser_host.version)
        self.images: ImageTools = CanvasTools()
        self.keepsake: str | None = browser_host.keepsake or None
        self._held: list[Callable[[], None]] = []
        self._hears_back = False

    def transport(self) -> httpx.AsyncBaseTransport | None:
        return FetchTransport()

    async def put_file(self, folder: Folder, name: str, data: bytes) -> None:
        await _told(browser_host.file_put(folder, name, to_js(data)), "storage_failed")

    async def get_file(self, folder: Folder, name: str) -> bytes:
        found = await _told(browser_host.file_get(folder, name), "file_unreadable")
        return bytes(found.to_bytes())

    async def delete_file(self, folder: Folder, name: str) -> bool:
        return bool(await _told(browser_host.file_delete(folder, name), "storage_failed"))

    async def list_files(self, folder: Folder) -> list[str]:
        names = [str(name) for name in await _told(browser_host.file_list(folder), "storage_failed")]
        return [name for name in names if not name.startswith(_SECRET)]

    async def take_photo(self, ask: PhotoAsk) -> Shot | None:
        options: dict[str, object] = {"title": ask.title, "hint": ask.hint, "album": ask.album, "lang": ask.lang}
        if ask.compare is not None:
            options["compare"] = ask.compare
        shot = await _told(browser_host.call("camera_photo", _js(**options)), "camera_none")
        if not shot:
            return None
        if getattr(shot, "refused", False):
            reason = str(getattr(shot, "reason", ""))
            raise ZonewalkError("camera_none" if "NotFound" in reason else "camera_refused", reason)
        modified = datetime.fromtimestamp(shot.modified / 1000, UTC) if shot.modified else None
        return Shot(shot.bytes.to_bytes(), shot.source, modified=modified)

    async def scan_code(
        self, title: str, hint: str, lang: str, names: CodeNames | None = None, *, bad: bool = False
    ) -> CodeRead | None:
        def named(text: str) -> str:
            return json.dumps(asdict(names(text) if names is not None else CodeNamed(text)))

        stop = browser_host.answer("code", create_proxy(named))
        try:
            options = _js(title=title, hint=hint, bad=bad, lang=lang, named=names is not None)
            read = await _told(browser_host.call("scan_code", options), "camera_none")
        finally:
            stop()
        return CodeRead(str(read.text), read.means) if read else None

    async def storage(self) -> StorageState:
        told = await browser_host.estimate()
        return StorageState(bool(await browser_host.persisted()), int(told.usage or 0), int(told.quota or 0))

    async def ask_persistence(self) -> bool:
        return bool(await browser_host.persist())

    async def put_keepsake(self, text: str | None) -> None:
        await browser_host.call("keepsake", text or "")

    async def dial(self, number: str) -> None:
        await browser_host.call("dial", number)

    async def vibrate(self, ms: int) -> None:
        await browser_host.call("vibrate", ms)

    async def save_as(self, name: str, data: bytes, mime: str) -> None:
        await browser_host.call("download", name, to_js(data), mime)

    async def reload(self) -> None:
        await browser_host.call("reload")

    async def apply_update(self) -> bool:
        return bool(await browser_host.call("apply_update"))

    async def try_again(self) -> None:
        await browser_host.call("try_again")

    async def failed(self, code: str, detail: str) -> None:
        await browser_host.call("failed", code, detail)

    def on(self, event: HostEvent, callback: Callable[[], None]) -> Callable[[], None]:
        around = copy_context()  # an event of the page belongs to no Flet page: it gets that of whoever listens
        proxy: Any = create_proxy(lambda _event: around.run(callback))
        take_off = browser_host.on(event, proxy)

        def off() -> None:
            nonlocal proxy
            if proxy is not None:
                take_off()
                proxy.destroy()
                proxy = None

        return off

    def hold_back(self, close: Callable[[], None]) -> Callable[[], None]:
        if not self._hears_back:
            self._hears_back = True
            self.on("back", self._back)
        self._held.append(close)
        self._tell_held()

        def release() -> None:
            if close in self._held:
                self._held.remove(close)
                self._tell_held()

        return release

    def _back(self) -> None:
        if self._held:
            self._held.pop()()
            if self._held:
                self._tell_held()

    def _tell_held(self) -> None:
        browser_host.call("hold_back", bool(self._held))

    def mark(self, name: str) -> None:
        browser_host.mark(name)

    async def ready(self) -> None:
        await browser_host.call("ready")

    async def secret_get(self, name: str) -> str | None:
        """A browser has no key store that Python could use offline; secrets lie on OPFS, which only this origin reads."""
        try:
            return (await self.get_file("drafts", _secret(name))).decode()
        except FileNotFoundError:
            return None

    async def secret_put(self, name: str, value: str | None) -> None:
        if value is None:
            await self.delete_file("drafts", _secret(name))
        else:
            await self.put_file("drafts", _secret(name), value.encode())


def _secret(name: str) -> str:
    return _SECRET + name
