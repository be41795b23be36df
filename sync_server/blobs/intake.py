"""Photos in and out: pieces of an upload, the check when it is whole, and the pictures that others look at."""

import hashlib
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from sqlmodel import Session

from app.domain import crash
from app.domain.clock import Clock
from app.domain.errors import ZonewalkError
from app.domain.exchange import PhotoReply
from app.domain.limits import PHOTO_BYTES, PHOTO_CHUNK
from sync_server.blobs import jpeg, ledger
from sync_server.blobs.copies import copy_of
from sync_server.blobs.rights import Asker, may_see, may_send
from sync_server.blobs.store import CopySize, OffsetWrong, Stores
from sync_server.blobs.verify import Seen, verify
from sync_server.db.reader import Reader
from sync_server.db.writer import Writer
from sync_server.estates import Estates
from sync_server.ingest.looks import look_again

T = TypeVar("T")
log = logging.getLogger(__name__)

DECODING_AT_ONCE = 2  # photos; each takes up to 60 MB while it is unpacked
_NOTHING = hashlib.sha256(b"").hexdigest()


class CutOff(Exception):
    """The line broke in the middle of a body."""


class PhotoElsewhere(ZonewalkError):
    """photo_offset_wrong, with where the upload goes on."""

    def __init__(self, reply: PhotoReply) -> None:
        self.reply = reply
        super().__init__("photo_offset_wrong", f"received={reply.received}")


