"""The device's tables. They have a registry of their own, so that the server's never meet them in one process.

`schema.py` makes them; a test compares both.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from app.domain.columns import IdColumn, JsonColumn
from app.domain.facts import FactFields
from app.domain.times import UtcColumn


class DeviceTable(SQLModel, registry=registry()):
    """Every table of the device."""


class FactRow(FactFields, DeviceTable, table=True):
    """A fact of this device. wire: its JSON text as it is sent. settled: the server's records, fetched after its
    receipt, tell it all, so that it is no longer laid over them. aside: never taken by the server, left out of pushes."""

    __tablename__ = "fact"

    thread: UUID | None = Field(default=None, sa_type=IdColumn)
    digest: bytes
    wire: str
    state: str = "local"
    aside: bool = False
    settled: bool = False
    receipt: Any = Field(default=None, sa_type=JsonColumn, nullable=True)
    seen_at: datetime | None = Field(default=None, sa_type=UtcColumn)
    saved_at: datetime = Field(sa_type=UtcColumn)


class PhotoRow(DeviceTable, table=True):
    """A photo whose file lies in the host's folder "photos", until deleted_at."""

    __tablename__ = "photo"

    sha256: str = Field(primary_key=True)
    name: str
    role: str
    w: int
    h: int
    bytes: int
    taken_at: datetime = Field(sa_type=UtcColumn)
    state: str = "local"
    verified_at: datetime | None = Field(default=None, sa_type=UtcColumn)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcColumn)


class NamedRow(DeviceTable, table=True):
    """Which fact names which photo."""

    __tablename__ = "named"

    sha256: str = Field(primary_key=True)
    fact: UUID = Field(primary_key=True, sa_type=IdColumn)


class RecordRow(DeviceTable, table=True):
    """A record as the server last said it to this account. old: not yet confirmed since the records were begun anew.
    busy: a matter with an open task or case. data: JSON text."""

    __tablename__ = "record"

    account: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    rev: int
    zone: str | None = None
    day: str | None = None
    busy: bool = False
    old: bool = False
    data: str


class AccountRow(DeviceTable, table=True):
    """A person who has signed in on this device."""

    __tablename__ = "account"

    id: str = Field(primary_key=True)
    zh: str
    en: str
    roles: Any = Field(sa_type=JsonColumn)
    estate: str
    session: UUID | None = Field(default=None, sa_type=IdColumn)
    expires_at: datetime | None = Field(default=None, sa_type=UtcColumn)
    signed_in_at: datetime = Field(sa_type=UtcColumn)
    cursor: str | None = None


class DraftRow(DeviceTable, table=True):
    """Something begun and not yet a fact."""

    __tablename__ = "draft"

    id: UUID = Field(primary_key=True, sa_type=IdColumn)
    account: str
    kind: str
    data: Any = Field(sa_type=JsonColumn)
    photos: Any = Field(sa_type=JsonColumn)
    updated_at: datetime = Field(sa_type=UtcColumn)


class StartRow(DeviceTable, table=True):
    """One start of the app and how far its clock was off: server time minus device time, milliseconds."""

    __tablename__ = "start"

    id: UUID = Field(primary_key=True, sa_type=IdColumn)
    offset_ms: int
    measured: bool


class MetaRow(DeviceTable, table=True):
    """Single JSON values of this device."""

    __tablename__ = "meta"

    key: str = Field(primary_key=True)
    value: Any = Field(sa_type=JsonColumn)


def _table(row: type[DeviceTable]) -> Table:
    found: Table = row.__table__  # type: ignore[attr-defined]
    return found


FACT, PHOTO, NAMED, RECORD = _table(FactRow), _table(PhotoRow), _table(NamedRow), _table(RecordRow)
ACCOUNT, DRAFT, START, META = _table(AccountRow), _table(DraftRow), _table(StartRow), _table(MetaRow)
