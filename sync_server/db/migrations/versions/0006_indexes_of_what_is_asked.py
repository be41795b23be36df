"""Every statement finds its rows by an index of its own, however many facts the estate has."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_HELD = sa.text("state = 'held'")
_UNFILED = sa.text("place is not null and stop is null")
_UNSETTLED = sa.text("state not in ('verified', 'refused')")


def upgrade() -> None:
    op.drop_index("fact_held", table_name="fact")
    op.create_index("fact_held", "fact", ["estate", "code"], sqlite_where=_HELD, postgresql_where=_HELD)
    op.create_index("fact_unfiled", "fact", ["estate"], sqlite_where=_UNFILED, postgresql_where=_UNFILED)
    op.create_index("fact_by_device", "fact", ["estate", "device", "seq"])
    op.create_index(
        "photo_unsettled", "photo", ["estate", "state"], sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED
    )
    op.create_index("session_by_account", "session", ["estate", "account", "device"])
