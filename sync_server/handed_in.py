"""Takes in the file that a person exported from a phone (`app.domain.export_file`): as if the phone itself had sent it.

Whoever runs this vouches for the file: it speaks for the phone that it names. Each fact is judged as in a push, ids and
digests make doubles impossible, and photos go through the same checks.
"""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.domain.clock import Clock
from app.domain.errors import ZonewalkError
from app.domain.exchange import Push, Receipt
from app.domain.export_file import ExportFile
from app.domain.ids import Rng
from app.domain.limits import FACTS_A_PUSH, PHOTO_CHUNK
from sync_server.blobs import Asker, PhotoIntake
from sync_server.db.audit import audit
from sync_server.db.tables import DeviceRow, SessionRow
from sync_server.estates import Estates
from sync_server.ingest.envelope import read
from sync_server.ingest.judge import Sender
from sync_server.ingest.push import take_in

NOBODY = bytes(32)  # the credential of a session that the server does not know


@dataclass
class HandedIn:
    """What became of it. receipts: by state. codes: of what is held or refused. photos: by state, or by the code of what
    was not taken. drafts: these are no facts and stay in the file."""

    receipts: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    photos: Counter[str] = field(default_factory=Counter)
    drafts: int = 0

    def lines(self) -> list[str]:
        """For the person at the terminal."""
        told = [f"facts: {_counted(self.receipts)}"]
        told += [f"waiting or refused: {_counted(self.codes)}"] if self.codes else []
        told.append(f"photos: {_counted(self.photos)}")
        told += [f"drafts: {self.drafts} stay in the file; only their author can finish them"] if self.drafts else []
        return told


class FileIntake:
    """Where files are handed in: the parts of the server that this needs."""

    def __init__(self, photos: PhotoIntake, estates: Estates, clock: Clock, rng: Rng) -> None:
        self._photos, self._estates, self._clock, self._rng = photos, estates, clock, rng

    async def take(self, file: ExportFile) -> HandedIn:
        """Take a file in. Harmless to repeat. Raises ZonewalkError: export_damaged, not_found (an estate that is not here)."""
        handed = HandedIn(drafts=file.manifest.drafts)
        photos = {sha256: file.photo(sha256) for sha256 in file.photos}  # all are looked at before anything is taken
        phones = {(estate, file.manifest.device) for estate in await self._estates_of(file.manifest.device)}
        for estate, device, facts in _by_phone(file.facts, file.manifest.device):
            phones.add((estate, device))
            for at in range(0, len(facts), FACTS_A_PUSH):
                await self._facts(handed, estate, device, file, facts[at : at + FACTS_A_PUSH])
        for sha256, data in photos.items():
            handed.photos[await self._photo(phones, sha256, data)] += 1
        return handed

    async def _facts(
        self, handed: HandedIn, estate: str, device: UUID, file: ExportFile, facts: list[dict[str, Any]]
    ) -> None:
        def write(session: Session) -> list[Receipt]:
            known, now = self._estates.get(session, estate), self._clock.now()
            row = session.get(DeviceRow, (estate, device))
            credentials = _credentials(session, estate, device)
            push = Push(device=device, clocks=file.manifest.clocks, facts=[])
            receipts: list[Receipt] = []
            for credential, group in groupby(facts, lambda fact: credentials.get(str(fact.get("session")), NOBODY)):
                sender = Sender(device, credential, row is not None and row.revoked_at is not None)
                receipts += take_in(session, known, sender, push, [read(fact) for fact in group], now).receipts
            audit(
                session, estate, "handed_in", now, self._rng, device=device,
                detail={"facts": len(facts), "made_at": file.manifest.made_at},
            )  # fmt: skip
            return receipts

        for receipt in await self._photos.writer.run(write):
            handed.receipts[receipt.state] += 1
            if receipt.code != "ok":
                handed.codes[receipt.code] += 1

    async def _photo(self, phones: set[tuple[str, UUID]], sha256: str, data: bytes) -> str:
        said = "photo_unnamed"
        for estate, device in sorted(phones):
            try:
                reply = await self._send(Asker(estate, device), sha256, data)
            except ZonewalkError as error:
                said = error.code
            else:
                return reply
        return said

    async def _send(self, asker: Asker, sha256: str, data: bytes) -> str:
        reply = await self._photos.standing(asker, sha256)
        while reply.state in ("lacking", "partial"):
            piece = data[reply.received : reply.received + PHOTO_CHUNK]
            reply = await self._photos.take(asker, sha256, reply.received, len(data), _once(piece))
        return reply.state

    async def _estates_of(self, device: UUID) -> set[str]:
        """A file without facts still holds photos that an estate lacks."""
        query = select(DeviceRow.estate).where(DeviceRow.id == device)
        return set(await self._photos.reader.run(lambda session: list(session.exec(query))))


def _credentials(session: Session, estate: str, device: UUID) -> dict[str, bytes]:
    """The credential of each session of this device, by the session's id."""
    rows = session.exec(select(SessionRow).where(SessionRow.estate == estate, col(SessionRow.device) == device))
    return {str(row.id): row.credential for row in rows}


def _by_phone(facts: list[dict[str, Any]], own: UUID) -> Iterator[tuple[str, UUID, list[dict[str, Any]]]]:
    """The facts of each estate, in their order, by what the phone is there. own: its id, where a fact tells none."""

    def phone(fact: dict[str, Any]) -> tuple[str, UUID]:
        try:
            return str(fact.get("estate")), UUID(str(fact.get("device")))
        except ValueError:
            return str(fact.get("estate")), own

    for estate, device in dict.fromkeys(phone(fact) for fact in facts):
        yield estate, device, [fact for fact in facts if phone(fact) == (estate, device)]


async def _once(piece: bytes) -> AsyncIterator[bytes]:
    yield piece


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{n} {name}" for name, n in sorted(counts.items())) or "none"
