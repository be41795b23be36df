"""Photos out: after their facts, in pieces that go on where they stopped, two at a time. One that can't be sent is set aside
with its reason and never keeps the others."""

import asyncio
import hashlib
import logging
from collections import deque
from collections.abc import Callable
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from app.domain.errors import ZonewalkError
from app.domain.exchange import PhotoReply
from app.hosts import Host
from app.store import LocalPhoto, Store
from app.sync.state import Outcome
from app.sync.wire import Said, TooLarge, Wire

log = logging.getLogger("zonewalk.sync")

PIECE, PIECE_LEAST = (
    400_000,
    25_000,
)  # bytes; what is lost at most when the line breaks, and what every proxy lets through
AT_ONCE = 2
# The server looked at the bytes and they are no photo: sending them again would not help.
_NO_USE = frozenset({"not_a_photo", "photo_truncated", "photo_too_large"})
# These are about the credential or the whole server, not about one photo.
_ALL_ALIKE = frozenset({401, 429, 503, 507})


class Uploader:
    def __init__(self, wire: Wire, store: Store, host: Host) -> None:
        self._wire, self._store, self._host = wire, store, host
        self._room = PIECE
        self._moved: set[str] = set()  # photos of which more arrived in this run: a break after that is the line's

    async def run(self, estate: str, outcome: Outcome, progress: Callable[[int, int], None]) -> ZonewalkError | None:
        """Send every photo of an estate's facts that is due. Returns why one failed for the first time: it may have been the
        line, and is soon tried again; one that fails again waits longer each time, and the run is good without it.

        Raises ZonewalkError when nothing can be sent: no line, no server, no right.
        """
        waiting = deque(self._store.photos_to_send(estate))
        total = len(waiting)
        self._moved.clear()
        failures: list[ZonewalkError] = []
        first: list[ZonewalkError] = []

        async def work() -> None:
            while waiting and not failures:
                photo = waiting.popleft()
                try:
                    outcome.photos += await self._send(estate, photo)
                except ZonewalkError as error:
                    if await self._stops_all(error):
                        failures.append(error)
                    elif photo.sha256 in self._moved or self._set_aside(photo, error) == 1:
                        first.append(error)
                progress(total - len(waiting), total)
                await asyncio.sleep(0)

        await asyncio.gather(*(work() for _ in range(AT_ONCE)))
        if failures:
            raise failures[0]
        return first[0] if first else None

    async def _stops_all(self, error: ZonewalkError) -> bool:
        """Whether the other photos would fail alike. What is no word of the server's about this photo (a proxy's page, a broken
        line) is of this photo alone where the server is well."""
        if isinstance(error, Said):
            return error.status in _ALL_ALIKE
        if isinstance(error, TooLarge):
            return False
        try:
            await self._wire.ask_for(_Well, "GET", "/api/health")
        except ZonewalkError:
            return True
        return False

    def _set_aside(self, photo: LocalPhoto, error: ZonewalkError) -> int:
        log.warning("photo %s waits: %s", photo.sha256, error)
        return self._store.photo_failed(photo.sha256, error.code)

    async def _send(self, estate: str, photo: LocalPhoto) -> bool:
        """Whether the photo is verified now."""
        data = await self._read(photo)
        if data is None:
            self._store.photo_failed(photo.sha256, "photo_missing", missing=True)
            return False
        at = len(data) if photo.state == "sent" else 0
        anew = 0
        while True:
            try:
                reply = await self._piece(estate, photo, data, at)
            except TooLarge:
                if self._room <= PIECE_LEAST:
                    raise
                self._room = max(PIECE_LEAST, self._room // 4)
                continue
            except Said as said:
                if said.code == "photo_digest_wrong" and anew == 0:
                    anew, at = 1, 0
                    continue
                self._settle(photo, said)
                return False
            if reply.state not in ("lacking", "partial"):
                code = reply.code if reply.state == "refused" else None
                self._store.mark_photo(photo.sha256, "sent" if reply.state == "stored" else reply.state, code)  # type: ignore[arg-type]
                return reply.state == "verified"
            if reply.received == at and at < len(data):
                raise ZonewalkError("server_odd", f"photo {photo.sha256}: nothing more has arrived")
            if reply.received > at:
                self._moved.add(photo.sha256)
            at = reply.received
            await asyncio.sleep(0)

    async def _read(self, photo: LocalPhoto) -> bytes | None:
        """The photo's bytes; None where they can't be read, or are not those that were digested."""
        try:
            data = await self._host.get_file("photos", photo.name)
        except (FileNotFoundError, ZonewalkError) as error:
            log.error("the file of photo %s can't be read: %r", photo.sha256, error)
            return None
        if not _intact(photo, data):
            log.error("the file of photo %s is damaged", photo.sha256)
            return None
        return data

    async def _piece(self, estate: str, photo: LocalPhoto, data: bytes, at: int) -> PhotoReply:
        """Send the bytes from `at`; where the server goes on elsewhere, the answer says where."""
        try:
            reply, _ = await self._wire.ask_for(
                PhotoReply, "PUT", f"/api/photos/{photo.sha256}", token=self._store.token(estate),
                content=data[at : at + self._room], params={"offset": at, "total": len(data)}, kind="application/octet-stream",
            )  # fmt: skip
        except Said as said:
            if said.code != "photo_offset_wrong":
                raise
            reply = _elsewhere(said.body, at)
        return reply

    def _settle(self, photo: LocalPhoto, said: Said) -> None:
        if said.status in _ALL_ALIKE or said.status >= 500:
            raise said
        if said.code in _NO_USE:
            log.error("photo %s is refused: %s", photo.sha256, said)
            self._store.mark_photo(photo.sha256, "refused", said.code)
        else:  # not named yet, or not ours to send
            self._set_aside(photo, said)


class _Well(BaseModel):
    ready: Literal[True]


def _elsewhere(body: dict[str, Any], at: int) -> PhotoReply:
    try:
        reply = PhotoReply.model_validate(body)
    except ValidationError as error:
        raise ZonewalkError("server_odd", "photo_offset_wrong without a place to go on") from error
    if reply.received == at:
        raise ZonewalkError("server_odd", f"photo_offset_wrong at the offset that it names ({at})")
    return reply


def _intact(photo: LocalPhoto, data: bytes) -> bool:
    return hashlib.sha256(data).hexdigest() == photo.sha256
