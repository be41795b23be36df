"""Facts bear the roles that their author held when they came, and whether a person let them count."""

import sqlalchemy as sa
from alembic import op

from app.domain.columns import JsonColumn

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("fact", sa.Column("roles", JsonColumn(), nullable=True))
    op.add_column("fact", sa.Column("released", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.alter_column("released", server_default=None)
    # What an older server took was said by the roles of then, of which today's are the nearest that is known.
    roles = "select roles from account where account.estate = fact.estate and account.id = fact.author"
    op.execute(f"update fact set roles = ({roles}) where state <> 'held' or code <> 'session_unknown'")
