"""The first tables: facts and what was refused, records, photos, people."""

import sqlalchemy as sa
from alembic import op

from app.domain.columns import IdColumn, JsonColumn
from app.domain.times import UtcColumn

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("estate", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zh", sa.String(), nullable=False),
        sa.Column("en", sa.String(), nullable=False),
        sa.Column("roles", JsonColumn(), nullable=False),
        sa.Column("password", sa.String(), nullable=False),
        sa.Column("disabled_at", UtcColumn(), nullable=True),
        sa.PrimaryKeyConstraint("estate", "id", name=op.f("account_key")),
        sa.UniqueConstraint("estate", "name", name=op.f("account_estate_once")),
    )
    op.create_table(
        "audit",
        sa.Column("estate", sa.String(), nullable=False),
        sa.Column("id", IdColumn(), nullable=False),
        sa.Column("at", UtcColumn(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=True),
        sa.Column("device", IdColumn(), nullable=True),
        sa.Column("detail", JsonColumn(), nullable=False),
        sa.PrimaryKeyConstraint("estate", "id", name=op.f("audit_key")),
    )
    op.create_table(
        "clock_offset",
        sa.Column("estate", sa.String(), nullable=False),
        sa.Column("device", IdColumn(), nullable=False),
        sa.Column("start", IdColumn(), nullable=False),
        sa.Column("offset_ms", sa.BigInteger(), nullable=False),
        sa.Column("measured", sa.Boolean(), nullable=False),
        sa.Column("received_at", UtcColumn(), nullable=False),
        sa.PrimaryKeyConstraint("estate", "device", "start", name=op.f("clock_offset_key")),
    )
    op.create_table(
        "counter",
        sa.Column("estate", sa.String(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("estate", name=op.f("counter_key")),
    )
    op.create_table(
        "credential",
        sa.Column("estate", sa.String(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("device", IdColumn(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("issued_at", UtcColumn(), nullable=False),
        sa.Column("revoked_at", UtcColumn(), nullable=True),
        sa.PrimaryKeyConstraint("estate", "hash", name=op.f("credential_key")),
    )
    op.create_table(
        "device",
        sa.Column("estate", sa.String(), nullable=False),
        sa.Column("id", IdColumn(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", UtcColumn(), nullable=False),
        sa.Column("last_seen", UtcColumn(), nullable=False),
        sa.Column("revoked_at", UtcColumn(), nullable=True),
        sa.PrimaryKeyConstraint("estate", "id", name=op.f("device_key")),
    )
    op.create_table(
        "estate",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("generation", IdColumn(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("setup", JsonColumn(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("estate_key")),
    )
    op.create_table(
        "fact",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("v", sa.Integer(), nullable=False),
        sa.Column("estate", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("session", IdColumn(), nullable=False),
        sa.Column("device", IdColumn(), nullable=False),
        sa.Column("start", IdColumn(), nullable=False),
        sa.Column("id", IdColumn(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcColumn(), nullable=False),
        sa.Column("mono_ms", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("item", sa.String(), nullable=True),
        sa.Column("case", IdColumn(), nullable=True),
        sa.Column("about", IdColumn(), nullable=True),
        sa.Column("body", JsonColumn(), nullable=False),
        sa.Column("photos", JsonColumn(), nullable=False),
        sa.Column("seen_at", UtcColumn(), nullable=False),
        sa.Column("received_at", UtcColumn(), nullable=False),
        sa.Column("unmeasured", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("thread", IdColumn(), nullable=True),
        sa.Column("point", sa.String(), nullable=True),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("estate", "id", name=op.f("fact_key")),
    )
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.create_index("fact_about", ["estate", "about"], unique=False)
        batch_op.create_index("fact_by_place_day", ["estate", "place", "day"], unique=False)
        batch_op.create_index("fact_by_point_day", ["estate", "point", "day"], unique=False)
        batch_op.create_index("fact_by_thread", ["estate", "thread"], unique=False)
        batch_op.create_index("fact_held", ["estate", "code"], unique=False)

    op.create_table(
        "fact_conflict",
        sa.Column("estate", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("fact", sa.String(), nullable=False),
        sa.Column("device", IdColumn(), nullable=False),
        sa.Column("received_at", UtcColumn(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("estate", "digest", name=op.f("fact_conflict_key")),
    )
    op.create_table(
        "photo",
        sa.Column("estate", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("w", sa.Integer(), nullable=True),
        sa.Column("h", sa.Integer(), nullable=True),
        sa.Column("dhash", sa.LargeBinary(), nullable=True),
        sa.Column("device", IdColumn(), nullable=False),
        sa.Column("named_at", UtcColumn(), nullable=False),
        sa.Column("verified_at", UtcColumn(), nullable=True),
        sa.PrimaryKeyConstraint("estate", "sha256", name=op.f("photo_key")),
    )
    op.create_table(
        "photo_use",
        sa.Column("estate", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("fact", IdColumn(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("device", IdColumn(), nullable=False),
        sa.Column("thread", IdColumn(), nullable=True),
        sa.PrimaryKeyConstraint("estate", "sha256", "fact", "role", name=op.f("photo_use_key")),
    )
    with op.batch_alter_table("photo_use", schema=None) as batch_op:
        batch_op.create_index("photo_use_by_device", ["estate", "device"], unique=False)

    op.create_table(
        "record",
        sa.Column("estate", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("left", sa.String(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("data", JsonColumn(), nullable=False),
        sa.PrimaryKeyConstraint("estate", "kind", "id", name=op.f("record_key")),
    )
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.create_index("record_by_rev", ["estate", "rev"], unique=True)

    op.create_table(
        "session",
        sa.Column("estate", sa.String(), nullable=False),
        sa.Column("id", IdColumn(), nullable=False),
        sa.Column("device", IdColumn(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("started", UtcColumn(), nullable=False),
        sa.Column("expires_at", UtcColumn(), nullable=False),
        sa.Column("ended_at", UtcColumn(), nullable=True),
        sa.PrimaryKeyConstraint("estate", "id", name=op.f("session_key")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("session_device_index"), ["device"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("session_device_index"))

    op.drop_table("session")
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.drop_index("record_by_rev")

    op.drop_table("record")
    with op.batch_alter_table("photo_use", schema=None) as batch_op:
        batch_op.drop_index("photo_use_by_device")

    op.drop_table("photo_use")
    op.drop_table("photo")
    op.drop_table("fact_conflict")
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.drop_index("fact_held")
        batch_op.drop_index("fact_by_thread")
        batch_op.drop_index("fact_by_point_day")
        batch_op.drop_index("fact_by_place_day")
        batch_op.drop_index("fact_about")

    op.drop_table("fact")
    op.drop_table("estate")
    op.drop_table("device")
    op.drop_table("credential")
    op.drop_table("counter")
    op.drop_table("clock_offset")
    op.drop_table("audit")
    op.drop_table("account")
