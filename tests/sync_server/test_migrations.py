"""The steps of the migrations lead to what the tables say, on both databases, and back-ups of earlier versions come along."""

import json
from pathlib import Path
from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, update
from sqlalchemy import text as sql

from app.domain.clock import SimulatedClock
from app.domain.facts import NOBODY
from sync_server.db.base import table_of
from sync_server.db.engine import open_engine
from sync_server.db.migrations import migrate
from sync_server.db.tables import FactRow, metadata
from tests.sync_server.world import FLOOR, STOP, world

pytestmark = pytest.mark.anyio


def test_given_all_steps_then_the_database_is_as_the_tables_say(url: str) -> None:
    engine = open_engine(url)
    with engine.connect() as connection:
        # SQLite tells no types apart that matter here
        options = {"compare_type": engine.dialect.name == "postgresql"}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []
    engine.dispose()


def test_given_a_database_that_is_up_to_date_then_migrating_changes_nothing(url: str) -> None:
    engine = open_engine(url)
    migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(sql("select count(*) from estate")).scalar_one() == 1
    engine.dispose()


def test_given_a_step_that_fails_then_the_old_database_stays_in_use(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'old.sqlite'}")
    migrate(engine, "0001")
    with engine.begin() as connection:
        connection.execute(sql("drop index fact_by_place_day"))  # what the next step wants to take away
    with pytest.raises(Exception, match="fact_by_place_day"):
        migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(sql("select version_num from alembic_version")).scalar_one() == "0001"
    assert "stop" not in {column["name"] for column in inspect(engine).get_columns("fact")}
    engine.dispose()


async def test_given_facts_of_an_older_server_then_they_are_filed_under_their_stops_at_the_start(
    data: Path, clock: SimulatedClock
) -> None:
    async with world(data, clock) as here:
        lin = await here.device("lin")
        await lin.push(lin.fact())
        before = here.records()
        here.write(lambda s: s.connection().execute(update(table_of(FactRow)).values(stop=None)))
        # as that server told the day
        here.write(lambda s: s.connection().execute(sql("delete from record where kind = 'place_day'")))
    async with world(data, clock) as here:
        (row,) = here.facts().values()
        assert (row.place, row.stop) == (FLOOR, STOP)
        assert here.records() == before


def test_given_matters_of_an_older_server_then_no_session_start_or_device_stands_in_them_any_more(
    tmp_path: Path,
) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'old.sqlite'}")
    migrate(engine, "0003")
    matter, fact = UUID(int=9), {"id": str(UUID(int=1)), "seq": 3, "body": {"words": "灯不亮"}}
    secret = {name: str(UUID(int=no)) for no, name in enumerate(("session", "start", "device"), 70)}
    text = json.dumps({"id": str(matter), "facts": [fact | secret, fact | secret]}, ensure_ascii=False)
    insert = "insert into record values ('e', 'matter', :id, 7, 'z1', ' all ', ' ', 0, :data)"
    with engine.begin() as connection:
        connection.execute(sql(insert), {"id": matter.hex, "data": text})
    migrate(engine)
    with engine.connect() as connection:
        rev, kept = connection.execute(sql("select rev, data from record")).one()
    assert [name for name, id in secret.items() if id in kept] == []
    nobody, device = str(NOBODY), str(UUID(int=1))
    assert json.loads(kept)["facts"] == [fact | {"session": nobody, "start": nobody, "device": device}] * 2
    assert (rev, "灯不亮" in kept) == (7, True)
    engine.dispose()
