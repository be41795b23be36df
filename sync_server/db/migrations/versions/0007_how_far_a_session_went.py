"""A session that ends keeps how far its device had counted, so that what comes after is told apart."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("session", sa.Column("last_seq", sa.BigInteger(), nullable=True))
