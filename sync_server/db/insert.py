"""Rows in bulk: what is there already is left as it is."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session


def insert_new(session: Session, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """`insert … on conflict do nothing`, one executemany past the ORM. Every row names every column."""
    if not rows:
        return
    connection = session.connection()
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(table).on_conflict_do_nothing(), list(rows))
