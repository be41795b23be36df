"""The server's own registry: the phone's tables inherit from the same fields and must not meet these."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, TypeVar, cast

from sqlalchemy import ColumnElement, Index, MetaData, String, Table, literal_column, text
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

AT_MOST: Final = 500  # values that one statement asks for
T = TypeVar("T")

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


def where_index(name: str, where: str, *columns: str) -> Index:
    """An index over the few rows for which `where` (SQL) holds. A statement uses it when it says the same with `word`."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


def word(value: str) -> ColumnElement[str]:
    """A word of the code's own that stands in the statement itself: a bound value would hide a partial index."""
    return literal_column(f"'{value}'", String)


def parts(values: Iterable[T]) -> Iterator[list[T]]:
    """Values in lists that one statement can ask for: SQLite takes 32,766 parameters, and a plan is made for each length."""
    rest = iter(values)
    while part := list(islice(rest, AT_MOST)):
        yield part
