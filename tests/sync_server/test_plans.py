"""No statement of the server reads more the longer an estate is in use: each is asked for its plan on a full database.

`make plans` collects the statements of the server's tests, and asks on 2,000,000 facts; `make test` on fewer.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine

from app.domain.clock import SimulatedClock
from sync_server.db.engine import open_engine
from sync_server.db.tables import metadata
from tests.sync_server.filled import SMALL, fill
from tests.sync_server.statements import Statement, read
from tests.sync_server.world import ESTATE, HOME, OTHER_ZONE, world

pytestmark = pytest.mark.anyio

PHOTO = {"sha256": "5" * 64, "role": "evidence", "w": 4, "h": 3, "bytes": 99, "taken_at": "2026-05-20T04:00:00Z"}
# What reads the whole estate on purpose, and why it may.
MAY_READ_ALL = {
    "SELECT DISTINCT fact.place, fact.item, fact.stop, fact.day, fact.point": "a changed set-up folds everything anew",
    "SELECT DISTINCT fact.place, fact.stop": "a changed set-up files facts under other stops",
    "SELECT photo.estate, photo.sha256 FROM photo WHERE photo.state IN": "a restored back-up looks for every photo",
    "UPDATE fact SET stop=": "a changed set-up files facts under other stops",
    "SELECT photo.sha256, photo.estate FROM photo": "an older server's photo folder is parted by estate, once",
}
GROWING = frozenset(table.name for table in metadata.sorted_tables) - SMALL
INDEXES = {index.name: table.name for table in metadata.sorted_tables for index in table.indexes}
# Those over few rows: reading one from end to end costs little.
PARTIAL = {
    index.name
    for table in metadata.sorted_tables
    for index in table.indexes
    if index.dialect_options["sqlite"].get("where") is not None
}


@pytest.fixture(scope="module")
def statements() -> list[Statement]:
    return read(Path(os.environ["ZONEWALK_PLANS"]))


@pytest.fixture
async def full(url: str, data: Path, clock: SimulatedClock) -> tuple[Engine, frozenset[str]]:
    """A database in which a story was told, multiplied to as many facts as ZONEWALK_FACTS says, and its tables that are full."""
    async with world(data, clock, url=url) as here:
        lin = await here.device("lin")
        found = lin.fact()
        await lin.push(
            found,
            lin.fact("found", place=HOME),
            lin.fact("found", place=OTHER_ZONE, photos=[PHOTO]),
            lin.fact("confirmed", place="b/A1/c/1", item=None),
            lin.fact("signed_in", place="b/A1/c/1/f/18", item=None),
            lin.fact("round_started", place=None, item=None),
            lin.fact("retracted", about=found["id"]),
            {"id": "none"},
        )
    engine = open_engine(url)
    rows = fill(engine, int(os.environ.get("ZONEWALK_FACTS", "200000")))
    empty = {
        name for name in ("fact", "record", "session", "audit", "fact_conflict", "photo", "photo_use") if not rows[name]
    }
    assert not empty, f"the story leaves no rows of {empty}"
    return engine, frozenset(name for name in GROWING if rows[name])


async def test_given_a_full_database_then_no_statement_of_the_server_grows_with_the_estate(
    full: tuple[Engine, frozenset[str]], statements: list[Statement]
) -> None:
    engine, tables = full
    asked = [each for each in statements if each.dialect == engine.dialect.name]
    assert len(asked) > 30, "too few statements were collected"
    growing = {}
    for each in asked:
        if any(" ".join(each.sql.split()).startswith(words) for words in MAY_READ_ALL):
            continue
        steps = list((_sqlite if each.dialect == "sqlite" else _postgresql)(engine, tables, each))
        if steps:
            growing[each.sql] = steps
    engine.dispose()
    assert not growing, "\n\n".join(f"{sql}\n  → {'; '.join(steps)}" for sql, steps in growing.items())


def _sqlite(engine: Engine, tables: frozenset[str], asked: Statement) -> Iterator[str]:
    """The steps that read all of the estate's rows of a table that grows."""
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(f"explain query plan {asked.sql}", asked.values).all()
    for *_, step in rows:
        found = re.match(r"(SCAN|SEARCH) (\w+)(?: USING (?:COVERING )?INDEX (\w+))?(?: \((.*)\))?", step)
        if found is None or found[2] not in tables or found[3] in PARTIAL:
            continue
        if found[1] == "SCAN" or found[4] == "estate=?":
            yield step


def _postgresql(engine: Engine, tables: frozenset[str], asked: Statement) -> Iterator[str]:
    raw = engine.raw_connection()
    try:
        cursor = psycopg.ClientCursor(raw.driver_connection)  # type: ignore[arg-type]
        cursor.execute(f"explain (format json) {asked.sql}", asked.values)
        (plan,) = cursor.fetchone() or ()
    finally:
        raw.rollback()
        raw.close()
    for node in _nodes(plan[0]["Plan"]):
        relation, index = node.get("Relation Name"), node.get("Index Name", "")
        if node["Node Type"] == "Seq Scan" and relation in tables:
            yield f"{node['Node Type']} of {relation}"
        elif index and index not in PARTIAL and (relation or INDEXES.get(index)) in tables:
            others = re.sub(rf"\(estate\)::text = '{ESTATE}'::text", "", node.get("Index Cond", ""))
            if not re.search(r"\w", others):
                yield f"{node['Node Type']} of {index} by the estate alone"


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for inner in node.get("Plans", ()):
        yield from _nodes(inner)
