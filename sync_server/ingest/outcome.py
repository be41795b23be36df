"""What becomes of one fact of a push, before it is written."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.errors import ERRORS
from app.domain.exchange import Receipt, ReceiptState
from app.domain.facts import thread_of
from app.domain.times import wire
from sync_server.ingest.clocks import Seen
from sync_server.ingest.envelope import Incoming


@dataclass(frozen=True)
class Outcome:
    """first: when this id (or what was refused) came for the first time. new: it has to be written."""

    incoming: Incoming
    state: ReceiptState
    code: str
    first: datetime
    seen: Seen | None = None
    new: bool = False

    def held_as(self, code: str) -> "Outcome":
        """The same, when it turned out in the fold that it has to wait."""
        return replace(self, state="held" if self.state == "accepted" else self.state, code=code)

    def receipt(self) -> Receipt:
        kind = ERRORS[self.code]
        return Receipt(
            id=self.incoming.id_text, state=self.state, code=self.code, zh=kind.zh, en=kind.en, first=self.first,
            seen_at=self.seen.at if self.seen else None, day=self.seen.day if self.seen else None,
            unmeasured=self.seen.unmeasured or self.seen.odd if self.seen else None,
        )  # fmt: skip


def fact_row(outcome: Outcome, credential: bytes, stop: str | None, roles: frozenset[str]) -> dict[str, Any]:
    """The row of an accepted or held fact. stop: under which its place is confirmed. roles: of its author."""
    incoming, fact, seen = outcome.incoming, outcome.incoming.fact, outcome.seen
    assert fact is not None
    assert seen is not None
    return {
        "estate": fact.estate, "id": fact.id, "kind": fact.kind, "v": fact.v, "author": fact.author,
        "session": fact.session, "device": fact.device, "start": fact.start, "seq": fact.seq, "at": fact.at,
        "mono_ms": fact.mono_ms, "day": seen.day, "place": fact.place, "item": fact.item, "case": fact.case,
        "about": fact.about, "body": fact.body, "photos": [photo.model_dump(mode="json") for photo in fact.photos],
        "seen_at": seen.at, "received_at": outcome.first, "unmeasured": seen.unmeasured or seen.odd, "digest": incoming.digest,
        "state": outcome.state, "code": outcome.code, "thread": thread_of(fact.place, fact.item),
        "stop": stop, "point": incoming.point, "credential": credential,
        "roles": sorted(roles), "released": False, "raw": incoming.text,
    }  # fmt: skip


def conflict_row(outcome: Outcome, estate: str, device: UUID, now: datetime) -> dict[str, Any]:
    """The row of a refused fact."""
    incoming = outcome.incoming
    reason = incoming.reason or f"{outcome.code}, first {wire(outcome.first)}"
    return {
        "estate": estate, "digest": incoming.digest, "fact": incoming.id_text, "device": device,
        "received_at": now, "code": outcome.code, "reason": reason, "raw": incoming.text,
    }  # fmt: skip
