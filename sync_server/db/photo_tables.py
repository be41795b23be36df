"""Tables of the photos that facts name. The bytes are in the blob store."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field

from app.domain.columns import IdColumn
from app.domain.times import UtcColumn
from sync_server.db.base import ServerTable, where_index


class PhotoRow(ServerTable, table=True):
    """A photo by its SHA-256. state: `exchange.PhotoState`. received, total: bytes. dhash: 32 bytes of fingerprint.
    device: whose fact named it first, and so who has it."""

    __tablename__ = "photo"
    __table_args__ = (where_index("photo_unsettled", "state not in ('verified', 'refused')", "estate", "state"),)

    estate: str = Field(primary_key=True)
    sha256: str = Field(primary_key=True)
    state: str = "lacking"
    code: str | None = None
    received: int = 0
    total: int | None = None
    w: int | None = None
    h: int | None = None
    dhash: bytes | None = Field(default=None, sa_type=LargeBinary)
    device: UUID = Field(sa_type=IdColumn)
    named_at: datetime = Field(sa_type=UtcColumn)
    verified_at: datetime | None = Field(default=None, sa_type=UtcColumn)


class PhotoUseRow(ServerTable, table=True):
    """Where a photo is used: a fact, in a role. The same photo in two facts is worth a look."""

    __tablename__ = "photo_use"
    __table_args__ = (Index("photo_use_by_device", "estate", "device"),)

    estate: str = Field(primary_key=True)
    sha256: str = Field(primary_key=True)
    fact: UUID = Field(primary_key=True, sa_type=IdColumn)
    role: str = Field(primary_key=True)
    device: UUID = Field(sa_type=IdColumn)
    thread: UUID | None = Field(default=None, sa_type=IdColumn)


class PhotoSenderRow(ServerTable, table=True):
    """A device that names a photo. sent: it has sent all bytes of it itself, for naming a photo is no proof of having it."""

    __tablename__ = "photo_sender"
    __table_args__ = (where_index("photo_unsent", "not sent", "estate", "device"),)

    estate: str = Field(primary_key=True)
    sha256: str = Field(primary_key=True)
    device: UUID = Field(primary_key=True, sa_type=IdColumn)
    sent: bool = False
