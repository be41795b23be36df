"""Who sees what, cursors, and pages, on both databases."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from app.domain.clock import SimulatedClock
from app.domain.errors import ZonewalkError
from app.domain.limits import PAGE_BYTES
from sync_server.changes.cursor import LARGEST, Cursor, parse, scope_hash
from sync_server.db.audience import audience_of, joined, scope_of, split
from sync_server.db.records import drop_record, next_rev, put_record
from tests.sync_server.world import ESTATE, FLOOR, LIGHT, OTHER_ZONE, World, world

pytestmark = pytest.mark.anyio


@given(st.uuids(), st.integers(0, LARGEST), st.sets(st.text("abz:_1", min_size=1)))
def test_given_a_cursor_then_its_text_is_read_back(generation: UUID, rev: int, tags: set[str]) -> None:
    cursor = Cursor(generation, rev, scope_hash(tags))
    assert parse(str(cursor)) == cursor


@given(st.text() | st.from_regex(r"[0-9a-f]{32}\.[0-9+_ -]{1,25}\.[a-z]*", fullmatch=True))
def test_given_any_text_then_it_is_a_cursor_or_refused(text: str) -> None:
    read, code = text, "cursor_malformed"
    try:
        read = str(parse(text))
    except ZonewalkError as refused:
        code = refused.code
    assert (read, code) == (text, "cursor_malformed")


def test_given_the_same_tags_in_any_order_then_the_view_is_the_same() -> None:
    assert scope_hash(["a", "b"]) == scope_hash(["b", "a"]) != scope_hash(["a"])
    assert split(joined({"zone:z1", "all"})) == {"zone:z1", "all"}
    assert split(joined(())) == frozenset()


@pytest.mark.parametrize(
    ("account", "roles", "zones", "kind", "sees"),
    [
        ("u_lin", ["steward"], ["z1"], "matter", True),
        ("u_lin", ["steward"], ["z2"], "matter", False),
        ("u_lin", ["steward"], ["z1"], "register", True),
        ("u_x", ["engineering"], ["z1"], "register", False),
        ("u_x", ["engineering"], [], "matter", True),
        ("u_x", ["order"], [], "matter", False),
        ("u_a", ["order"], [], "matter", True),  # it was given to this person
        ("u_x", ["front_desk"], [], "register", True),
        ("u_x", ["front_desk"], [], "matter", False),
        ("u_x", ["front_desk"], [], "request", True),
        ("u_a", ["cleaning"], [], "request", True),
        ("u_x", ["manager"], [], "matter", True),
        ("u_x", ["supervisor"], [], "register", True),
        ("u_x", ["order"], [], "estate", True),
        ("u_x", ["order"], [], "person", True),
        ("u_x", ["order"], [], "place_day", False),
        ("u_x", [], ["z1"], "matter", False),
    ],
)
def test_given_an_account_then_it_sees_what_meets_it(
    account: str, roles: list[str], zones: list[str], kind: Any, sees: bool
) -> None:
    data = {"assigned": "u_a"} if kind == "request" else {"tasks": [{"to": "engineering", "assignee": "u_a"}]}
    zone = None if kind in ("estate", "person") else "z1"
    assert bool(audience_of(kind, data, zone) & scope_of(account, roles, zones)) is sees


@pytest.fixture
async def there(url: str, tmp_path: Path, clock: SimulatedClock) -> AsyncIterator[World]:
    async with world(tmp_path / "there", clock, url=url) as made:
        yield made


async def test_given_a_cursor_then_only_what_changed_comes(there: World) -> None:
    lin = await there.device("lin")
    await lin.push(lin.fact())
    _, cursor = await lin.pull()
    await lin.push(lin.fact(place=OTHER_ZONE))
    changes, cursor = await lin.pull(cursor)
    assert {change["data"]["place"] for change in changes} == {OTHER_ZONE, "b/B2/c/1"}
    assert await lin.pull(cursor) == ([], cursor)


async def test_given_what_others_see_changes_then_the_cursor_moves_and_nothing_comes(there: World) -> None:
    zhou, lin = await there.device("zhou", 2), await there.device("lin")
    _, cursor = await zhou.pull()
    await lin.push(lin.fact())
    changes, later = await zhou.pull(cursor)
    assert changes == []
    assert later != cursor


async def test_given_a_new_day_with_another_plan_then_the_view_begins_anew(there: World) -> None:
    lin, zhou = await there.device("lin"), await there.device("zhou", 2)
    await lin.push(lin.fact(), lin.fact(place=OTHER_ZONE))
    changes, cursor = await zhou.pull()
    assert [c["data"]["place"] for c in changes if c["kind"] == "matter"] == [OTHER_ZONE]
    there.clock.move(timedelta(days=1))
    answer = await zhou.page(cursor)
    assert (answer.status_code, answer.json()["code"]) == (410, "cursor_gone")
    assert await zhou.matters() == []
    there.clock.move(timedelta(days=2))  # zhou stands in for lin
    assert {matter["place"] for matter in await zhou.matters()} == {FLOOR, OTHER_ZONE}


async def test_given_a_record_that_is_no_more_then_who_saw_it_is_told(there: World) -> None:
    lin = await there.device("lin")
    there.write(lambda s: put_record(s, ESTATE, "request", "q9", {"assigned": "u_lin"}, "z1"))
    _, cursor = await lin.pull()
    assert there.write(lambda s: drop_record(s, ESTATE, "request", "q9")) is True
    changes, cursor = await lin.pull(cursor)
    assert [(change["id"], change["gone"], change["data"]) for change in changes] == [("q9", True, {})]
    assert there.write(lambda s: drop_record(s, ESTATE, "request", "q9")) is False
    assert "q9" not in {change["id"] for change in (await lin.pull())[0] if not change["gone"]}


async def test_given_a_record_as_it_was_then_it_has_no_new_rev(there: World) -> None:
    def twice(session: Session) -> tuple[bool, bool, int, int]:
        first = put_record(session, ESTATE, "person", "p", {"zh": "甲"})
        before = next_rev(session, ESTATE)
        return first, put_record(session, ESTATE, "person", "p", {"zh": "甲"}), before, next_rev(session, ESTATE)

    first, again, before, after = there.write(twice)
    assert (first, again) == (True, False)
    assert after == before + 1


async def test_given_tags_with_signs_of_a_pattern_then_they_stand_for_themselves(there: World) -> None:
    tan = await there.device("tan")
    there.write(lambda s: put_record(s, ESTATE, "matter", "m1", {"tasks": [{"to": "o_der"}]}, "z%"))
    assert "m1" not in {change["id"] for change in (await tan.pull())[0]}


async def test_given_large_records_then_a_page_holds_no_more_than_its_bytes_and_all_of_them_come(here: World) -> None:
    chen = await here.device("chen")
    _, since = await chen.pull()
    text, many = "很" * 200_000, 25

    def write(session: Session) -> None:
        for no in range(many):
            put_record(session, ESTATE, "matter", f"{no:032x}", {"words": text, "tasks": []}, "z1")
        put_record(session, ESTATE, "matter", f"{many:032x}", {"words": text * 12, "tasks": []}, "z1")

    here.write(write)
    sizes, more = [], True
    while more:
        page = (await chen.page(since)).json()
        sizes.append([len(change["data"]["words"]) for change in page["changes"]])  # three bytes each
        since, more = page["cursor"], page["more"]
    assert [len(page) for page in sizes] == [3, 3, 3, 3, 3, 3, 3, 3, 1, 1]
    assert all(3 * sum(page) <= PAGE_BYTES for page in sizes[:-1])


async def test_given_a_finding_outside_the_own_zones_then_who_reported_it_sees_it_until_it_is_closed(
    here: World,
) -> None:
    # R1.10
    zhou, chen = await here.device("zhou", 2), await here.device("chen", 3)
    await zhou.push(zhou.fact(place=FLOOR))
    (matter,) = await zhou.matters()
    assert matter["place"] == FLOOR
    _, cursor = await zhou.pull()
    here.clock.move(timedelta(minutes=1))
    cancelled = chen.fact("cancelled", place=FLOOR, item=LIGHT, body={"task": matter["tasks"][0]["id"], "words": "x"})
    await chen.push(cancelled)
    changes, _ = await zhou.pull(cursor)
    assert [(change["kind"], change["gone"]) for change in changes if change["kind"] == "matter"] == [("matter", True)]
