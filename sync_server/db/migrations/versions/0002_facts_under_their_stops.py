"""Facts are filed under the stop of their place; the server fills the column at its next start."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("fact", sa.Column("stop", sa.String(), nullable=True))
    op.drop_index("fact_by_place_day", table_name="fact")
    op.create_index("fact_by_stop_day", "fact", ["estate", "stop", "day"])
