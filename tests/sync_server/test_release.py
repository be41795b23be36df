"""What was held counts when what it waited for is there, and a set-up that changes folds anew what hangs on it."""

import random
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, select

from app.domain.clock import SimulatedClock
from app.domain.estate import Estate
from app.domain.kinds import KINDS
from sync_server.db.tables import AuditRow
from sync_server.held import held_lines, release
from sync_server.ingest import fold
from sync_server.ingest.release import release_held
from tests.sync_server.world import ESTATE, FLOOR, HOME, LIGHT, METER, Device, World, world

pytestmark = pytest.mark.anyio


def states(here: World) -> list[tuple[str, str]]:
    return [(row.state, row.code) for row in here.facts().values()]


async def test_given_a_point_that_is_set_up_then_the_sign_in_counts(here: World, lin: Device) -> None:
    await lin.push(lin.fact("signed_in", place=FLOOR, body={"point": "X-NEW", "means": "scan"}))
    assert states(here) == [("held", "point_unknown")]

    def with_point(estate: Estate) -> dict[str, Any]:
        points = [point.model_dump(mode="json") for point in estate.points]
        return {"points": [*points, points[0] | {"id": "X-NEW", "place": FLOOR}]}

    here.change_set_up(with_point)
    assert states(here) == [("accepted", "ok")]
    assert [kind for kind, _ in here.records()].count("point_day") == 1


async def test_given_a_set_up_that_answers_something_else_then_it_still_waits(here: World, lin: Device) -> None:
    await lin.push(lin.fact(place="b/A1/c/1/f/99"))
    here.change_set_up(lambda estate: {"legs": []})
    assert states(here) == [("held", "place_unknown")]


async def test_given_a_place_that_is_set_up_with_an_item_nobody_knows_then_it_waits_for_that(
    here: World, lin: Device
) -> None:
    await lin.push(lin.fact(place="area/P99", item="public.hovercraft"))

    def with_area(estate: Estate) -> dict[str, Any]:
        areas = [area.model_dump(mode="json") for area in estate.areas]
        return {"areas": [*areas, areas[0] | {"id": "P99"}]}

    here.change_set_up(with_area)
    assert states(here) == [("held", "item_unknown")]


async def test_given_a_newer_server_then_what_waited_for_it_counts_from_its_start(
    data: Path, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.delitem(KINDS, "found")
        async with world(data, clock) as here:
            lin = await here.device("lin")
            good, bad = lin.fact(), lin.fact(body={"state": 7})
            receipts = await lin.push(good, bad)
            assert [(r.state, r.code) for r in receipts] == [("held", "kind_unknown")] * 2
    async with world(data, clock) as here:
        lin.world = here
        told = {str(id): (row.state, row.code) for id, row in here.facts().items()}
        assert told == {good["id"]: ("accepted", "ok"), bad["id"]: ("refused", "fact_malformed")}
        (matter,) = await lin.matters()
        assert [fact["id"] for fact in matter["facts"]] == [good["id"]]
        (again,) = await lin.push(bad)
        assert (again.state, again.code) == ("repeated", "fact_malformed")


async def test_given_mended_rules_then_what_they_failed_on_counts_from_the_start(
    data: Path, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        raise RuntimeError("a fault in the rules")

    with monkeypatch.context() as broken:
        broken.setattr(fold, "fold_matter", fails)
        async with world(data, clock) as here:
            lin = await here.device("lin")
            (receipt,) = await lin.push(lin.fact())
            assert (receipt.state, receipt.code) == ("held", "internal")
            assert [key for key in here.records() if key[0] in ("matter", "place_day")] == []
    async with world(data, clock) as here:
        assert states(here) == [("accepted", "ok")]
        assert {"matter", "place_day"} <= {kind for kind, _ in here.records()}


async def test_given_rules_that_still_fail_then_it_goes_on_waiting(
    here: World, lin: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        raise RuntimeError("a fault in the rules")

    monkeypatch.setattr(fold, "fold_matter", fails)
    await lin.push(lin.fact())
    released = here.write(lambda s: release_held(s, here.server.estates.get(s, ESTATE), "internal"))
    assert released == []
    assert states(here) == [("held", "internal")]


async def test_given_a_fact_without_right_then_a_person_can_let_it_count_and_that_is_on_record(
    here: World, lin: Device
) -> None:
    # R1.14
    luo = await here.device("luo", 2)
    await luo.push(luo.fact("confirmed", place="b/A1/c/1"))
    assert states(here) == [("held", "author_no_right")]
    (id,) = here.facts()

    def let(session: Session) -> dict[UUID, str]:
        known = here.server.estates.get(session, ESTATE)
        return release(session, known, [id, UUID(int=5)], "u_he", "he stood in", here.clock.now(), random.Random(9))

    assert here.write(let) == {id: "ok"}
    assert states(here) == [("accepted", "ok")]
    (row,) = here.write(lambda s: s.exec(select(AuditRow).where(AuditRow.what == "released")).all())
    assert (row.account, row.detail) == ("u_he", {"fact": str(id), "why": "he stood in", "now": "ok"})
    assert here.write(let) == {}


async def test_given_a_home_in_another_core_then_its_day_moves_with_it(here: World, lin: Device) -> None:
    await lin.push(lin.fact(place=HOME, item=METER, body={"state": "defect", "catalogue": 1}))
    (row,) = here.facts().values()
    assert row.stop == "b/A1/c/1"
    # as an earlier set-up had filed it
    row.stop = "b/A2/c/1"
    here.write(lambda s: s.merge(row))
    here.change_set_up(lambda estate: {"legs": []})
    (row,) = here.facts().values()
    assert row.stop == "b/A1/c/1"


async def test_given_the_same_set_up_again_then_nothing_changes(here: World, lin: Device) -> None:
    await lin.push(lin.fact())
    _, cursor = await lin.pull()
    here.change_set_up(lambda estate: {})
    assert await lin.pull(cursor) == ([], cursor)


async def test_given_a_zone_that_a_building_moves_to_then_its_matters_move_along(here: World, lin: Device) -> None:
    zhou = await here.device("zhou", 2)  # who walks zone 2 today
    await lin.push(lin.fact(item=LIGHT))
    assert await zhou.matters() == []

    def moved(estate: Estate) -> dict[str, Any]:
        buildings = [building.model_dump(mode="json") for building in estate.buildings]
        return {"buildings": [b | {"zone": "z2"} if b["id"] == "A1" else b for b in buildings]}

    here.change_set_up(moved)
    assert [matter["place"] for matter in await zhou.matters()] == [FLOOR]


async def test_given_a_held_fact_with_lines_and_colours_in_its_names_then_it_is_listed_on_one_line_as_what_it_is(
    here: World, lin: Device
) -> None:
    odd = lin.fact(place="x\n0197-good  u_he\x1b[2K\r\u202e")
    assert [r.code for r in await lin.push(odd)] == ["place_unknown"]
    (line,) = here.write(lambda session: list(held_lines(session)))
    assert line.startswith(odd["id"])
    assert line.isprintable()
