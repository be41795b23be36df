"""Which devices have sent a photo's bytes; of what is there already it is who named it first."""

import sqlalchemy as sa
from alembic import op

from app.domain.columns import IdColumn

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photo_sender",
        sa.Column("estate", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("device", IdColumn(), nullable=False),
        sa.Column("sent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("estate", "sha256", "device", name=op.f("photo_sender_key")),
    )
    op.execute(
        "insert into photo_sender (estate, sha256, device, sent) select estate, sha256, device, true from photo"
        " where state in ('stored', 'verified')"
    )
    unsent = sa.text("not sent")
    op.create_index("photo_unsent", "photo_sender", ["estate", "device"], sqlite_where=unsent, postgresql_where=unsent)
