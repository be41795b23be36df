"""Signing in: this account on this device, from now on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, or_, select

from app.domain.errors import ZonewalkError
from app.domain.exchange import SignIn
from app.domain.ids import Rng
from sync_server.db.audit import audit
from sync_server.db.records import lock_estate
from sync_server.db.tables import AccountRow, CredentialRow, DeviceRow, SessionRow
from sync_server.estates import KnownEstate
from sync_server.ingest.release import release_held
from sync_server.people.credentials import hash_of, new_token


@dataclass(frozen=True)
class SignInDone:
    token: str
    expires_at: datetime


def account_named(session: Session, name: str) -> AccountRow | None:
    """The account with this staff id or short name, also as `name@estate`; None if nobody or more than one has it."""
    wanted, _, estate = name.strip().partition("@")
    if "\0" in name:
        return None
    query = select(AccountRow).where(or_(col(AccountRow.name) == wanted, col(AccountRow.id) == wanted))
    if estate:
        query = query.where(AccountRow.estate == estate)
    found = [row for row in session.exec(query) if row.disabled_at is None]
    return found[0] if len(found) == 1 else None


def sign_in(
    session: Session, known: KnownEstate, account: AccountRow, asked: SignIn, now: datetime, life: timedelta, rng: Rng
) -> SignInDone:
    """Register the session, and the device at its first time. The password was right. Harmless to repeat.

    A device that shows its token keeps it. One that is known and shows none (its storage was wiped, or the last answer
    never arrived) is given another, and the one that this same account was given before ends. What other people did on
    it is theirs: their sessions stay with the old token until they sign in here again.
    ZonewalkError `not_allowed` for a revoked device, or a session id that is somebody else's.
    """
    estate = account.estate
    lock_estate(session, estate)
    device = session.get(DeviceRow, (estate, asked.device))
    if device is None:
        name = asked.device_name.replace("\0", "")
        device = DeviceRow(estate=estate, id=asked.device, name=name, created_at=now, last_seen=now)
        session.add(device)
    elif device.revoked_at is not None:
        raise ZonewalkError("not_allowed", "the device was revoked")
    device.last_seen = now
    token = _shown(session, estate, asked) or _issue(session, account, asked, now, rng)
    expires = now + life
    _register(session, account, asked, hash_of(token), now, expires)
    session.flush()
    release_held(session, known, "session_unknown")
    audit(session, estate, "signed_in", now, rng, account=account.id, device=asked.device)
    return SignInDone(token, expires)


def _shown(session: Session, estate: str, asked: SignIn) -> str | None:
    """The token that the device showed, if it is its own and stands."""
    if not asked.device_token:
        return None
    row = session.get(CredentialRow, (estate, hash_of(asked.device_token)))
    stands = row is not None and row.device == asked.device and row.revoked_at is None
    return asked.device_token if stands else None


def _issue(session: Session, account: AccountRow, asked: SignIn, now: datetime, rng: Rng) -> str:
    earlier = session.exec(
        select(CredentialRow).where(
            CredentialRow.estate == account.estate,
            CredentialRow.device == asked.device,
            CredentialRow.account == account.id,
            CredentialRow.revoked_at == None,  # noqa: E711
        )
    )
    for row in earlier:
        row.revoked_at = now
    token = new_token(account.estate, rng)
    session.add(
        CredentialRow(
            estate=account.estate, hash=hash_of(token), device=asked.device, account=account.id, issued_at=now
        )
    )
    audit(session, account.estate, "credential_issued", now, rng, account=account.id, device=asked.device)
    return token


def _register(
    session: Session, account: AccountRow, asked: SignIn, credential: bytes, now: datetime, expires: datetime
) -> None:
    """The session, and with it all that this account did on this device before: it has just shown that it is itself."""
    row = session.get(SessionRow, (account.estate, asked.session))
    if row is None:
        row = SessionRow(
            estate=account.estate, id=asked.session, device=asked.device, account=account.id, credential=credential,
            started=now, expires_at=expires,
        )  # fmt: skip
        session.add(row)
    elif row.account != account.id or row.device != asked.device:
        raise ZonewalkError("not_allowed", "the session id is taken")
    row.expires_at, row.ended_at = expires, None
    own = select(SessionRow).where(
        SessionRow.estate == account.estate, SessionRow.device == asked.device, SessionRow.account == account.id
    )
    for earlier in session.exec(own):
        earlier.credential = credential


def sign_out(session: Session, estate: str, wanted: UUID, now: datetime, rng: Rng) -> None:
    """End a session of the caller. Its facts still go out."""
    row = session.get(SessionRow, (estate, wanted))
    if row is not None and row.ended_at is None:
        row.ended_at = now
        audit(session, estate, "signed_out", now, rng, account=row.account, device=row.device)
