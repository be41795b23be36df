"""The facts of rounds are found by their walker: who walks past midnight goes on seeing the zones of the day before."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    of_rounds = sa.text("kind in ('round_started', 'round_ended')")
    op.create_index(
        "fact_of_rounds", "fact", ["estate", "author", "seen_at"], sqlite_where=of_rounds, postgresql_where=of_rounds
    )
