"""The schema: its steps make what the tables say; a step that fails leaves the old data in use."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import inspect

from app.domain.errors import ZonewalkError
from app.store.schema import STEPS, bring_up_to_date
from app.store.tables import METADATA
from tests.store.making import a_fact, a_store


def test_given_all_steps_then_every_table_has_the_columns_that_are_declared(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    seen = inspect(store.engine)
    for name, table in METADATA.tables.items():
        made = {column["name"]: column["nullable"] for column in seen.get_columns(name)}
        assert made == {column.name: column.nullable for column in table.columns}, name
        primary = set(seen.get_pk_constraint(name)["constrained_columns"])
        assert primary == {c.name for c in table.primary_key}


def test_given_a_step_that_fails_then_all_steps_are_undone_and_the_data_is_in_use_as_before(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    store.save(a_fact(store))
    good = ("ALTER TABLE fact ADD COLUMN mood TEXT", "DELETE FROM fact")
    broken = (*STEPS, good, ("UPDATE fact SET no_such = 1",))

    with pytest.raises(ZonewalkError) as raised:
        bring_up_to_date(store.engine, broken)

    assert raised.value.code == "migration_failed"
    assert "step 3" in raised.value.detail
    assert "mood" not in {column["name"] for column in inspect(store.engine).get_columns("fact")}
    assert len(store.outbox(10)) == 1
    store.close()
    assert len(a_store(tmp_path).outbox(10)) == 1


def test_given_a_later_step_when_the_file_is_opened_then_only_that_step_runs(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    store.save(a_fact(store))

    bring_up_to_date(store.engine, (*STEPS, ("ALTER TABLE fact ADD COLUMN mood TEXT DEFAULT 'calm'",)))

    assert "mood" in {column["name"] for column in inspect(store.engine).get_columns("fact")}
    assert len(store.outbox(10)) == 1


def test_given_a_file_of_a_newer_app_then_it_is_refused_and_left_alone(tmp_path: Path) -> None:
    a_store(tmp_path).close()
    other = sqlite3.connect(tmp_path / "app.db")
    other.execute("PRAGMA user_version = 99")
    other.close()

    with pytest.raises(ZonewalkError) as raised:
        a_store(tmp_path)

    assert raised.value.code == "database_newer"
    assert "99" in raised.value.detail


def test_given_an_open_store_then_commits_are_flushed_and_the_journal_is_wal(tmp_path: Path) -> None:
    with a_store(tmp_path).engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "locking_mode", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "locking_mode": "exclusive", "foreign_keys": 1}
