"""Tables of who may speak to the server: accounts, devices, their credentials, sessions, and what was done."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from app.domain.columns import IdColumn, JsonColumn
from app.domain.times import UtcColumn
from sync_server.db.base import ServerTable


class AccountRow(ServerTable, table=True):
    """A person who signs in, by the staff id or a short name. password: argon2. roles: those of the estate's set-up."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("estate", "name"),)

    estate: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str
    zh: str
    en: str
    roles: list[str] = Field(default_factory=list, sa_type=JsonColumn)
    password: str
    disabled_at: datetime | None = Field(default=None, sa_type=UtcColumn)


class DeviceRow(ServerTable, table=True):
    """A phone or desk browser. Once revoked, its facts are held and it reads nothing."""

    __tablename__ = "device"

    estate: str = Field(primary_key=True)
    id: UUID = Field(primary_key=True, sa_type=IdColumn)
    name: str = ""
    created_at: datetime = Field(sa_type=UtcColumn)
    last_seen: datetime = Field(sa_type=UtcColumn)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcColumn)


class CredentialRow(ServerTable, table=True):
    """A token of a device, kept as its SHA-256. A phone that lost its token is given another one at its next sign-in;
    `account` is who signed in when it was issued."""

    __tablename__ = "credential"

    estate: str = Field(primary_key=True)
    hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    device: UUID = Field(sa_type=IdColumn)
    account: str
    issued_at: datetime = Field(sa_type=UtcColumn)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcColumn)


class SessionRow(ServerTable, table=True):
    """This account on this device. credential: the token that may send this session's facts. last_seq: of the last fact that the
    device had when the session ended, as far as it told."""

    __tablename__ = "session"
    __table_args__ = (Index("session_by_account", "estate", "account", "device"),)

    estate: str = Field(primary_key=True)
    id: UUID = Field(primary_key=True, sa_type=IdColumn)
    device: UUID = Field(sa_type=IdColumn, index=True)
    account: str
    credential: bytes = Field(sa_type=LargeBinary)
    started: datetime = Field(sa_type=UtcColumn)
    expires_at: datetime = Field(sa_type=UtcColumn)
    ended_at: datetime | None = Field(default=None, sa_type=UtcColumn)
    last_seq: int | None = Field(default=None, sa_type=BigInteger)


class AuditRow(ServerTable, table=True):
    """Who did what to the set-up, a sign-in or a receipt; written in the transaction that did it."""

    __tablename__ = "audit"

    estate: str = Field(primary_key=True)
    id: UUID = Field(primary_key=True, sa_type=IdColumn)
    at: datetime = Field(sa_type=UtcColumn)
    what: str
    account: str | None = None
    device: UUID | None = Field(default=None, sa_type=IdColumn)
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JsonColumn)
