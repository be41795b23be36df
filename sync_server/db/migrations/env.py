"""Alembic's door: runs the steps on the connection that `migrate` hands in."""

from alembic import context

from sync_server.db.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transaction_per_migration=False,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
