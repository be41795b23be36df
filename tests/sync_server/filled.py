"""An estate with years behind it: what little a story left is multiplied in the database itself, with other ids, days and places."""

from sqlalchemy import Column, Connection, Engine, Table, func, select, text
from sqlalchemy.types import Integer

from app.domain.columns import IdColumn
from sync_server.db.tables import metadata

# Tables that stay as small as the estate has people and phones.
SMALL = frozenset({"estate", "account", "device", "credential", "counter"})
DEVICES, DAYS, STOPS, POINTS = 30, 400, 110, 36

_SQLITE = {
    "bytes16": "randomblob(16)",
    "bytes32": "randomblob(32)",
    "hex32": "lower(hex(randomblob(32)))",
    "few16": f"cast(printf('%016d', n.i % {DEVICES}) as blob)",
    "day": f"date('2024-01-01', '+' || (n.i % {DAYS}) || ' days')",
}
_POSTGRESQL = {
    "bytes16": "decode(md5(random()::text || n.i), 'hex')",
    "bytes32": "sha256((random()::text || n.i)::bytea)",
    "hex32": "encode(sha256((random()::text || n.i)::bytea), 'hex')",
    "few16": f"decode(lpad(to_hex(n.i % {DEVICES}), 32, '0'), 'hex')",
    "day": f"to_char(date '2024-01-01' + (n.i % {DAYS})::int, 'YYYY-MM-DD')",
}
# What a day of work leaves more of: no further estates, and nothing that waits for a person.
_ONLY = {
    "fact": " where one.state = 'accepted'",
    "record": " where one.kind in ('matter', 'place_day', 'point_day')",
}
_FEW = frozenset({"device", "credential"})
_PLACES = {
    "stop": ("b/X/c/", STOPS),
    "point": ("X-", POINTS),
    "place": ("b/X/c/1/f/", STOPS * 20),
    "account": ("u_x", 30),
}


def fill(engine: Engine, facts: int) -> dict[str, int]:
    """Rows of each table afterwards. facts: how many facts there are to be; other tables get a share of that."""
    with engine.begin() as connection:
        rows = {
            table.name: _multiply(connection, table, facts)
            for table in metadata.sorted_tables
            if table.name not in SMALL
        }
    if engine.dialect.name == "postgresql":
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("analyze"))
    return rows


def _multiply(connection: Connection, table: Table, facts: int) -> int:
    count = select(func.count()).select_from(table)
    there = connection.execute(count).scalar_one()
    if there:
        wanted = facts if table.name == "fact" else facts // 10
        words = _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        values = ", ".join(_value(column, words) for column in table.columns)
        series = (
            "(with recursive n(i) as (select 1 union all select i + 1 from n where i < :times) select i from n) as n"
            if connection.dialect.name == "sqlite"
            else "generate_series(1, :times) as n(i)"
        )
        copy = f'insert into "{table.name}" ({names}) select {values} from (select * from "{table.name}") as one, {series}{_ONLY.get(table.name, "")}'
        connection.execute(text(copy), {"times": max(1, wanted // there)})
    return int(connection.execute(count).scalar_one())


def _value(column: "Column[object]", words: dict[str, str]) -> str:
    own, name = f'one."{column.name}"', column.name
    if name == "estate":
        return own
    if name == "rev":
        return "n.i * 1000 + one.rev"
    if name == "day":
        other = words["day"]
    elif name in _PLACES:
        other = f"'{_PLACES[name][0]}' || (n.i % {_PLACES[name][1]})"
    elif name == "state" and column.table.name == "photo":
        other = "'verified'"
    elif name in _FEW and isinstance(column.type, IdColumn):
        other = words["few16"]
    elif name == "sha256" or (name == "id" and not isinstance(column.type, IdColumn)):
        other = words["hex32"]
    elif isinstance(column.type, IdColumn):
        other = words["bytes16"]
    elif name == "digest":
        other = words["bytes32"]
    elif column.primary_key and isinstance(column.type, Integer):
        other = "n.i * 1000 + " + own
    else:
        return own
    return f"case when {own} is null then null else {other} end"
