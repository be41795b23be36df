"""Photos out: after their facts, in pieces that go on where they stopped, two at a time."""

import asyncio
import hashlib
import logging
from collections import deque
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from app.domain.errors import ZonewalkError
from app.domain.exchange import PhotoReply
from app.hosts import Host
from app.store import LocalPhoto, Store
from app.sync.state import Outcome
from app.sync.wire import Said, Wire

log = logging.getLogger("zonewalk.sync")

PIECE = 400_000  # bytes; what is lost at most when the line breaks
AT_ONCE = 2
# The server looked at the bytes and they are no photo: sending them again would not help.
_NO_USE = frozenset({"not_a_photo", "photo_truncated", "photo_too_large"})


class Uploader:
    def __init__(self, wire: Wire, store: Store, host: Host) -> None:
        self._wire, self._store, self._host = wire, store, host

    async def run(self, estate: str, outcome: Outcome, progress: Callable[[int, int], None]) -> None:
        """Send every photo of an estate's facts that the server has. Raises the first ZonewalkError of the line; a photo that is refused or
        not wanted does not stop the others."""
        waiting = deque(self._store.photos_to_send(estate=estate))
        total = len(waiting)
        failures: list[ZonewalkError] = []

        async def work() -> None:
            while waiting and not failures:
                photo = waiting.popleft()
                try:
                    outcome.photos += await self._send(estate, photo)
                except ZonewalkError as error:
                    failures.append(error)
                progress(total - len(waiting), total)
                await asyncio.sleep(0)

        await asyncio.gather(*(work() for _ in range(AT_ONCE)))
        if failures:
            raise failures[0]

    async def _send(self, estate: str, photo: LocalPhoto) -> bool:
        """Whether the photo is verified now."""
        try:
            data = await self._host.get_file("photos", photo.name)
        except FileNotFoundError:
            log.error("the file of photo %s is gone", photo.sha256)
            self._store.mark_photo(photo.sha256, "refused")
            return False
        at = len(data) if photo.state == "sent" else 0
        anew = 0
        while True:
            try:
                reply = await self._piece(estate, photo, data, at)
            except Said as said:
                if said.code == "photo_digest_wrong" and anew == 0 and _intact(photo, data):
                    anew, at = 1, 0
                    continue
                self._settle(photo, data, said)
                return False
            if reply.state not in ("lacking", "partial"):
                self._store.mark_photo(photo.sha256, "sent" if reply.state == "stored" else reply.state)  # type: ignore[arg-type]
                return reply.state == "verified"
            if reply.received == at and at < len(data):
                raise ZonewalkError("server_odd", f"photo {photo.sha256}: nothing more has arrived")
            at = reply.received
            await asyncio.sleep(0)

    async def _piece(self, estate: str, photo: LocalPhoto, data: bytes, at: int) -> PhotoReply:
        """Send the bytes from `at`; where the server goes on elsewhere, the answer says where."""
        try:
            reply, _ = await self._wire.ask_for(
                PhotoReply, "PUT", f"/api/photos/{photo.sha256}", token=self._store.token(estate),
                content=data[at : at + PIECE], params={"offset": at, "total": len(data)}, kind="application/octet-stream",
            )  # fmt: skip
        except Said as said:
            if said.code != "photo_offset_wrong":
                raise
            reply = _elsewhere(said.body, at)
        return reply

    def _settle(self, photo: LocalPhoto, data: bytes, said: Said) -> None:
        if said.status in (401, 429) or said.status >= 500:
            raise said
        if said.code in _NO_USE or (said.code == "photo_digest_wrong" and not _intact(photo, data)):
            log.error("photo %s is refused: %s", photo.sha256, said)
            self._store.mark_photo(photo.sha256, "refused")
        else:  # not named yet, or not ours to send: the next run asks again
            log.warning("photo %s: %s", photo.sha256, said)


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
