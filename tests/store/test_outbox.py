"""The outbox: what the server said decides what is called sent, and one word of it is never taken for another."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from app.domain.errors import ERRORS
from app.domain.limits import BACKUP_HORIZON_DAYS
from app.store import Counts
from tests.store.making import T0, a_clock, a_fact, a_page, a_photo, a_receipt, a_store, sign_in

SHA = "a" * 64


def test_given_receipts_then_each_fact_reads_truly(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    facts = [a_fact(store) for _ in range(4)]
    for fact in facts:
        store.save(fact)

    store.apply_receipts(
        [
            a_receipt(facts[0]),
            a_receipt(facts[1], "held", "place_unknown"),
            a_receipt(facts[2], "refused", "fact_malformed"),
        ]
    )

    assert [store.delivery(fact.id) for fact in facts] == ["verified", "held", "refused", "local"]
    assert [out.id for out in store.outbox(10)] == [facts[3].id]
    assert store.unsent_counts("u_lin") == Counts(facts=1, held=1, refused=1)
    receipt = store.receipt(facts[2].id)
    assert receipt is not None
    assert receipt.code == "fact_malformed"


@pytest.mark.parametrize(
    ("code", "delivery"), [("ok", "verified"), ("place_unknown", "held"), ("fact_malformed", "refused")]
)
def test_given_a_repeated_receipt_then_it_says_what_the_first_one_said(
    tmp_path: Path, code: str, delivery: str
) -> None:
    store = a_store(tmp_path)
    fact = a_fact(store)
    store.save(fact)
    store.apply_receipts([a_receipt(fact, "repeated", code)])
    assert store.delivery(fact.id) == delivery


def test_given_a_receipt_of_an_unknown_id_then_nothing_changes(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    fact = a_fact(store)
    store.save(fact)
    stranger = a_receipt(fact).model_copy(update={"id": str(UUID(int=9))})
    store.apply_receipts([stranger])
    assert store.delivery(fact.id) == "local"


def test_given_an_accepted_fact_when_its_photo_is_verified_then_only_then_it_reads_verified(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    fact = a_fact(store, photos=[a_photo(SHA)])
    store.save(fact)
    assert store.photos_to_send() == []  # its fact has to be there first

    store.apply_receipts([a_receipt(fact)])
    assert store.delivery(fact.id) == "sent"
    assert [photo.sha256 for photo in store.photos_to_send()] == [SHA]
    assert store.unsent_counts("u_lin").photos == 1

    store.mark_photo(SHA, "sent")
    assert store.delivery(fact.id) == "sent"
    store.mark_photo(SHA, "verified")
    assert store.delivery(fact.id) == "verified"
    assert store.deliveries("u_lin", day=fact.day) == {fact.id: "verified"}
    assert store.photos_to_send() == []
    assert store.unsent_counts("u_lin").unsent == 0


def test_given_a_verified_photo_when_the_server_lacks_it_then_it_is_sent_again(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    fact = a_fact(store, photos=[a_photo(SHA)])
    store.save(fact)
    store.apply_receipts([a_receipt(fact)])
    store.mark_photo(SHA, "verified")

    store.wanted([SHA, "b" * 64])

    assert store.photo_state(SHA) == "local"
    assert store.photo_state("b" * 64) is None
    assert [photo.sha256 for photo in store.photos_to_send()] == [SHA]


def test_given_a_photo_then_it_may_only_go_once_verified_and_past_the_horizon(tmp_path: Path) -> None:
    clock = a_clock()
    store = a_store(tmp_path, clock)
    fact = a_fact(store, photos=[a_photo(SHA)])
    store.save(fact)
    store.apply_receipts([a_receipt(fact)])
    store.mark_photo(SHA, "sent")
    assert store.photos_to_delete(T0 + timedelta(days=400)) == []

    store.mark_photo(SHA, "verified")
    horizon = timedelta(days=BACKUP_HORIZON_DAYS)
    assert store.photos_to_delete(clock.now() + horizon - timedelta(seconds=1)) == []
    assert [photo.sha256 for photo in store.photos_to_delete(clock.now() + horizon)] == [SHA]

    store.photo_deleted(SHA)
    assert store.photos_to_delete(clock.now() + horizon) == []
    assert store.photo(SHA) is None
    store.wanted([SHA])  # no copy left: nothing to send, and no more called verified
    assert store.photos_to_send() == []
    assert store.delivery(fact.id) == "photo_lost"


def test_given_a_fact_that_the_server_cannot_take_when_set_aside_then_it_counts_as_only_here(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    bad, good = a_fact(store), a_fact(store)
    for fact in (bad, good):
        store.save(fact)

    store.set_aside(bad.id, ERRORS["push_malformed"].fault())

    assert [out.id for out in store.outbox(10)] == [good.id]
    assert store.delivery(bad.id) == "refused"
    counts = store.unsent_counts("u_lin")
    assert (counts.refused, counts.aside, counts.unsent) == (1, 1, 2)
    store.retry_aside()
    assert [out.id for out in store.outbox(10)] == [bad.id, good.id]


def test_given_a_restored_server_then_all_own_facts_go_out_again_and_records_begin_anew(
    tmp_path: Path,
) -> None:
    clock = a_clock()
    store = a_store(tmp_path, clock)
    sign_in(store)
    old = a_fact(store)
    store.save(old)
    clock.move(timedelta(days=BACKUP_HORIZON_DAYS, seconds=1))
    young = a_fact(store)
    store.save(young)
    store.apply_receipts([a_receipt(old), a_receipt(young)])
    store.apply_page("u_lin", a_page(generation="g1"))
    assert store.outbox(10) == []
    assert store.see_generation("qinglan", "g1") is False

    assert store.see_generation("qinglan", "g2") is True

    assert [out.id for out in store.outbox(10)] == [old.id, young.id]
    account = store.account("u_lin")
    assert account is not None
    assert account.cursor is None


def test_given_starts_that_never_met_the_server_then_they_take_the_next_offset_and_are_marked(tmp_path: Path) -> None:
    clock = a_clock()
    store = a_store(tmp_path, clock)
    offline = a_fact(store)
    store.save(offline)
    store.close()
    clock.start = UUID(int=2)
    store = a_store(tmp_path, clock, seed=8)
    now = a_fact(store)
    store.save(now)

    store.measured(clock.now() - timedelta(days=1))

    told = store.clocks_of([(offline.start, offline.seq), (now.start, now.seq)])
    assert {(clock.start, clock.offset_ms, clock.measured) for clock in told} == {
        (now.start, -86_400_000, True), (offline.start, -86_400_000, False),
    }  # fmt: skip
    seen = store.fact(offline.id)
    assert seen is not None
    assert seen.seen_at == offline.at - timedelta(days=1)
    assert seen.unmeasured
