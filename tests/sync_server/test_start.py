"""A start depends on nothing that stands in the data: what cannot be dealt with is logged, and all else goes on."""

import json
from pathlib import Path

import anyio
import pytest
from sqlmodel import Session, select

from app.domain.clock import SimulatedClock
from app.domain.facts import thread_of
from sync_server.db.reader import ThreadReader
from sync_server.db.tables import FactRow, PhotoRow
from sync_server.db.writer import ThreadWriter
from tests.sync_server.blobs.pictures import damaged_exif, plain, sha
from tests.sync_server.world import ESTATE, FLOOR, LIGHT, world

pytestmark = pytest.mark.anyio
DAMAGED = damaged_exif()["a resolution in words"]


async def test_given_a_stored_photo_that_is_none_when_the_server_starts_then_it_is_refused_and_the_server_is_ready(
    data: Path, clock: SimulatedClock
) -> None:
    photos = {sha(each): each for each in (DAMAGED, plain())}
    async with world(data, clock) as before:
        lin = await before.device("lin")
        named = [{"sha256": s, "role": "evidence", "w": 64, "h": 48, "bytes": len(photos[s])} for s in photos]
        await lin.push(lin.fact(photos=named))
        for name, bytes_ in photos.items():
            before.server.blobs.of(ESTATE).put(name, 0, bytes_)
            before.server.blobs.of(ESTATE).finish(name)

        def stored(session: Session) -> None:
            for row in session.exec(select(PhotoRow)):
                row.state = "stored"

        before.write(stored)
    async with world(data, clock) as here:
        assert (await here.http.get("/api/health")).json()["ready"]
        rows = here.write(lambda session: {row.sha256: (row.state, row.code) for row in session.exec(select(PhotoRow))})
    assert rows == {sha(DAMAGED): ("refused", "not_a_photo"), sha(plain()): ("verified", None)}


@pytest.mark.parametrize("threads", [False, True], ids=["inline", "threads"])
async def test_given_a_held_fact_that_cannot_be_read_when_the_server_starts_then_the_others_go_on(
    data: Path, clock: SimulatedClock, threads: bool
) -> None:
    async with world(data, clock) as before:
        lin = await before.device("lin")
        bad, good = lin.fact(place="b/Z9/c/1/f/1"), lin.fact(place="b/Z9/c/1/f/2")
        assert [r.code for r in await lin.push(bad, good)] == ["place_unknown", "place_unknown"]

        def damage(session: Session) -> None:
            session.exec(select(FactRow).where(FactRow.place == bad["place"])).one().raw = "{no json"
            row = session.exec(select(FactRow).where(FactRow.place == good["place"])).one()
            row.raw = json.dumps(json.loads(row.raw) | {"place": FLOOR})
            row.place, row.thread = FLOOR, thread_of(FLOOR, LIGHT)

        before.write(damage)
    parts = {"writer": ThreadWriter, "reader": ThreadReader} if threads else {}
    async with world(data, clock, **parts) as here:
        assert (await here.http.get("/api/health")).json()["ready"]
        while sorted(row.code for row in here.facts().values()) != ["ok", "place_unknown"]:
            await anyio.sleep(0.01)  # it is done beside, in threads; the test's own time limit ends it
