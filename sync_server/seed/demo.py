"""Loads the demo estate: its set-up, its people, and what happened on the days before, as facts with real photos."""

import random
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import yaml
from sqlalchemy import Engine
from sqlmodel import Session

from app.domain import ids
from app.domain.clock import Clock, SimulatedClock
from app.domain.estate import Estate
from app.domain.estate_setup import expand_estate
from app.domain.exchange import ClockOffset, Push, SignIn
from app.domain.facts import to_wire
from app.domain.ids import Rng
from app.domain.story import Story
from sync_server.blobs import ledger
from sync_server.blobs.copies import copy_of
from sync_server.blobs.store import Stores
from sync_server.blobs.verify import verify
from sync_server.db.engine import reading, writing
from sync_server.db.tables import AccountRow, EstateRow
from sync_server.estates import Estates, KnownEstate
from sync_server.ingest.envelope import read
from sync_server.ingest.judge import Sender
from sync_server.ingest.looks import look_again
from sync_server.ingest.push import take_in
from sync_server.people.credentials import hash_of
from sync_server.people.sign_in import sign_in, sign_out
from sync_server.seed.pictures import SCENES, Stamped, stamped
from sync_server.seed.set_up import is_set_up, open_accounts, set_up, with_key
from sync_server.seed.story import Moment, Teller

DEMO_ESTATE = Path(__file__).resolve().parents[2] / "assets" / "domain" / "demo-estate.yaml"
DEMO_PASSWORD = "zonewalk"
BEFORE = timedelta(days=30)  # the demo's phone has been in use since
ON_ITS_WAY = timedelta(seconds=40)  # from a fact to its receipt


class SeedError(Exception):
    """The story could not be played as it is written: the set-up file and the rules do not agree."""


@dataclass(frozen=True)
class Seeder:
    """font: a file with Chinese characters for the stamps, None to write what ASCII can."""

    engine: Engine
    blobs: Stores
    estates: Estates
    clock: Clock
    rng: Rng
    font: Path | None = None

    def seed(self, raw: dict[str, Any], password: str = DEMO_PASSWORD) -> bool:
        """Load a set-up file's values, with today as their day, in one transaction. False if the estate is there already.

        SeedError, or what `expand_estate` raises, leaves everything as it was.
        """
        id = raw["estate"]["id"]
        with reading(self.engine) as session:
            if is_set_up(session, id):
                return False
        today = self.clock.now().astimezone(ZoneInfo(raw["estate"]["timezone"])).date()
        estate, register, story = expand_estate(raw, today)
        estate = with_key(estate, self.rng)
        with writing(self.engine) as session:
            if is_set_up(session, id):
                return False
            set_up(session, self.estates, estate, register, story, self.clock, self.rng)
            accounts = open_accounts(session, estate, password)
            self._play(session, self.estates.get(session, id), story, accounts)
        return True

    def _play(self, session: Session, known: KnownEstate, story: Story, accounts: list[AccountRow]) -> None:
        """What happened, fact by fact in the order of time, received a moment after it was seen."""
        device, sessions, sender = self._phone(session, known, accounts)
        teller = Teller(
            known.estate, known.rules, device, sessions, self._draw, self.rng, ids.new(self.clock, self.rng)
        )
        moments = [moment for task in story.open_tasks for moment in teller.tell(task)]
        for moment in sorted(moments, key=lambda moment: moment.fact.at):
            self._arrives(session, known, sender, moment)
        for ended in sessions.values():
            sign_out(session, known.id, ended, self.clock.now(), self.rng)

    def _phone(
        self, session: Session, known: KnownEstate, accounts: list[AccountRow]
    ) -> tuple[UUID, dict[str, UUID], Sender]:
        """The demo's phone, on which everybody has signed in once; nobody has its token afterwards."""
        then = self.clock.now() - BEFORE
        at_first = SimulatedClock(then)
        device = ids.new(at_first, self.rng)
        sessions = {account.id: ids.new(at_first, self.rng) for account in accounts}
        token: str | None = None
        for account in accounts:
            asked = SignIn(
                account=account.id, password="-", device=device, device_name="演示手机", device_token=token,
                session=sessions[account.id],
            )  # fmt: skip
            token = sign_in(session, known, account, asked, then, BEFORE, self.rng).token
        return device, sessions, Sender(device, hash_of(token or ""))

    def _draw(self, scene: str, lines: list[str]) -> Stamped:
        return stamped(SCENES[scene](), lines, self.font)

    def _arrives(self, session: Session, known: KnownEstate, sender: Sender, moment: Moment) -> None:
        fact = moment.fact
        received = fact.at + ON_ITS_WAY
        sent = to_wire(fact)
        push = Push(device=sender.device, clocks=[ClockOffset(start=fact.start, offset_ms=0)], facts=[sent])
        (receipt,) = take_in(session, known, sender, push, [read(sent)], received).receipts
        if receipt.state != "accepted":
            raise SeedError(f"{fact.kind} of {fact.author} at {fact.place}: {receipt.code}")
        for photo in moment.photos:
            seen = verify(photo.data, photo.sha256)
            # Files first: if the rows are never committed, a few files lie there that nobody names.
            store = self.blobs.of(known.id)
            store.drop(photo.sha256)
            store.put(photo.sha256, 0, photo.data)
            store.finish(photo.sha256)
            copy_of(store, photo.sha256, "review")
            ledger.is_stored(session, known.id, photo.sha256, len(photo.data), sender.device)
            ledger.is_verified(session, known.id, photo.sha256, seen, received)
            look_again(session, self.estates, known.id, photo.sha256)


def seed_demo(engine: Engine, blobs: Stores, estates: Estates, clock: Clock, font: Path | None = None) -> bool:
    """Load the demo estate of the repository. False if it is there already."""
    raw = yaml.safe_load(DEMO_ESTATE.read_text(encoding="utf-8"))
    return Seeder(engine, blobs, estates, clock, random.SystemRandom(), font).seed(raw)


def demo_estate(engine: Engine) -> Estate | None:
    """The demo estate as it was set up; None before it was."""
    id = yaml.safe_load(DEMO_ESTATE.read_text(encoding="utf-8"))["estate"]["id"]
    with reading(engine) as session:
        row = session.get(EstateRow, id)
        return Estate.model_validate(row.setup) if row else None
