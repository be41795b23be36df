"""Whatever the order, the division and the repeats: the same facts make the same records. Played by Hypothesis, and on
PostgreSQL and by two servers at once."""

import asyncio
import random
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete
from sqlmodel import Session, select

from app.domain.clock import SimulatedClock
from app.domain.exchange import Push
from app.domain.times import wire
from sync_server.db.base import table_of
from sync_server.db.engine import writing
from sync_server.db.reader import ThreadReader
from sync_server.db.tables import FactRow, RecordRow
from sync_server.db.writer import ThreadWriter
from sync_server.ingest.envelope import read
from sync_server.ingest.judge import Sender
from sync_server.ingest.push import take_in
from sync_server.people.credentials import hash_of
from tests.sync_server.world import ESTATE, HOME, LIGHT, METER, NOON, Device, World, world

pytestmark = pytest.mark.anyio
LATER = NOON + timedelta(hours=6)


def day_of(lin: Device) -> list[dict[str, Any]]:
    """Findings that join, a repair of one, an act taken back twice, a stop confirmed and skipped, sign-ins in and out of
    the span, and a fact whose place nobody knows."""
    made: list[dict[str, Any]] = []

    def add(kind: str = "found", **given: Any) -> dict[str, Any]:
        made.append(lin.fact(kind, at=wire(NOON + timedelta(minutes=7 * len(made))), **given))
        return made[-1]

    first = add()
    add(body={"state": "defect", "tags": ["dark"], "catalogue": 1, "raised": "major"})
    home = add(place=HOME, item=METER, body={"state": "defect", "catalogue": 1})
    done = add("confirmed", place="b/A1/c/1")
    add("skipped", place="b/A1/c/1", body={"reason": "locked"})
    add("retracted", place="b/A1/c/1", about=done["id"])
    add("retracted", place=HOME, item=METER, about=home["id"])
    add("retracted", about=home["id"], place=None)
    for _ in range(3):
        add("signed_in", place="b/A1/c/1/f/18")
    add(place="b/A1/c/1/f/99")
    add("photo_added", item=LIGHT, about=first["id"], body={"why": "more"})
    add("answered", place="b/A1/c/1/f/3", body={"item": LIGHT, "state": "normal", "catalogue": 1})
    return made


class Table:
    """A database in which a day is told again and again."""

    def __init__(self, engine: Engine, here: World, lin: Device) -> None:
        self.engine, self.known_of, self.facts = engine, here.server.estates, day_of(lin)
        self.sender = Sender(lin.id, hash_of(lin.token))

    def clear(self) -> None:
        with writing(self.engine) as session:
            record = table_of(RecordRow)
            session.connection().execute(delete(record).where(record.c.kind.in_(("matter", "place_day", "point_day"))))
            session.connection().execute(delete(table_of(FactRow)))

    def push(self, facts: list[dict[str, Any]]) -> list[str]:
        with writing(self.engine) as session:
            push = Push(device=self.sender.device, facts=facts)
            known = self.known_of.get(session, ESTATE)
            reply = take_in(session, known, self.sender, push, [read(fact) for fact in facts], LATER)
            return [receipt.state for receipt in reply.receipts]

    def told(self) -> dict[tuple[str, str], tuple[str, str, str | None]]:
        with Session(self.engine) as session:
            rows = session.exec(select(RecordRow).where(RecordRow.gone == False))  # noqa: E712
            return {(row.kind, row.id): (row.audience, str(row.data), row.zone) for row in rows if row.kind != "estate"}

    def states(self) -> dict[UUID, str]:
        with Session(self.engine) as session:
            return {row.id: row.state for row in session.exec(select(FactRow))}


@pytest.fixture
async def table(url: str, tmp_path: Path) -> Any:
    async with world(tmp_path / "table", SimulatedClock(NOON), url=url) as here:
        lin = await here.device("lin")
        yield Table(here.server.engine, here, lin)


@st.composite
def _arrivals(draw: st.DrawFn, many: int) -> list[list[int]]:
    """Each fact at least once, in any order, some more than once, in pushes of any size."""
    order = list(draw(st.permutations(range(many))))
    order += draw(st.lists(st.integers(0, many - 1), max_size=6))
    pushes: list[list[int]] = []
    while order:
        size = draw(st.integers(1, 6))
        pushes.append(order[:size])
        order = order[size:]
    return pushes


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def _any_arrival(table: Table, expected: Any, data: st.DataObject) -> None:
    table.clear()
    for push in data.draw(_arrivals(len(table.facts))):
        table.push([table.facts[no] for no in push])
    assert table.told() == expected
    assert sorted(table.states().values()) == ["accepted"] * (len(table.facts) - 1) + ["held"]


async def test_given_any_order_division_and_repeats_then_the_records_are_the_same(table: Table) -> None:
    table.clear()
    states = table.push(table.facts)
    assert sorted(states) == ["accepted"] * (len(states) - 1) + ["held"]
    expected = table.told()
    assert {kind for kind, _ in expected} >= {"matter", "place_day", "point_day"}
    _any_arrival(table, expected)


async def test_given_two_servers_before_one_postgresql_then_each_fact_is_there_once(
    new_postgres: Any, tmp_path: Path
) -> None:
    url = new_postgres()
    clock = SimulatedClock(NOON)

    async def run(no: int, here: World, pushes: list[list[dict[str, Any]]], lin: Device) -> None:
        device = Device(here, 1, lin.token, "lin", lin.sessions)
        order = list(pushes)
        random.Random(no).shuffle(order)
        await asyncio.gather(*[device.push(*push) for push in order])

    one, two = (world(tmp_path / name, clock, url=url, writer=ThreadWriter, reader=ThreadReader) for name in "ab")
    async with one as here, two as there:
        lin = await here.device("lin")
        facts = [lin.fact(place=f"b/A1/c/1/f/{no % 6 + 1}") for no in range(48)]
        pushes = [facts[at : at + 4] for at in range(0, 48, 4)]
        await asyncio.gather(run(1, here, pushes, lin), run(2, there, pushes, lin))
        assert {str(id) for id in here.facts()} == {fact["id"] for fact in facts}
        matters = await lin.matters()
        assert sorted(fact["id"] for matter in matters for fact in matter["facts"]) == sorted(f["id"] for f in facts)
        changes, _ = await lin.pull()
        revs = [change["rev"] for change in changes]
        assert revs == sorted(set(revs))
