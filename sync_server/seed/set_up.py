"""Writes an estate's set-up into the database: the estate, its people, accounts, registers and requests."""

from sqlmodel import Session

from app.domain.clock import Clock
from app.domain.estate import Estate
from app.domain.ids import Rng
from app.domain.records import Person, Request
from app.domain.register import Register
from app.domain.story import Story
from sync_server.db.records import put_record
from sync_server.db.tables import AccountRow, EstateRow
from sync_server.estates import Estates
from sync_server.ingest.set_up import put_estate
from sync_server.people.passwords import hash_password

KEY_BYTES = 32


def is_set_up(session: Session, estate: str) -> bool:
    return session.get(EstateRow, estate) is not None


def with_key(estate: Estate, rng: Rng) -> Estate:
    """The estate with a sign-in key of its own."""
    return Estate.model_validate({**estate.model_dump(mode="json"), "sign_in_key": rng.randbytes(KEY_BYTES).hex()})


def set_up(
    session: Session, estates: Estates, estate: Estate, register: Register, story: Story, clock: Clock, rng: Rng
) -> None:
    """Everything but what happened. Of a request that comes later than now, the demo says that it has just come."""
    put_estate(session, estates, estate, clock, rng)
    for person in estate.staff:
        said = Person(id=person.id, zh=person.label.zh, en=person.label.en, roles=list(person.roles))
        put_record(session, estate.id, "person", person.id, said.model_dump(mode="json"))
    for zone in estate.zones:
        kept = register.for_zones({zone.id}).model_dump(mode="json")
        put_record(session, estate.id, "register", zone.id, kept, zone.id)
    for asked in story.urgent_requests:
        request = Request(
            id=asked.id, place=asked.place, zone=estate.zone_of(asked.place), zh=asked.label.zh, en=asked.label.en,
            urgent=True, received=min(asked.received, clock.now()), assigned=asked.assigned,
        )  # fmt: skip
        put_record(session, estate.id, "request", request.id, request.model_dump(mode="json"), request.zone)


def open_accounts(session: Session, estate: Estate, password: str) -> list[AccountRow]:
    """An account for everybody on the staff, all with one password: for demos and tests only.

    A person signs in by the staff id (`u_lin`) or by what stands behind its `u_` (`lin`).
    """
    accounts = [
        AccountRow(
            estate=estate.id, id=person.id, name=short_name(person.id), zh=person.label.zh, en=person.label.en,
            roles=list(person.roles), password=hash_password(password),
        )
        for person in estate.staff
    ]  # fmt: skip
    session.add_all(accounts)
    session.flush()
    return accounts


def short_name(account: str) -> str:
    return account.removeprefix("u_")
