"""Facts, rules and stores for the tests: a small device with a clock that is moved by hand."""

import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.domain import ids
from app.domain.bundle import load_bundle
from app.domain.clock import SimulatedClock
from app.domain.exchange import Account, ChangesPage, Receipt
from app.domain.facts import Fact, PhotoRef
from app.domain.records import Change, Matter
from app.domain.rules import Rules
from app.domain.times import wire
from app.store import Store, open_store

T0 = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DAY = "2026-03-02"
PLACE, ITEM = "u/A1-0301", "building.water_meter_parts"
SESSION = UUID("00000000-0000-7000-8000-00000000000a")


def a_clock() -> SimulatedClock:
    return SimulatedClock(at=T0, start=UUID("00000000-0000-4000-8000-000000000001"))


def a_store(path: Path, clock: SimulatedClock | None = None, *, seed: int = 7) -> Store:
    return Store(open_store(str(path / "app.db"), exclusive=True), clock or a_clock(), random.Random(seed))


def rules() -> Rules:
    bundle = load_bundle()
    return Rules(
        catalogue=bundle.catalogue,
        protocols=bundle.protocols,
        settings=bundle.settings(),
        tz=ZoneInfo("Asia/Shanghai"),
        staff={"u_lin": frozenset({"steward"}), "u_zhou": frozenset({"steward"}), "u_chen": frozenset({"supervisor"})},
        zone_of=lambda place: "z1",
        stop_of=lambda place: place,
    )


def a_fact(store: Store, kind: str = "found", *, author: str = "u_lin", **given: Any) -> Fact:
    """A fact born on this device now; by default a defect of a water meter."""
    bodies: dict[str, dict[str, Any]] = {
        "found": {"state": "defect", "catalogue": 1},
        "confirmed": {"catalogue": 1, "covers": ["a"]},
        "signed_in": {"point": "P1", "means": "scan"},
        "retracted": {},
    }
    place = given.pop("place", PLACE)
    item = given.pop("item", ITEM if kind == "found" else None)
    return Fact(
        id=ids.new(store.clock, store.rng), kind=kind, estate="qinglan", author=author, session=SESSION,
        device=store.device_id(), start=store.clock.start, seq=store.next_seq(), at=store.clock.now(),
        mono_ms=store.clock.mono_ms(), day=given.pop("day", DAY), place=place, item=item,
        body=given.pop("body", bodies.get(kind, {})), **given,
    )  # fmt: skip


def a_photo(sha: str = "a" * 64) -> PhotoRef:
    return PhotoRef(sha256=sha, role="evidence", w=1600, h=1200, bytes=250_000, taken_at=T0)


def a_receipt(fact: Fact, state: str = "accepted", code: str = "ok") -> Receipt:
    return Receipt(id=str(fact.id), state=state, code=code, first=T0, seen_at=fact.at)  # type: ignore[arg-type]


def a_page(*changes: Change, cursor: str = "g1.1.x", more: bool = False, generation: str = "g1") -> ChangesPage:
    return ChangesPage(changes=list(changes), cursor=cursor, more=more, server_time=T0, generation=generation)


def a_change(kind: str, id: str, data: dict[str, Any] | None = None, *, rev: int = 1, gone: bool = False) -> Change:
    return Change(kind=kind, id=id, rev=rev, gone=gone, data=data or {})  # type: ignore[arg-type]


def matter_change(matter: Matter, rev: int = 1) -> Change:
    return a_change("matter", str(matter.id), matter.model_dump(mode="json"), rev=rev)


def as_served(fact: Fact) -> dict[str, Any]:
    return {**fact.model_dump(mode="json"), "seen_at": wire(fact.at), "received_at": wire(T0)}


def sign_in(store: Store, account: str = "u_lin") -> None:
    person = Account(id=account, zh=account, en=account, roles=["steward"], estate="qinglan")
    store.put_account(person, SESSION, T0.replace(year=2027), token="token")
