"""Own facts: saving them for good, and reading them back."""

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from app.domain.clock_series import Moment
from app.domain.exchange import Receipt
from app.domain.facts import Fact, PhotoRef, SeenFact, digest, photo_file, thread_of, to_wire
from app.domain.kinds import LOOK_KINDS
from app.store.clocks import Clocks
from app.store.tables import DRAFT, FACT, NAMED, PHOTO

_SEEN = (
    FACT.c.id, FACT.c.thread, FACT.c.wire, FACT.c.start, FACT.c.seq, FACT.c.at, FACT.c.mono_ms, FACT.c.day, FACT.c.seen_at,
    FACT.c.receipt,
)  # fmt: skip

log = logging.getLogger("zonewalk.store")


class Facts(Clocks):
    """Facts are only ever added here; what the server says of them is the outbox's matter."""

    def save(self, fact: Fact, photos: Sequence[PhotoRef] = (), *, draft: UUID | None = None) -> None:
        """One durable commit of the fact and of the rows of its photos, whose files were put before.

        photos: files of this device besides those that the fact itself names. draft: goes in the same commit.
        Raises ZonewalkError storage_full, storage_failed: then nothing of it is saved.
        """
        row = _row(fact, to_wire(fact)) | {"saved_at": self.true_now()}
        names, files = [], {}
        for photo in (*fact.photos, *photos):
            names.append({"sha256": photo.sha256, "fact": fact.id})
            files[photo.sha256] = _photo(photo, fact.at)
        with self._writing("facts", *(("photos",) if files else ()), *(("drafts",) if draft else ())) as connection:
            connection.execute(insert(FACT), row)
            if files:
                connection.execute(upsert(PHOTO).on_conflict_do_nothing(), list(files.values()))
                connection.execute(upsert(NAMED).on_conflict_do_nothing(), names)
            if draft:
                connection.execute(delete(DRAFT).where(DRAFT.c.id == draft))
            self._touch([fact])

    def fact(self, fact: UUID) -> SeenFact | None:
        found = self._seen(seen_facts().where(FACT.c.id == fact))
        return found[0] if found else None

    def fact_once(self, fact: UUID) -> SeenFact | None:
        """The same, read once a commit: for what every screen asks. Not to be changed by the caller."""
        return self._remembered(f"fact {fact}", lambda: self.fact(fact))

    def own_facts(self, account: str, *, day: str | None = None, kinds: Iterable[str] | None = None) -> list[SeenFact]:
        """The facts of this author on this device, in the order of seq, whatever the server said of them."""
        query = seen_facts().where(FACT.c.author == account)
        if day is not None:
            query = query.where(FACT.c.day == day)
        if kinds is not None:
            query = query.where(FACT.c.kind.in_(tuple(kinds)))
        return self._seen(query)

    def last_fact_at(self, account: str) -> datetime | None:
        """When this author last recorded something here, corrected (UTC); None when never. Read once a commit."""
        return self._remembered(f"last fact {account}", lambda: self._read_last(account))

    def _read_last(self, account: str) -> datetime | None:
        last = self._seen(
            seen_facts().where(FACT.c.author == account).order_by(None).order_by(FACT.c.seq.desc()).limit(1)
        )
        return last[0].seen_at if last else None

    def facts_of(
        self, *, place: str | None = None, thread: UUID | None = None, account: str | None = None
    ) -> list[SeenFact]:
        """The facts of this device about a place or a thread, in the order of seq."""
        query = seen_facts()
        if place is not None:
            query = query.where(FACT.c.place == place)
        if thread is not None:
            query = query.where(FACT.c.thread == thread)
        if account is not None:
            query = query.where(FACT.c.author == account)
        return self._seen(query)

    def receipt(self, fact: UUID) -> Receipt | None:
        """What the server said of this fact; None before it said anything."""
        with self._reading() as connection:
            kept = connection.execute(select(FACT.c.receipt).where(FACT.c.id == fact)).scalar()
        return Receipt.model_validate(kept) if kept else None

    def _seen(self, query: Select[Any]) -> list[SeenFact]:
        with self._reading() as connection:
            rows = connection.execute(query).all()
        return list(self.as_seen(rows))

    def as_seen(self, rows: Iterable[Row[Any]]) -> Iterator[SeenFact]:
        """Own facts with the time seen: as the server said, else corrected as far as the clock was measured. One that an
        earlier version saved and this one cannot read stays here to be sent, and is left out."""
        for row in rows:
            try:
                yield self._as_seen(row)
            except ValueError:
                log.exception("fact %s cannot be read", row.id)

    def _as_seen(self, row: Row[Any]) -> SeenFact:
        raw = json.loads(row.wire)
        told = row.receipt or {}
        estimate = self.estimate(Moment(row.start, row.seq, row.at, row.mono_ms))
        raw["seen_at"] = row.seen_at or estimate.at
        raw["received_at"] = told.get("first")
        raw["day"] = row.day
        unmeasured = told.get("unmeasured")
        raw["unmeasured"] = not estimate.measured if unmeasured is None else unmeasured
        raw["verified"] = (
            [] if raw["kind"] in LOOK_KINDS else None
        )  # on its way; the server's record tells when it is there
        return SeenFact.model_validate(raw)

    def _touch(self, facts: Sequence[Fact]) -> None:
        """These facts have come: what is cached of their threads and days is old."""


def seen_facts() -> Select[Any]:
    """The columns that `Facts.as_seen` reads, in the order of seq."""
    return select(*_SEEN).order_by(FACT.c.seq)


def _row(fact: Fact, raw: dict[str, Any]) -> dict[str, Any]:
    wire = json.dumps(raw, ensure_ascii=False, separators=(",", ":"))
    return {
        "id": fact.id, "kind": fact.kind, "v": fact.v, "estate": fact.estate, "author": fact.author,
        "session": fact.session, "device": fact.device, "start": fact.start, "seq": fact.seq, "at": fact.at,
        "mono_ms": fact.mono_ms, "day": fact.day, "place": fact.place, "item": fact.item, "case": fact.case,
        "about": fact.about, "body": raw.get("body", {}), "photos": raw.get("photos", []),
        "thread": thread_of(fact.place, fact.item), "digest": digest(raw), "wire": wire, "state": "local",
        "aside": False, "settled": False, "receipt": None, "seen_at": None,
    }  # fmt: skip


def _photo(photo: PhotoRef, kept_at: datetime) -> dict[str, Any]:
    return {
        "sha256": photo.sha256, "name": photo_file(photo.sha256), "role": photo.role, "w": photo.w, "h": photo.h,
        "bytes": photo.bytes, "taken_at": photo.taken_at or kept_at, "state": "local", "verified_at": None, "deleted_at": None,
        "tries": 0, "retry_at": None, "code": None, "told": False,
    }  # fmt: skip