@dataclass(frozen=True)
class PhotoIntake:
    """The photo routes without HTTP. inline: run file work in the caller's thread (the simulation has only one). decoding:
    how many photos are unpacked at once, by whomever they come."""

    stores: Stores
    reader: Reader
    writer: Writer
    clock: Clock
    estates: Estates
    inline: bool = False
    decoding: CapacityLimiter | None = None

    async def standing(self, asker: Asker, sha256: str) -> PhotoReply:
        """Where the photo stands for this device: what others have sent is not there for it. ZonewalkError: photo_unnamed, not_allowed."""

        def look(session: Session) -> PhotoReply:
            row = ledger.row_of(session, asker.estate, sha256)
            if row is None:
                raise ZonewalkError("photo_unnamed", sha256)
            if not may_send(session, asker, sha256):
                raise ZonewalkError("not_allowed", sha256)
            return ledger.reply_to(session, row, asker.device)

        reply = await self.reader.run(look)
        if reply.state in ("lacking", "partial"):
            # The file is what counts: the row may be older than it after a crash.
            store = self.stores.of(asker.estate)
            reply.received = await self._work(lambda: store.received(sha256, asker.device.hex))
            reply.state = "partial" if reply.received else "lacking"
        return reply

    async def take(self, asker: Asker, sha256: str, offset: int, total: int, body: AsyncIterator[bytes]) -> PhotoReply:
        """Take one piece. A body that is cut off keeps what arrived; the piece that completes the photo has it checked.

        ZonewalkError besides those of `standing`: photo_too_large (nothing is kept), photo_digest_wrong (what had
        arrived is thrown away, the phone begins anew), photo_offset_wrong (`PhotoElsewhere`).
        """
        if total > PHOTO_BYTES:
            raise ZonewalkError("photo_too_large", f"{total} bytes")
        reply = await self.standing(asker, sha256)
        if reply.state in ("verified", "refused"):
            return reply
        if total <= 0:
            return await self._empty(asker.estate, sha256)
        if reply.state == "stored":
            return await self.check(asker.estate, sha256)
        if reply.received == total:
            return await self._whole(asker, sha256)
        if offset != reply.received:
            raise PhotoElsewhere(reply)
        store, by = self.stores.of(asker.estate), asker.device.hex
        piece, cut_off = await _read(body, min(PHOTO_CHUNK, total - offset))
        try:
            received = await self._work(lambda: store.put(sha256, offset, piece, by)) if piece else offset
        except OffsetWrong as wrong:
            reply.received = wrong.received
            raise PhotoElsewhere(reply) from wrong
        crash.point("photo piece kept")
        await self.writer.run(lambda session: ledger.has_arrived(session, asker.estate, sha256, received, total))
        if cut_off is not None:
            log.info("photo %s was cut off at %d of %d bytes: %r", sha256, received, total, cut_off)
        return await (self._whole(asker, sha256) if received == total else self.standing(asker, sha256))

    async def _empty(self, estate: str, sha256: str) -> PhotoReply:
        """A file without a byte: no photo where that is what its name says, and else not the photo that was named."""
        if sha256 != _NOTHING:
            raise ZonewalkError("photo_digest_wrong", "0 bytes")
        await self.writer.run(lambda session: ledger.is_refused(session, estate, sha256, "not_a_photo"))
        return await self._told(estate, sha256)

    async def _whole(self, asker: Asker, sha256: str) -> PhotoReply:
        """All bytes are there. The photo may be past any of these steps: the server died, or two requests brought the end."""
        estate = asker.estate
        size = await self._work(lambda: self._complete(asker, sha256))
        if size is None:
            await self.writer.run(lambda session: ledger.has_arrived(session, estate, sha256, 0, 0))
            raise ZonewalkError("photo_digest_wrong", sha256)
        crash.point("photo file before row")

        def note(session: Session) -> None:
            ledger.is_stored(session, estate, sha256, size, asker.device)
            look_again(session, self.estates, estate, sha256)  # another device's may be verified already

        await self.writer.run(note)
        reply = await self._told(estate, sha256)
        return reply if reply.state == "verified" else await self.check(estate, sha256)

    def _complete(self, asker: Asker, sha256: str) -> int | None:
        """The device's partial becomes the photo, unless that is there already; bytes of the photo. None, and nothing is left
        of the partial, if it is not what its name says."""
        store, by = self.stores.of(asker.estate), asker.device.hex
        try:
            right = store.digest(sha256, by) == sha256
        except FileNotFoundError:  # another request of this device was quicker
            return store.size(sha256)
        if right and store.size(sha256) is None:
            store.finish(sha256, by)
        else:
            store.drop(sha256, by)
        return store.size(sha256) if right else None

    async def check(self, estate: str, sha256: str) -> PhotoReply:
        """Look at every pixel of a stored photo; its state is then `verified` or `refused` (with the reason's code)."""

        def look() -> Callable[[Session], None]:
            with self.stores.of(estate).open(sha256) as file:
                data = file.read()
            try:
                seen = verify(data, sha256)
            except ZonewalkError as refusal:
                code = refusal.code
                log.warning("photo %s refused: %s", sha256, refusal)
                return lambda session: ledger.is_refused(session, estate, sha256, code)
            return lambda session: self._verified(session, estate, sha256, seen)

        try:
            note = await self._work(look, self.decoding)
        except FileNotFoundError:
            log.error("photo %s is not in the store: it is asked for again", sha256)
            await self.writer.run(lambda session: ledger.is_lacking(session, estate, sha256))
        else:
            await self.writer.run(note)
        return await self._told(estate, sha256)

    def _verified(self, session: Session, estate: str, sha256: str, seen: Seen) -> None:
        ledger.is_verified(session, estate, sha256, seen, self.clock.now())
        look_again(session, self.estates, estate, sha256)

    async def _told(self, estate: str, sha256: str) -> PhotoReply:
        row = await self.reader.run(lambda session: ledger.row_of(session, estate, sha256))
        if row is None:
            raise ZonewalkError("photo_unnamed", sha256)
        return ledger.reply_of(row)

    async def check_left_over(self) -> int:
        """Check what was stored when the server died before it had looked; how many could be. One that the server fails on
        waits for its next start, or for the phone."""
        waiting = await self.reader.run(ledger.left_over)
        checked = 0
        for estate, sha256 in waiting:
            try:
                await self.check(estate, sha256)
                checked += 1
            except Exception:
                log.exception("photo %s of %s could not be checked", sha256, estate)
        return checked

    async def picture(self, asker: Asker, sha256: str, size: CopySize | None) -> bytes:
        """JPEG bytes of a verified photo, or of its smaller copy, without what a camera wrote beside the picture (where it
        was, when, by what): the bytes as sent, which have the digest, stay in the store.

        ZonewalkError: photo_unnamed, not_allowed, not_found; photo_missing, photo_unusable where it will not come.
        """

        def look(session: Session) -> str:
            row = ledger.row_of(session, asker.estate, sha256)
            if row is None:
                raise ZonewalkError("photo_unnamed", sha256)
            if not may_see(session, asker, sha256):
                raise ZonewalkError("not_allowed", sha256)
            if row.state == "refused":
                raise ZonewalkError("photo_unusable", str(row.code))
            if row.code == ledger.MISSING:
                raise ZonewalkError("photo_missing", sha256)
            return row.state

        def read() -> bytes:
            store = self.stores.of(asker.estate)
            if size is not None:
                return jpeg.read(copy_of(store, sha256, size)).bare()
            with store.open(sha256) as file:
                return jpeg.read(file.read()).bare()

        state = await self.reader.run(look)
        if state != "verified":
            raise ZonewalkError("not_found", f"the photo is {state}")
        try:
            return await self._work(read, self.decoding if size is not None else None)
        except FileNotFoundError as gone:
            log.error("photo %s is not in the store: it is asked for again", sha256)
            await self.writer.run(lambda session: ledger.is_lacking(session, asker.estate, sha256))
            raise ZonewalkError("not_found", "the photo is lacking") from gone

    async def _work(self, fn: Callable[[], T], limiter: CapacityLimiter | None = None) -> T:
        return fn() if self.inline else await to_thread.run_sync(fn, limiter=limiter)


async def _read(body: AsyncIterator[bytes], most: int) -> tuple[bytes, CutOff | None]:
    """The body's bytes, and what cut it off if something did: what arrived is kept, the rest comes later.

    photo_too_large as soon as there are more than `most`.
    """
    piece = bytearray()
    try:
        async for part in body:
            piece += part
            if len(piece) > most:
                raise ZonewalkError("photo_too_large", f"a piece of more than {most} bytes")
    except CutOff as cut_off:
        return bytes(piece), cut_off
    return bytes(piece), None
