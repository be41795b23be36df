"""Signing in: this account on this device, from now on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, or_, select

from app.domain import ids
from app.domain.errors import ZonewalkError
from app.domain.exchange import SignIn
from app.domain.ids import Rng
from sync_server.db.audit import At, audit
from sync_server.db.records import lock_estate
from sync_server.db.tables import AccountRow, CredentialRow, DeviceRow, SessionRow
from sync_server.estates import KnownEstate
from sync_server.ingest.release import release_held
from sync_server.people.credentials import hash_of, new_token, token_of
from sync_server.people.throttle import plain_name


@dataclass(frozen=True)
class SignInDone:
    """device: the one that asked, as it is known in this estate from now on."""

    device: UUID
    token: str
    expires_at: datetime


def account_named(session: Session, name: str) -> AccountRow | None:
    """The account with this staff id or short name, also as `name@estate`; None if nobody or more than one has it."""
    wanted, _, estate = plain_name(name).partition("@")
    if "\0" in name:
        return None
    query = select(AccountRow).where(or_(col(AccountRow.name) == wanted, col(AccountRow.id) == wanted))
    if estate:
        query = query.where(AccountRow.estate == estate)
    found = [row for row in session.exec(query) if row.disabled_at is None]
    return found[0] if len(found) == 1 else None


def own_device(session: Session, account: AccountRow | None, asked: SignIn) -> UUID | None:
    """The device that asks, where it proves to be one on which this account has signed in before. None for a revoked one,
    which is told so after its password."""
    if account is None:
        return None
    try:
        proven = _proven(session, asked, account.estate)
    except ZonewalkError:
        return None
    if proven is None or proven[0].revoked_at is not None:
        return None
    device = proven[0].id
    there = select(SessionRow.id).where(
        SessionRow.estate == account.estate, SessionRow.account == account.id, SessionRow.device == device
    )
    return device if session.exec(there.limit(1)).first() is not None else None


def sign_in(
    session: Session, known: KnownEstate, account: AccountRow, asked: SignIn, now: datetime, life: timedelta, rng: Rng
) -> SignInDone:
    """Register the session, and the device at its first time. The password was right. Harmless to repeat.

    A device id is no secret. One that is known is kept by who shows its key, or the token that an older app was given for
    it; anybody else becomes another device, and has no part in what the known one sent or owes.
    ZonewalkError `not_allowed` for a revoked device, or a session id that is somebody else's.
    """
    estate = account.estate
    lock_estate(session, estate)
    device, token = _proven(session, asked, estate) or _another(session, account, asked, now, rng)
    if device.revoked_at is not None:
        raise ZonewalkError("not_allowed", "the device was revoked")
    device.last_seen = now
    expires = now + life
    _register(session, account, asked.session, device.id, hash_of(token), now, expires)
    session.flush()
    release_held(session, known, "session_unknown", hash_of(token))
    audit(session, estate, "signed_in", now, rng, account=account.id, device=device.id)
    return SignInDone(device.id, token, expires)


def _proven(session: Session, asked: SignIn, estate: str) -> tuple[DeviceRow, str] | None:
    """The device that this phone has shown to be, and its token: under the id that it gave, or the one that it was given
    when that id was taken already."""
    made = token_of(estate, asked.device_key) if asked.device_key else None
    for token in filter(None, (asked.device_token, made)):
        row = session.get(CredentialRow, (estate, hash_of(token)))
        if row is None or (token != made and row.device != asked.device):
            continue
        if row.revoked_at is not None:
            raise ZonewalkError("not_allowed", "the credential was revoked")
        return session.get_one(DeviceRow, (estate, row.device)), token
    return None


def _another(session: Session, account: AccountRow, asked: SignIn, now: datetime, rng: Rng) -> tuple[DeviceRow, str]:
    """A device that is new here, with its token."""
    estate = account.estate
    taken = session.get(DeviceRow, (estate, asked.device)) is not None
    id = ids.new(At(now), rng) if taken else asked.device
    device = DeviceRow(estate=estate, id=id, name=asked.device_name.replace("\0", ""), created_at=now, last_seen=now)
    token = token_of(estate, asked.device_key) if asked.device_key else new_token(estate, rng)
    session.add(device)
    session.add(CredentialRow(estate=estate, hash=hash_of(token), device=id, account=account.id, issued_at=now))
    audit(session, estate, "credential_issued", now, rng, account=account.id, device=id)
    return device, token


def _register(
    session: Session,
    account: AccountRow,
    wanted: UUID,
    device: UUID,
    credential: bytes,
    now: datetime,
    expires: datetime,
) -> None:
    """The session, and with it all that this account did on this device before: it has just shown that it is itself."""
    row = session.get(SessionRow, (account.estate, wanted))
    if row is None:
        row = SessionRow(
            estate=account.estate, id=wanted, device=device, account=account.id, credential=credential,
            started=now, expires_at=expires,
        )  # fmt: skip
        session.add(row)
    elif row.account != account.id or row.device != device:
        raise ZonewalkError("not_allowed", "the session id is taken")
    elif row.ended_at is not None:
        raise ZonewalkError("not_allowed", "the session is over")
    row.expires_at = expires
    own = select(SessionRow).where(
        SessionRow.estate == account.estate, SessionRow.device == device, SessionRow.account == account.id
    )
    for earlier in session.exec(own):
        earlier.credential = credential


def sign_out(session: Session, estate: str, wanted: UUID, now: datetime, rng: Rng, last_seq: int | None = None) -> None:
    """End a session of the caller. Its facts still go out; what is made in its name after this is held. last_seq: of the last
    fact on the device, which tells that also where the server hears of the end later."""
    row = session.get(SessionRow, (estate, wanted))
    if row is not None and row.ended_at is None:
        row.ended_at, row.last_seq = now, last_seq
        audit(session, estate, "signed_out", now, rng, account=row.account, device=row.device)
