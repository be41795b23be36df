"""Device credentials: a token that outlives sessions, so that facts go out although a sign-in has expired."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, select

from app.domain.errors import ZonewalkError
from app.domain.ids import Rng
from sync_server.db.tables import AccountRow, CredentialRow, DeviceRow, SessionRow

TOKEN_BYTES = 32


@dataclass(frozen=True)
class Caller:
    """A device that showed its token. account: who signed in when it was issued. revoked: its facts are held, and it is shown nothing."""

    estate: str
    device: UUID
    credential: bytes
    account: str
    revoked: bool


@dataclass(frozen=True)
class Viewer:
    """Whose view is asked: an account with a session that has neither ended nor expired."""

    caller: Caller
    session: UUID
    account: str
    roles: frozenset[str]

    @property
    def estate(self) -> str:
        return self.caller.estate


def new_token(estate: str, rng: Rng) -> str:
    """`estate.secret`, for an app that has no key of its own. The estate comes first, because every table is looked up by it
    first."""
    return _token(estate, rng.randbytes(TOKEN_BYTES))


def token_of(estate: str, device_key: str) -> str:
    """The token of a device in an estate, made from the secret that it keeps: the same at every sign-in, another in every estate."""
    made = hmac.digest(device_key.encode("utf-8", "surrogatepass"), f"zonewalk device|{estate}".encode(), "sha256")
    return _token(estate, made)


def _token(estate: str, secret: bytes) -> str:
    return f"{estate}.{urlsafe_b64encode(secret).rstrip(b'=').decode()}"


def hash_of(token: str) -> bytes:
    """What the database keeps. The secret has 256 random bits: a plain SHA-256 is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def caller_of(session: Session, token: str) -> Caller:
    """ZonewalkError `token_unknown` for a token that was never issued, or was replaced."""
    estate, hashed = token.partition(".")[0], hash_of(token)
    if "\0" in estate:
        raise ZonewalkError("token_unknown")
    found = session.exec(
        select(CredentialRow, DeviceRow)
        .where(CredentialRow.estate == estate, CredentialRow.hash == hashed, CredentialRow.revoked_at == None)  # noqa: E711
        .where(DeviceRow.estate == estate, DeviceRow.id == CredentialRow.device)
    ).one_or_none()
    if found is None:
        raise ZonewalkError("token_unknown")
    credential, device = found
    return Caller(estate, device.id, hashed, credential.account, device.revoked_at is not None)


def viewer_of(session: Session, caller: Caller, wanted: UUID, now: datetime) -> Viewer:
    """ZonewalkError `session_expired` when the session is not of this device, has ended or expired, or its account was
    disabled; `token_unknown` for a revoked device."""
    if caller.revoked:
        raise ZonewalkError("token_unknown", "the device was revoked")
    found = session.exec(
        select(SessionRow, AccountRow)
        .where(SessionRow.estate == caller.estate, SessionRow.id == wanted, SessionRow.device == caller.device)
        .where(AccountRow.estate == caller.estate, AccountRow.id == SessionRow.account)
    ).one_or_none()
    if found is None:
        raise ZonewalkError("session_expired", "no such session on this device")
    row, account = found
    if row.credential != caller.credential or row.ended_at or row.expires_at <= now or account.disabled_at:
        raise ZonewalkError("session_expired")
    return Viewer(caller, row.id, account.id, frozenset(account.roles))
