"""The server's own registry: the phone's tables inherit from the same fields and must not meet these."""

from typing import cast

from sqlalchemy import MetaData, Table
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

# Named constraints, so that later migrations can speak of them.
_NAMES = {
    "ix": "%(column_0_label)s_index",
    "uq": "%(table_name)s_%(column_0_name)s_once",
    "pk": "%(table_name)s_key",
}
server_registry = registry(metadata=MetaData(naming_convention=_NAMES))


class ServerTable(SQLModel, registry=server_registry):
    """Base of every table of the server. Every primary key begins with the estate, so that tables partition by it."""


metadata = server_registry.metadata


def table_of(model: type[ServerTable]) -> Table:
    """The Core table of a model: bulk inserts and narrow selects go past the ORM."""
    return cast(Table, model.__table__)  # type: ignore[attr-defined]
