"""The device's tables. `schema.py` makes them; a test compares both.

They are plain SQLAlchemy tables: nothing here is loaded as an object, and the classes of an object mapper were a twentieth of
every start. The columns of a fact come from the one declaration that both sides share.
"""

from collections.abc import Iterator

from sqlalchemy import Boolean, Column, Integer, LargeBinary, MetaData, String, Table
from sqlmodel.main import get_column_from_field

from app.domain.columns import IdColumn, JsonColumn
from app.domain.facts import FactFields
from app.domain.times import UtcColumn

METADATA = MetaData()


def _shared() -> Iterator[Column[object]]:
    for name, field in FactFields.model_fields.items():
        column = get_column_from_field(field)
        column.name = column.key = name
        yield column


# A fact of this device. wire: its JSON text as it is sent. settled: the server's records, fetched after its receipt, tell it
# all, so that it is no longer laid over them. aside: never taken by the server, left out of pushes.
FACT = Table(
    "fact", METADATA, *_shared(),
    Column("thread", IdColumn),
    Column("digest", LargeBinary, nullable=False),
    Column("wire", String, nullable=False),
    Column("state", String, nullable=False, default="local"),
    Column("aside", Boolean, nullable=False, default=False),
    Column("settled", Boolean, nullable=False, default=False),
    Column("receipt", JsonColumn),
    Column("seen_at", UtcColumn),
    Column("saved_at", UtcColumn, nullable=False),
)  # fmt: skip

# A photo whose file lies in the host's folder "photos", until deleted_at. tries, retry_at, code: sendings that failed, when the
# next one is due, and why. told: the server knows that the file can't be read.
PHOTO = Table(
    "photo", METADATA,
    Column("sha256", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("w", Integer, nullable=False),
    Column("h", Integer, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("taken_at", UtcColumn, nullable=False),
    Column("state", String, nullable=False, default="local"),
    Column("verified_at", UtcColumn),
    Column("deleted_at", UtcColumn),
    Column("tries", Integer, nullable=False, default=0),
    Column("retry_at", UtcColumn),
    Column("code", String),
    Column("told", Boolean, nullable=False, default=False),
)  # fmt: skip

# Which fact names which photo.
NAMED = Table(
    "named", METADATA, Column("sha256", String, primary_key=True), Column("fact", IdColumn, primary_key=True)
)  # fmt: skip

# A record as the server last said it to this account. old: not yet confirmed since the records were begun anew. busy: a matter
# with an open task or case. data: JSON text.
RECORD = Table(
    "record", METADATA,
    Column("account", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("rev", Integer, nullable=False),
    Column("zone", String),
    Column("day", String),
    Column("busy", Boolean, nullable=False, default=False),
    Column("old", Boolean, nullable=False, default=False),
    Column("data", String, nullable=False),
)  # fmt: skip

# What this device is in an estate: the id that its facts bear there, and its credential.
CREDENTIAL = Table(
    "credential", METADATA,
    Column("estate", String, primary_key=True),
    Column("device", String, nullable=False),
    Column("token", String, nullable=False),
)  # fmt: skip

# A person who has signed in on this device.
ACCOUNT = Table(
    "account", METADATA,
    Column("id", String, primary_key=True),
    Column("zh", String, nullable=False),
    Column("en", String, nullable=False),
    Column("roles", JsonColumn, nullable=False),
    Column("estate", String, nullable=False),
    Column("session", IdColumn),
    Column("expires_at", UtcColumn),
    Column("signed_in_at", UtcColumn, nullable=False),
    Column("cursor", String),
)  # fmt: skip

# Something begun and not yet a fact.
DRAFT = Table(
    "draft", METADATA,
    Column("id", IdColumn, primary_key=True),
    Column("account", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("data", JsonColumn, nullable=False),
    Column("photos", JsonColumn, nullable=False),
    Column("updated_at", UtcColumn, nullable=False),
)  # fmt: skip

# What the device's clocks said beside the server's time (`clock_series.Measurement`).
CLOCK = Table(
    "clock", METADATA,
    Column("start", IdColumn, primary_key=True),
    Column("mono_ms", Integer, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("at", UtcColumn, nullable=False),
    Column("true_at", UtcColumn, nullable=False),
)  # fmt: skip

# Single JSON values of this device.
META = Table("meta", METADATA, Column("key", String, primary_key=True), Column("value", JsonColumn, nullable=False))
