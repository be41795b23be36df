"""Pages of records, and matters with what own facts lay over them."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain import crash, ids
from app.domain.facts import Fact, SeenFact
from app.domain.matters import fold_matter
from app.domain.presence import fold_place_day
from app.domain.records import Matter
from app.store import Store
from tests.store.making import (
    DAY,
    ITEM,
    PLACE,
    T0,
    a_change,
    a_clock,
    a_fact,
    a_page,
    a_receipt,
    a_store,
    as_served,
    matter_change,
    rules,
    sign_in,
)

RULES = rules()
THREAD = ids.thread_id(PLACE, ITEM)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = a_store(tmp_path)
    sign_in(store)
    return store


def served(*facts: Fact) -> Matter:
    seen = [SeenFact.model_validate(as_served(fact)) for fact in facts]
    return fold_matter(RULES, PLACE, ITEM, seen)


def known(store: Store, account: str = "u_lin") -> Matter:
    matter = store.matter(account, RULES, THREAD)
    assert matter is not None
    return matter


def test_given_a_page_then_records_and_cursor_are_there_together(store: Store) -> None:
    page = a_page(a_change("person", "u_chen", {"id": "u_chen"}), cursor="g1.7.x")

    def die(name: str) -> None:
        if name == "store.before_commit":
            raise RuntimeError(name)

    store.see_generation("qinglan", "g1")
    crash.set_hook(die)
    with pytest.raises(RuntimeError):
        store.apply_page("u_lin", page)
    crash.set_hook(None)
    before = store.account("u_lin")
    assert before is not None
    assert before.cursor is None
    assert store.record("u_lin", "person", "u_chen") is None

    store.apply_page("u_lin", page)

    after = store.account("u_lin")
    assert after is not None
    assert after.cursor == "g1.7.x"
    assert store.record("u_lin", "person", "u_chen") == {"id": "u_chen"}
    assert store.record("u_zhou", "person", "u_chen") is None


def test_given_a_record_that_is_gone_then_it_is_gone_here(store: Store) -> None:
    store.apply_page("u_lin", a_page(a_change("request", "r1", {"id": "r1"}), a_change("request", "r2", {"id": "r2"})))
    store.apply_page("u_lin", a_page(a_change("request", "r1", gone=True, rev=2)))
    assert store.records("u_lin", "request") == [{"id": "r2"}]


def test_given_410_when_the_new_pages_come_then_the_old_records_serve_until_the_last_one(store: Store) -> None:
    both = [a_change("request", "r1", {"id": "r1"}), a_change("request", "r2", {"id": "r2"})]
    store.apply_page("u_lin", a_page(*both))

    store.start_anew("u_lin")
    account = store.account("u_lin")
    assert account is not None
    assert account.cursor is None
    assert len(store.records("u_lin", "request")) == 2
    store.apply_page("u_lin", a_page(a_change("request", "r2", {"id": "r2", "new": 1}), more=True))
    assert len(store.records("u_lin", "request")) == 2
    store.apply_page("u_lin", a_page())

    assert store.records("u_lin", "request") == [{"id": "r2", "new": 1}]


def test_given_an_unsent_finding_then_its_matter_shows_at_once_and_equals_the_fold(store: Store) -> None:
    fact = a_fact(store)
    assert store.matters("u_lin", RULES) == []
    store.save(fact)

    [matter] = store.matters("u_lin", RULES)

    assert matter == known(store)
    assert [finding.id for finding in matter.findings] == [fact.id]
    assert matter.findings[0].received_at is None
    assert store.matters("u_zhou", RULES) == []


def test_given_a_server_matter_and_an_own_fact_not_in_it_then_both_are_folded(store: Store) -> None:
    theirs = a_fact(store, author="u_zhou")
    store.apply_page("u_lin", a_page(matter_change(served(theirs))))
    assert len(known(store).findings) == 1
    store.clock.move(timedelta(minutes=5))  # type: ignore[attr-defined]
    own = a_fact(store)

    store.save(own)

    matter = known(store)
    assert [finding.id for finding in matter.findings] == [theirs.id, own.id]
    assert matter.model_dump() == fold_matter(RULES, PLACE, ITEM, matter.facts).model_dump()


def test_given_the_receipt_and_the_next_record_then_the_servers_word_alone_counts(store: Store) -> None:
    own = a_fact(store)
    store.save(own)
    store.apply_receipts([a_receipt(own)])
    assert len(known(store).findings) == 1  # until the record comes

    decided = served(own).model_copy(update={"flags": ["decided"]})
    store.apply_page("u_lin", a_page(matter_change(decided)))
    assert known(store).flags == ["decided"]

    store.apply_page("u_lin", a_page(a_change("matter", THREAD.hex, gone=True, rev=2)))
    assert store.matter("u_lin", RULES, THREAD) is None
    assert store.matters("u_lin", RULES) == []


def test_given_a_matter_told_in_part_then_own_facts_are_laid_over_it_and_it_is_not_folded_anew(store: Store) -> None:
    theirs = a_fact(store, author="u_zhou")
    whole = served(theirs)
    part = whole.model_copy(update={"facts": [], "partial": True})  # as where a step has filed the task
    store.apply_page("u_lin", a_page(matter_change(part)))
    (task,) = part.tasks

    store.save(a_fact(store, "accepted", item=ITEM, body={"task": str(task.id)}))

    (shown,) = known(store).tasks
    assert (shown.id, shown.state, shown.assignee) == (task.id, "accepted", "u_lin")


@pytest.mark.parametrize("state", ["held", "refused"])
def test_given_a_fact_that_did_not_count_then_it_is_not_laid_over_and_is_still_kept(store: Store, state: str) -> None:
    own = a_fact(store)
    store.save(own)
    assert len(store.matters("u_lin", RULES)) == 1
    store.apply_receipts([a_receipt(own, state, "place_unknown" if state == "held" else "fact_malformed")])
    assert store.matters("u_lin", RULES) == []
    assert [fact.id for fact in store.own_facts("u_lin")] == [own.id]


def test_given_a_held_fact_when_a_record_tells_it_then_it_was_released(store: Store) -> None:
    own = a_fact(store)
    store.save(own)
    store.apply_receipts([a_receipt(own, "held", "place_unknown")])
    store.apply_page("u_lin", a_page(matter_change(served(own))))
    assert store.delivery(own.id) == "verified"


def test_given_open_and_closed_matters_then_only_the_open_ones_are_listed_when_asked(store: Store) -> None:
    fact = a_fact(store)
    open_one = served(fact)
    assert open_one.tasks
    closed = open_one.model_copy(
        update={
            "id": ids.thread_id("u/A1-0302", ITEM),
            "tasks": [task.model_copy(update={"state": "closed"}) for task in open_one.tasks],
            "cases": [case.model_copy(update={"closed": True}) for case in open_one.cases],
        }
    )
    store.apply_page("u_lin", a_page(matter_change(open_one), matter_change(closed)))
    assert [matter.id for matter in store.matters("u_lin", RULES, open_only=True)] == [open_one.id]
    assert len(store.matters("u_lin", RULES)) == 2


def test_given_any_walk_of_saves_and_pages_then_what_is_kept_equals_what_a_new_start_reads(store: Store) -> None:
    """The caches never drift from the database."""

    def same() -> None:
        fresh = Store(store.engine, store.clock, store.rng)
        assert store.matters("u_lin", RULES) == fresh.matters("u_lin", RULES)
        assert store.matters("u_lin", RULES, open_only=True) == fresh.matters("u_lin", RULES, open_only=True)
        assert store.place_days("u_lin", RULES, DAY) == fresh.place_days("u_lin", RULES, DAY)
        assert store.point_days("u_lin", RULES, DAY) == fresh.point_days("u_lin", RULES, DAY)

    found, signed, confirmed = a_fact(store), a_fact(store, "signed_in"), a_fact(store, "confirmed")
    back = a_fact(store, "retracted", item=ITEM, about=found.id)
    steps: Iterable[object] = (
        lambda: store.save(found),
        lambda: store.save(signed),
        lambda: store.save(confirmed),
        lambda: store.apply_receipts([a_receipt(found), a_receipt(signed, "held", "point_unknown")]),
        lambda: store.save(back),
        lambda: store.measured(store.clock.now() - timedelta(hours=1)),
        lambda: store.apply_page("u_lin", a_page(matter_change(served(found)), more=True)),
        lambda: store.apply_receipts([a_receipt(back), a_receipt(confirmed)]),
        lambda: store.apply_page("u_lin", a_page(matter_change(served(found, back), rev=2))),
        lambda: store.start_anew("u_lin"),
        lambda: store.apply_page("u_lin", a_page()),
        lambda: store.see_generation("qinglan", "g2"),
        lambda: store.forget_session("u_lin"),
    )
    same()
    for step in steps:
        step()  # type: ignore[operator]
        same()


def both(store: Store, own: Fact, theirs: Fact) -> None:
    """The server tells the day of the stop with an own fact and another person's."""
    store.save(own)
    store.apply_receipts([a_receipt(own)])
    day = fold_place_day(RULES, PLACE, DAY, [SeenFact.model_validate(as_served(fact)) for fact in (theirs, own)])
    assert day is not None
    store.apply_page("u_lin", a_page(a_change("place_day", day.id.hex, day.model_dump(mode="json"))))


def test_given_a_person_who_signs_out_then_the_records_go_and_the_facts_stay(store: Store) -> None:
    fact = a_fact(store)
    store.save(fact)
    store.apply_page("u_lin", a_page(a_change("estate", "qinglan", {"id": "qinglan"})))
    assert store.has_records("u_lin")
    assert store.current is not None

    store.forget_session("u_lin")

    assert store.current is None
    assert not store.has_records("u_lin")
    assert [out.id for out in store.outbox(5)] == [fact.id]
    assert store.clock.now() >= T0
    assert a_clock().start == store.clock.start
