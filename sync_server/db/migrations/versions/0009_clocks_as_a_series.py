"""What a device's clocks said beside the server's time, at every exchange."""

import sqlalchemy as sa
from alembic import op

from app.domain.columns import IdColumn
from app.domain.times import UtcColumn

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clock_reading",
        sa.Column("estate", sa.String(), nullable=False),
        sa.Column("device", IdColumn(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("start", IdColumn(), nullable=False),
        sa.Column("mono_ms", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcColumn(), nullable=False),
        sa.Column("true_at", UtcColumn(), nullable=False),
        sa.Column("received_at", UtcColumn(), nullable=False),
        sa.PrimaryKeyConstraint("estate", "device", "seq", "start", "mono_ms", name=op.f("clock_reading_key")),
    )
