"""Tables of what the estate knows: its set-up, the change counter and the records."""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, LargeBinary
from sqlmodel import Field

from app.domain.columns import IdColumn, JsonColumn
from sync_server.db.base import ServerTable


class EstateRow(ServerTable, table=True):
    """An estate's set-up (JSON of `app.domain.estate.Estate`). generation changes when a back-up was restored;
    digest with every change of the set-up."""

    __tablename__ = "estate"

    id: str = Field(primary_key=True)
    generation: UUID = Field(sa_type=IdColumn)
    digest: bytes = Field(sa_type=LargeBinary)
    setup: dict[str, Any] = Field(default_factory=dict, sa_type=JsonColumn)


class CounterRow(ServerTable, table=True):
    """The last rev given out in an estate. Who writes holds this row to the end of the transaction, so no reader can
    see a later rev before an earlier one (docs/protocol.md)."""

    __tablename__ = "counter"

    estate: str = Field(primary_key=True)
    rev: int = Field(default=0, sa_type=BigInteger)


class RecordRow(ServerTable, table=True):
    """A record as it is sent down. audience: who may see it, as tags between spaces (" zone:z1 role:order "); left: the
    tags that once stood there, who are told that it is gone."""

    __tablename__ = "record"
    __table_args__ = (Index("record_by_rev", "estate", "rev", unique=True),)

    estate: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    rev: int = Field(sa_type=BigInteger)
    zone: str | None = None
    audience: str
    left: str = " "
    gone: bool = False
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JsonColumn)
