"""The schema: its steps make what the tables say; a step that fails leaves the old data in use."""

import json
import sqlite3
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import inspect

from app.domain.errors import ZonewalkError
from app.domain.exchange import Receipt
from app.domain.times import wire
from app.store.schema import STEPS, bring_up_to_date
from app.store.tables import METADATA
from tests.store.making import T0, a_clock, a_fact, a_photo, a_receipt, a_store, sign_in


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
    assert f"step {len(broken)}" in raised.value.detail
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


def test_given_a_file_with_one_token_for_all_then_it_is_that_of_its_estate_and_what_went_astray_waits_again(
    tmp_path: Path,
) -> None:
    store = a_store(tmp_path)
    sign_in(store)
    ok, astray, bad = (a_fact(store) for _ in range(3))
    astray = astray.model_copy(update={"estate": "haitang"})
    for fact in (ok, astray, bad):
        store.save(fact)
    refused = {"state": "refused", "code": "fact_malformed", "first": wire(T0)}
    store.apply_receipts([Receipt.model_validate({"id": str(fact.id), **refused}) for fact in (astray, bad)])
    store.close()
    step = next(no for no, step in enumerate(STEPS) if any("TABLE credential" in sql for sql in step))
    session, device = str(UUID(int=3)), str(store.device_id())
    with sqlite3.connect(tmp_path / "app.db") as older:
        older.execute("DROP TABLE credential")
        for key, value in (("device_token", "qinglan.a-b_c"), ("generation", "g1"), ("ended", [session])):
            older.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, json.dumps(value)))
        for later in STEPS[step + 3 :]:
            assert later == (), "undo the later steps here, too"
        _before_clocks_were_a_series(older)
        _before_photos_were_tried_again(older)
        older.execute(f"PRAGMA user_version = {step}")
    older.close()

    store = a_store(tmp_path)

    assert (store.estates(), store.token("qinglan"), store.older_token()) == (
        ["qinglan"],
        "qinglan.a-b_c",
        "qinglan.a-b_c",
    )
    assert str(store.device_id("qinglan")) == device
    assert store.see_generation("qinglan", "g1") is False
    assert store.get_meta("ended") == [{"estate": "qinglan", "session": session, "last_seq": 3}]
    assert [store.delivery(fact.id) for fact in (ok, astray, bad)] == ["local", "local", "refused"]
    assert [out.id for out in store.outbox(9, "haitang")] == [astray.id]


def test_given_photos_that_were_given_up_before_then_they_are_tried_once_more(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    fact = a_fact(store, photos=[a_photo()])
    store.save(fact)
    store.apply_receipts([a_receipt(fact)])
    store.mark_photo(a_photo().sha256, "refused")
    store.close()
    step = next(no for no, step in enumerate(STEPS) if any("COLUMN tries" in sql for sql in step))
    with sqlite3.connect(tmp_path / "app.db") as older:
        for later in STEPS[step + 2 :]:
            assert later == (), "undo the later steps here, too"
        _before_clocks_were_a_series(older)
        _before_photos_were_tried_again(older)
        older.execute(f"PRAGMA user_version = {step}")
    older.close()

    store = a_store(tmp_path)

    assert [photo.sha256 for photo in store.photos_to_send()] == [a_photo().sha256]


def test_given_an_offset_of_a_start_then_its_facts_keep_their_corrected_times(tmp_path: Path) -> None:
    clock = a_clock()
    store = a_store(tmp_path, clock)
    early = a_fact(store)
    clock.move(timedelta(hours=1))
    late = a_fact(store)
    for fact in (early, late):
        store.save(fact)
    store.close()
    step = next(no for no, step in enumerate(STEPS) if any("TABLE clock" in sql for sql in step))
    with sqlite3.connect(tmp_path / "app.db") as older:
        for later in STEPS[step + 1 :]:
            assert later == (), "undo the later steps here, too"
        _before_clocks_were_a_series(older)
        older.execute("INSERT INTO start VALUES (?, -600000, 1)", (early.start.bytes,))
        older.execute(f"PRAGMA user_version = {step}")
    older.close()

    store = a_store(tmp_path, clock)

    seen = [store.fact(fact.id) for fact in (early, late)]
    assert [fact.seen_at for fact in seen if fact] == [fact.at - timedelta(minutes=10) for fact in (early, late)]
    assert [fact.unmeasured for fact in seen if fact] == [False, False]
    (told,) = store.clocks_of([(early.start, early.seq)])
    assert (told.offset_ms, told.measured, told.seq) == (-600_000, True, late.seq)


def _before_clocks_were_a_series(older: sqlite3.Connection) -> None:
    older.execute("DROP TABLE clock")
    older.execute(
        "CREATE TABLE start (id BINARY(16) NOT NULL PRIMARY KEY, offset_ms INTEGER NOT NULL, measured BOOLEAN NOT NULL)"
    )


def _before_photos_were_tried_again(older: sqlite3.Connection) -> None:
    older.execute("DROP INDEX photo_due")
    for column in ("tries", "retry_at", "code", "told"):
        older.execute(f"ALTER TABLE photo DROP COLUMN {column}")
    older.execute("CREATE INDEX photo_due ON photo (taken_at) WHERE state IN ('local', 'sent')")
