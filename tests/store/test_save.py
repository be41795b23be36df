"""Saving: what was called saved is there after the process dies at any instant, and nothing is half saved."""

import sqlite3
from pathlib import Path
from uuid import UUID

import pytest

from app.domain import crash
from app.domain.errors import ZonewalkError
from app.domain.facts import digest, to_wire
from app.store import Draft, open_store
from app.store.tables import FACT
from tests.store.making import DAY, SESSION, a_clock, a_fact, a_photo, a_store


class Died(Exception):
    """The process ends here."""


@pytest.fixture(autouse=True)
def _no_hook() -> object:
    yield
    crash.set_hook(None)


def die_at(name: str) -> None:
    def hook(passed: str) -> None:
        if passed == name:
            raise Died(name)

    crash.set_hook(hook)


def test_given_a_saved_fact_when_the_file_is_opened_again_then_it_is_there_word_for_word(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    fact = a_fact(
        store, photos=[a_photo()], preview="cHJldmlldw==", body={"state": "defect", "catalogue": 1, "words": "漏水"}
    )
    store.save(fact)
    store.close()

    again = a_store(tmp_path)

    [out] = again.outbox(10)
    assert out.id == fact.id
    assert '"漏水"' in out.wire
    assert '"preview":"cHJldmlldw=="' in out.wire
    assert again.delivery(fact.id) == "local"
    with again.engine.connect() as connection:
        row = connection.execute(FACT.select()).one()
    assert row.digest == digest(to_wire(fact))
    assert again.photo_state("a" * 64) == "local"


def test_given_a_death_before_the_commit_then_nothing_of_the_fact_is_there(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    fact = a_fact(store, photos=[a_photo()])
    die_at("store.before_commit")
    with pytest.raises(Died):
        store.save(fact)
    store.close()
    crash.set_hook(None)

    again = a_store(tmp_path)

    assert again.outbox(10) == []
    assert again.photo_state("a" * 64) is None


def test_given_a_death_after_the_commit_then_the_fact_is_there(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    fact = a_fact(store, photos=[a_photo()])
    die_at("store.after_commit")
    with pytest.raises(Died):
        store.save(fact)
    store.close()
    crash.set_hook(None)

    assert [out.id for out in a_store(tmp_path).outbox(10)] == [fact.id]


def test_given_a_full_disk_when_a_fact_is_saved_then_it_says_so_and_what_was_saved_before_is_safe(
    tmp_path: Path,
) -> None:
    store = a_store(tmp_path)
    first = a_fact(store)
    store.save(first)
    with store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    big = a_fact(store, photos=[a_photo()], body={"state": "defect", "catalogue": 1, "words": "满" * 60_000})

    with pytest.raises(ZonewalkError) as raised:
        store.save(big)

    assert raised.value.code == "storage_full"
    assert [out.id for out in store.outbox(100)] == [first.id]
    assert store.photo_state("a" * 64) is None


def test_given_a_draft_when_its_fact_is_saved_then_both_change_in_one_commit(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    draft = Draft(UUID(int=5), "u_lin", "found", {"words": "半条"}, ("p.jpg",))
    store.put_draft(draft)
    die_at("store.before_commit")
    with pytest.raises(Died):
        store.save(a_fact(store), draft=draft.id)
    crash.set_hook(None)
    assert [kept.data for kept in store.drafts("u_lin")] == [{"words": "半条"}]

    store.save(a_fact(store), draft=draft.id)

    assert store.drafts("u_lin") == []
    assert store.unsent_counts().drafts == 0


def test_given_several_starts_then_seq_only_grows_and_the_device_keeps_its_id(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    device = store.device_id()
    for fact in (a_fact(store), a_fact(store)):
        store.save(fact)
    store.next_seq()  # a number that was never used
    store.close()

    again = a_store(tmp_path, seed=8)

    assert again.device_id() == device
    assert again.next_seq() == 3


def test_given_the_same_seq_twice_then_the_database_itself_refuses(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    one = a_fact(store)
    store.save(one)
    with pytest.raises(ZonewalkError):
        store.save(a_fact(store).model_copy(update={"seq": one.seq}))


def test_given_two_stewards_then_each_sees_only_own_facts_and_drafts(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    lin, zhou = a_fact(store), a_fact(store, author="u_zhou")
    for fact in (lin, zhou):
        store.save(fact)
    store.put_draft(Draft(UUID(int=1), "u_lin", "found", {}))

    assert [fact.id for fact in store.own_facts("u_zhou", day=DAY)] == [zhou.id]
    assert store.drafts("u_zhou") == []
    assert store.unsent_counts("u_zhou").unsent == 1
    assert store.unsent_counts().facts == 2
    assert [out.id for out in store.outbox(10)] == [lin.id, zhou.id]
    assert lin.session == SESSION


def test_given_a_watcher_then_it_hears_of_each_commit_and_of_none_that_failed(tmp_path: Path) -> None:
    store, heard = a_store(tmp_path), []
    off = store.subscribe(heard.append)
    store.save(a_fact(store, photos=[a_photo()]))
    die_at("store.before_commit")
    with pytest.raises(Died):
        store.save(a_fact(store))
    crash.set_hook(None)
    off()
    store.put_draft(Draft(UUID(int=1), "u_lin", "found", {}))

    assert [topics for topics in heard if topics] == [{"facts", "photos"}]


def test_given_an_exclusive_store_when_another_process_opens_it_then_it_is_locked_out(tmp_path: Path) -> None:
    store = a_store(tmp_path, a_clock())
    store.save(a_fact(store))
    other = sqlite3.connect(tmp_path / "app.db", timeout=0)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("SELECT * FROM fact")
    other.close()
    with pytest.raises(ZonewalkError) as raised:
        open_store(f"{tmp_path}/app.db?timeout=0", exclusive=True)
    assert raised.value.code == "host_locked"
