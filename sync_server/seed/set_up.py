"""Writes an estate's set-up into the database: the estate, its people, accounts, registers and requests."""

import hashlib
import json
from datetime import datetime

from sqlmodel import Session

from app.domain import ids
from app.domain.clock import SimulatedClock
from app.domain.estate import Estate
from app.domain.ids import Rng
from app.domain.records import Person, Request
from app.domain.register import Register
from app.domain.story import Story
from sync_server.db.records import lock_estate, put_record
from sync_server.db.tables import AccountRow, EstateRow
from sync_server.people.passwords import hash_password

KEY_BYTES = 32


def is_set_up(session: Session, estate: str) -> bool:
    return session.get(EstateRow, estate) is not None


def with_key(estate: Estate, rng: Rng) -> Estate:
    """The estate with a sign-in key of its own."""
    return Estate.model_validate({**estate.model_dump(mode="json"), "sign_in_key": rng.randbytes(KEY_BYTES).hex()})


def set_up(session: Session, estate: Estate, register: Register, story: Story, now: datetime, rng: Rng) -> None:
    """Everything but what happened. Of a request that comes later than `now`, the demo says that it has just come."""
    setup = estate.model_dump(mode="json")
    digest = hashlib.sha256(json.dumps(setup, sort_keys=True, ensure_ascii=False).encode()).digest()
    session.add(EstateRow(id=estate.id, generation=ids.new(SimulatedClock(now), rng), digest=digest, setup=setup))
    session.flush()
    lock_estate(session, estate.id)
    put_record(session, estate.id, "estate", estate.id, setup)
    for person in estate.staff:
        said = Person(id=person.id, zh=person.label.zh, en=person.label.en, roles=list(person.roles))
        put_record(session, estate.id, "person", person.id, said.model_dump(mode="json"))
    for zone in estate.zones:
        kept = register.for_zones({zone.id}).model_dump(mode="json")
        put_record(session, estate.id, "register", zone.id, kept, zone.id)
    for asked in story.urgent_requests:
        request = Request(
            id=asked.id, place=asked.place, zone=estate.zone_of(asked.place), zh=asked.label.zh, en=asked.label.en,
            urgent=True, received=min(asked.received, now), assigned=asked.assigned,
        )  # fmt: skip
        put_record(session, estate.id, "request", request.id, request.model_dump(mode="json"), request.zone)


def open_accounts(session: Session, estate: Estate, password: str) -> None:
    """An account for everybody on the staff, all with one password: for demos and tests only.

    A person signs in by the staff id (`u_lin`) or by what stands behind its `u_` (`lin`).
    """
    for person in estate.staff:
        session.add(
            AccountRow(
                estate=estate.id, id=person.id, name=person.id.removeprefix("u_"), zh=person.label.zh,
                en=person.label.en, roles=list(person.roles), password=hash_password(password),
            )
        )  # fmt: skip
