"""What outlives this device's storage: a keepsake of what waited here, so that a start over an emptied storage can say so.

The phone may clear the database and the photos on its own (no room, not opened for long). The keepsake lies elsewhere
(`Host.put_keepsake`); a database that is new beside an old keepsake means that something was emptied.
"""

import asyncio
from datetime import datetime

from pydantic import BaseModel, Field, ValidationError

from app.domain.exchange import Elsewhere
from app.domain.times import Utc
from app.hosts import Host
from app.store import Counts, Store

_META = "emptied"
SETTLE_S = 0.4  # a walk saves many facts; the keepsake follows them a moment later


class Waiting(BaseModel):
    """Somebody whose work was not yet on the server: how many things."""

    zh: str
    en: str
    n: int


class Keepsake(BaseModel):
    """The device as it was at `at`. seq: of its last fact. facts, photos, drafts: what was not yet safe on the server."""

    device: str
    at: Utc
    seq: int = 0
    facts: int = 0
    photos: int = 0
    drafts: int = 0
    people: list[Waiting] = Field(default_factory=list)

    @property
    def unsent(self) -> int:
        return self.facts + self.photos + self.drafts


class Emptied(BaseModel):
    """What is to be said until it was read. seen: the keepsake, None when that is gone too. told: what the server answered
    to each account at its sign-in. read: the accounts that have read it."""

    seen: Keepsake | None = None
    told: dict[str, list[Elsewhere]] = Field(default_factory=dict)
    read: list[str] = Field(default_factory=list)

    def concerns(self, account: str | None) -> bool:
        """Whether this person still has something to read here (None: whoever is about to sign in)."""
        if account is None:
            return self.seen is not None and not self.read
        return account not in self.read and bool(self.told.get(account) or (self.seen and not self.read))

    def facts_lost(self, account: str) -> int | None:
        """Facts that never arrived, by the server's word and the keepsake's; None while one of them is missing."""
        before = next((each for each in self.told.get(account, ()) if each.before), None)
        if self.seen is None or before is None:
            return None
        return min(self.seen.facts, max(0, self.seen.seq - before.last_seq))


def notice(host: Host, store: Store) -> None:
    """At the start: remember that the storage was emptied, if it was. Before anything asks for the device's id."""
    seen = _kept(host)
    if seen is None or store.get_meta("device") is not None:
        return
    put_emptied(store, Emptied(seen=seen))
    store.device_id()


def emptied(store: Store) -> Emptied | None:
    """What is still to be said of an emptied storage."""
    kept = store.get_meta(_META)
    return Emptied.model_validate(kept) if kept else None


def put_emptied(store: Store, what: Emptied) -> None:
    """Keep what is to be said."""
    store.put_meta(_META, what.model_dump(mode="json"))


def tell(store: Store, account: str, told: list[Elsewhere]) -> None:
    """The server's answer to a sign-in. Without a keepsake it is news only to somebody who is new on this device."""
    known = emptied(store)
    if known is None and not (told and store.account(account) is None):
        return
    known = known or Emptied()
    put_emptied(store, known.model_copy(update={"told": {**known.told, account: told}}))


def has_read(store: Store, account: str) -> None:
    """This person has read it."""
    known = emptied(store)
    if known is not None:
        put_emptied(store, known.model_copy(update={"read": [*known.read, account]}))


def keepsake_of(store: Store, at: datetime) -> Keepsake:
    """The device as it is now."""
    all_ = store.unsent_counts(None)
    waiting = [(account, store.unsent_counts(account.id).unsent) for account in store.accounts()]
    return Keepsake(
        device=str(store.device_id()), at=at, seq=store.last_seq(), facts=_facts(all_), photos=all_.photos,
        drafts=all_.drafts, people=[Waiting(zh=account.zh, en=account.en, n=n) for account, n in waiting if n],
    )  # fmt: skip


async def follow(host: Host, store: Store) -> None:
    """Keep the keepsake true while the app runs. What it said of an emptied storage stays until the person has read that, or
    something new waits here."""
    changed = asyncio.Event()
    take_off = store.subscribe(lambda topics: changed.set())
    last = _kept(host)
    try:
        while True:
            await changed.wait()
            await asyncio.sleep(SETTLE_S)
            changed.clear()
            if not store.accounts():
                continue
            now = keepsake_of(store, store.true_now())
            unread = emptied(store)
            if unread is not None and not unread.read and not now.unsent:
                continue
            if last is None or last.model_copy(update={"at": now.at}) != now:  # more than the time has changed
                last = now
                await host.put_keepsake(now.model_dump_json())
    finally:
        take_off()


def _facts(counts: Counts) -> int:
    return counts.facts + counts.aside


def _kept(host: Host) -> Keepsake | None:
    """What was kept before this start; None when nothing was, or nothing that can be read."""
    try:
        return Keepsake.model_validate_json(host.keepsake) if host.keepsake is not None else None
    except ValidationError:
        return None
