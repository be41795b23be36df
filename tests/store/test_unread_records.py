"""A record that cannot be read is left out and counted; the others are shown."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from app.domain import ids
from app.domain.facts import Fact, SeenFact
from app.domain.matters import fold_matter
from app.domain.records import Matter, Request
from app.store import Store
from app.store.tables import FACT
from tests.store.making import (
    DAY,
    ITEM,
    PLACE,
    a_change,
    a_fact,
    a_page,
    a_photo,
    a_receipt,
    a_store,
    as_served,
    matter_change,
    rules,
    sign_in,
)

RULES = rules()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = a_store(tmp_path)
    sign_in(store)
    return store


def served(*facts: Fact) -> Matter:
    seen = [SeenFact.model_validate(as_served(fact)) for fact in facts]
    return fold_matter(RULES, PLACE, ITEM, seen)


ODD_MATTERS: list[dict[str, Any]] = [
    {"facts": [{"id": "no id", "photos": [{"taken_at": "500-01-01T00:00:00Z"}]}]},
    {"tasks": "none"},
    {"zone": {"z": 1}, "day": ["x"]},
    {},
]


@pytest.mark.parametrize("odd", ODD_MATTERS, ids=str)
def test_given_a_matter_that_cannot_be_read_then_it_alone_is_left_out_and_counted(
    store: Store, odd: dict[str, Any]
) -> None:
    held = a_fact(store, place="u/A1-0402")
    store.save(held)
    store.apply_receipts([a_receipt(held, "held", "place_unknown")])
    good = fold_matter(RULES, PLACE, ITEM, [SeenFact.model_validate(as_served(a_fact(store)))])
    bad = ids.thread_id("u/A1-0302", ITEM)
    store.apply_page(
        "u_lin", a_page(matter_change(good), a_change("matter", str(bad), odd), a_change("matter", "no id", {}))
    )
    assert [matter.id for matter in store.matters("u_lin", RULES)] == [good.id]
    assert store.matter("u_lin", RULES, bad) is None
    assert store.unread("u_lin") == 1
    store.apply_page("u_lin", a_page(a_change("matter", str(bad), gone=True, rev=3), cursor="g1.3.x"))
    assert [matter.id for matter in store.matters("u_lin", RULES)] == [good.id]
    assert store.unread("u_lin") == 0


def test_given_a_day_or_request_that_cannot_be_read_then_the_others_are_shown(store: Store) -> None:
    days = {
        name: {"id": str(ids.day_id(name, DAY)), "place": name, "day": DAY, "state": state, "by": "u_lin", "at": at}
        for name, state, at in (
            ("b/A1/c/1", "done", "2026-03-02T01:00:00Z"),
            ("b/A1/c/2", "done", "500-01-01T00:00:00Z"),
        )
    }
    changes = [a_change("place_day", data["id"], data) for data in days.values()]
    changes += [a_change("point_day", str(ids.day_id("p", DAY)), {"day": DAY, "visits": "many"})]
    changes += [a_change("request", "Q1", {"received": "never"}), a_change("register", "z1", {"entries": 5})]
    store.apply_page("u_lin", a_page(*changes))
    assert list(store.place_days("u_lin", RULES, DAY)) == ["b/A1/c/1"]
    assert store.point_days("u_lin", RULES, DAY) == {}
    assert store.read("u_lin", "request", Request) == []
    assert store.register("u_lin").entries == {}
    assert store.unread("u_lin") == 4


def test_given_an_own_fact_of_an_earlier_version_that_cannot_be_read_then_it_is_sent_and_the_others_are_shown(
    store: Store,
) -> None:
    old, new = a_fact(store, photos=[a_photo()]), a_fact(store, place="u/A1-0302")
    for fact in (old, new):
        store.save(fact)
    with store._writing("facts") as connection:
        wire = connection.execute(select(FACT.c.wire).where(FACT.c.id == old.id)).scalar_one()
        spoilt = wire.replace('"taken_at":"2026', '"taken_at":"0500')
        assert spoilt != wire
        connection.execute(update(FACT).where(FACT.c.id == old.id).values(wire=spoilt))
    assert [matter.place for matter in store.matters("u_lin", RULES)] == ["u/A1-0302"]
    assert [fact.id for fact in store.own_facts("u_lin")] == [new.id]
    assert [out.id for out in store.outbox(5, "qinglan")] == [old.id, new.id]


def test_given_a_matter_that_cannot_be_folded_with_an_own_fact_then_it_is_shown_as_the_server_told_it(
    store: Store,
) -> None:
    served = fold_matter(RULES, PLACE, ITEM, [SeenFact.model_validate(as_served(a_fact(store)))])
    assert served is not None
    unknown = ids.thread_id(PLACE, "building.not_known_here")
    store.apply_page("u_lin", a_page(matter_change(served)))
    store.save(a_fact(store, item="building.not_known_here"))
    assert [matter.id for matter in store.matters("u_lin", RULES)] == [served.id]
    assert store.matter("u_lin", RULES, unknown) is None
    assert store.unread("u_lin") == 1
