"""Tables of what came in: facts, what was refused, and the clock offsets of the phones."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, LargeBinary, Text
from sqlmodel import Field

from app.domain.columns import IdColumn, JsonColumn
from app.domain.facts import FactFields
from app.domain.times import UtcColumn
from sync_server.db.base import ServerTable, where_index

OF_ROUNDS = ("round_started", "round_ended")
OF_ROUNDS_SQL = "kind in ('round_started', 'round_ended')"


class FactRow(ServerTable, FactFields, table=True):
    """A fact that was accepted or is held (refused: it was held until its kind was known, and then it was none of it). Its
    envelope as columns, `raw` as it was received, and what arrival added.

    day: for which it counts, which a wrong clock tells wrongly. digest: SHA-256 of the canonical raw, which tells a repeat
    from another fact under the same id. thread: of place and item. stop: under which the place is confirmed (the place
    itself while it is unknown). point: of a sign-in. credential: by which the device sent it. roles: those of its author
    when it came. released: a person let it count. state, code: what the receipt said last; a held fact may be released.
    """

    __tablename__ = "fact"
    __table_args__ = (
        Index("fact_by_thread", "estate", "thread"),
        Index("fact_by_stop_day", "estate", "stop", "day"),
        Index("fact_by_point_day", "estate", "point", "day"),
        Index("fact_about", "estate", "about"),
        Index("fact_by_device", "estate", "device", "seq"),
        where_index("fact_held", "state = 'held'", "estate", "code"),
        where_index("fact_unfiled", "place is not null and stop is null", "estate"),
        where_index("fact_of_rounds", OF_ROUNDS_SQL, "estate", "author", "seen_at"),
    )

    estate: str = Field(primary_key=True)
    id: UUID = Field(primary_key=True, sa_type=IdColumn)
    seq: int = Field(sa_type=BigInteger)
    mono_ms: int = Field(sa_type=BigInteger)
    seen_at: datetime = Field(sa_type=UtcColumn)
    received_at: datetime = Field(sa_type=UtcColumn)
    unmeasured: bool = False
    digest: bytes = Field(sa_type=LargeBinary)
    state: str
    code: str
    thread: UUID | None = Field(default=None, sa_type=IdColumn)
    stop: str | None = None
    point: str | None = None
    credential: bytes = Field(sa_type=LargeBinary)
    roles: list[str] | None = Field(default=None, sa_type=JsonColumn)
    released: bool = False
    raw: str = Field(sa_type=Text)


class ConflictRow(ServerTable, table=True):
    """What was refused, kept all the same: malformed, or the id of a known fact with other content."""

    __tablename__ = "fact_conflict"

    estate: str = Field(primary_key=True)
    digest: bytes = Field(primary_key=True, sa_type=LargeBinary)
    fact: str
    device: UUID = Field(sa_type=IdColumn)
    received_at: datetime = Field(sa_type=UtcColumn)
    code: str
    reason: str = Field(sa_type=Text)
    raw: str = Field(sa_type=Text)


class ClockRow(ServerTable, table=True):
    """How far a device's clock was off in one start: server time minus device time, as phones tell it that know one figure a
    start. The first measurement stands."""

    __tablename__ = "clock_offset"

    estate: str = Field(primary_key=True)
    device: UUID = Field(primary_key=True, sa_type=IdColumn)
    start: UUID = Field(primary_key=True, sa_type=IdColumn)
    offset_ms: int = Field(sa_type=BigInteger)
    measured: bool = True
    received_at: datetime = Field(sa_type=UtcColumn)


class ClockReadingRow(ServerTable, table=True):
    """What a device's clocks said beside the server's time (`clock_series.Measurement`). seq: of the last fact before."""

    __tablename__ = "clock_reading"

    estate: str = Field(primary_key=True)
    device: UUID = Field(primary_key=True, sa_type=IdColumn)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    start: UUID = Field(primary_key=True, sa_type=IdColumn)
    mono_ms: int = Field(primary_key=True, sa_type=BigInteger)
    at: datetime = Field(sa_type=UtcColumn)
    true_at: datetime = Field(sa_type=UtcColumn)
    received_at: datetime = Field(sa_type=UtcColumn)
