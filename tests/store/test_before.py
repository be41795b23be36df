"""Going back to the version before: only while nobody has worked with the new one."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import inspect

from app.domain.errors import ZonewalkError
from app.store.before import CopyBefore
from app.store.schema import STEPS, bring_up_to_date
from app.store.store import Store
from tests.store.making import a_fact, a_store

NEWER = (*STEPS, ("ALTER TABLE fact ADD COLUMN mood TEXT", "DELETE FROM draft"))


def migrated(path: Path, *, facts: int = 1) -> Store:
    """A store with facts, taken over by a newer version that has not drawn its first screen yet."""
    store = a_store(path)
    store.began_well()
    for _ in range(facts):
        store.save(a_fact(store))
    bring_up_to_date(store.engine, NEWER)
    return store


def test_given_a_new_version_that_never_began_then_the_one_before_has_its_data_as_it_was(tmp_path: Path) -> None:
    migrated(tmp_path, facts=3).close()

    store = a_store(tmp_path, seed=8)

    assert len(store.outbox(10)) == 3
    assert "mood" not in {column["name"] for column in inspect(store.engine).get_columns("fact")}
    assert not CopyBefore.of(store.engine).path.exists()
    store.save(a_fact(store))
    store.close()
    assert len(a_store(tmp_path).outbox(10)) == 4


def test_given_a_new_version_that_was_worked_with_then_nothing_newer_is_ever_put_back(tmp_path: Path) -> None:
    store = migrated(tmp_path)
    store.began_well()
    store.close()

    with pytest.raises(ZonewalkError) as raised:
        a_store(tmp_path)

    assert raised.value.code == "database_newer"
    with sqlite3.connect(tmp_path / "app.db") as file:
        assert file.execute("PRAGMA user_version").fetchone() == (len(NEWER),)
        assert file.execute("SELECT count(*) FROM fact").fetchone() == (1,)


def test_given_a_copy_that_was_cut_short_then_the_migration_did_not_begin_and_the_next_one_makes_it_anew(
    tmp_path: Path,
) -> None:
    a_store(tmp_path).close()
    (tmp_path / "app.db.before").write_bytes(b"SQLite form")
    store = a_store(tmp_path, seed=8)
    store.save(a_fact(store))
    bring_up_to_date(store.engine, NEWER)
    store.close()
    assert len(a_store(tmp_path).outbox(10)) == 1


def test_given_no_room_for_the_copy_then_the_migration_is_refused_and_the_data_is_in_use(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    store.save(a_fact(store))
    (tmp_path / "app.db.before").mkdir()  # nothing can be written there

    with pytest.raises(ZonewalkError) as raised:
        bring_up_to_date(store.engine, NEWER)

    assert raised.value.code == "migration_failed"
    assert len(store.outbox(10)) == 1


def test_given_a_first_start_then_there_is_nothing_to_go_back_to(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    assert not CopyBefore.of(store.engine).path.exists()
