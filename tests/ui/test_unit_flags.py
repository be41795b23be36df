"""A valve that we closed is told on 今日, at its unit and at the front desk until it is open again (R9.6, R9.8)."""

from collections.abc import Callable

import pytest

from app.ui.screens.case import CaseScreen
from tests.domain.cases_told import step
from tests.patrol.scenes import Scene, photo
from tests.ui.desk_day import Morning
from tests.ui.harness import FakeApp

pytestmark = pytest.mark.anyio

WATER, UNIT = "water_runs_unoccupied", "u/A1-0804"


def closed_valve(app: FakeApp) -> Scene:
    """As the server tells it: lin closed the valve of a home, and its case is still open."""
    scene = Morning.empty(app).scene("building.water_meter", UNIT)
    found = scene.found("runs_unoccupied", photo("meter"))
    step(scene, found, WATER, "close_valve", valve="closed")
    tell(app, scene)
    return scene


def tell(app: FakeApp, scene: Scene) -> None:
    """The server tells the matter as it is now."""
    assert app.store.current is not None
    Morning(app, app.store.current.id, told=False).send(scene)


def kept_closed(app: FakeApp, scene: Scene) -> None:
    """The case ends with 保持关闭."""
    found = scene.facts[0]
    step(scene, found, WATER, "front_desk_verify", told="told")
    step(scene, found, WATER, "phone_occupant", occupant_reached="reached")
    step(scene, found, WATER, "front_desk_answer", by="xu", key="not_held", occupancy="unoccupied")
    step(scene, found, WATER, "record", recorded="recorded")
    step(scene, found, WATER, "settle_valve", cause="known", valve_final="kept_closed_occupant_knows")
    assert scene.matter.cases[0].closed
    tell(app, scene)


async def test_given_a_case_that_ended_with_the_valve_kept_closed_then_today_leads_to_its_reopening(
    app: FakeApp,
) -> None:
    # R9.8
    kept_closed(app, closed_valve(app))
    await app.open("/today")
    (line,) = app.all("flag-")
    assert "0804" in app.text(line)
    assert "水闸由我司关闭，尚未重新开启" in app.text(line)
    await app.tap(line)
    await app.tap("valve-reopened")
    assert app.work.store.matters("u_lin", app.work.rules)[-1].flags == []
    # The last step says 保持关闭 for ever; the case itself says that the valve is open.
    assert "水闸已重新开启 · 05-20 09:00" in app.text("valve-opened")
    await app.tap("back")
    assert app.all("flag-") == []


async def test_given_an_open_case_then_the_reopening_can_be_entered_beside_its_steps(app: FakeApp) -> None:
    scene = closed_valve(app)
    matter = scene.matter
    await app.open(
        f"/today/case/{matter.id}/{matter.cases[0].id}", screen=CaseScreen, pattern="today/case/:matter/:case"
    )
    assert app.has("step-front_desk_verify")
    await app.tap("valve-reopened")
    assert not app.has("unit-flag")
    assert app.has("step-front_desk_verify")


@pytest.mark.parametrize("item", ["building.water_meter", "building.electricity_meter"])
async def test_given_the_unit_when_anything_is_entered_there_then_its_valve_is_told(app: FakeApp, item: str) -> None:
    kept_closed(app, closed_valve(app))
    await app.open("/patrol/stop/b~A1~c~1")
    assert len(app.all("flag-")) == 1
    await app.tap(f"item-{item}")
    await app.tap("sheet-floor-8")
    await app.tap("sheet-spot-u~A1-0804")
    assert len(app.all("unit-flag-")) == 1
    await app.tap(app.all("look-unit-flag-")[0])
    assert app.has("valve-reopened")


async def test_given_the_front_desk_then_it_sees_which_valves_we_closed_and_enters_the_reopening(
    make_app: Callable[..., FakeApp],
) -> None:
    # R9.6
    app = make_app(account="u_xu")
    kept_closed(app, closed_valve(app))
    await app.open("/today")
    (line,) = app.all("flag-")
    await app.tap(line)
    await app.tap("valve-reopened")
    (fact,) = [f for f in app.work.store.matters("u_xu", app.work.rules)[-1].facts if f.kind == "valve_reopened"]
    assert fact.author == "u_xu"


async def test_given_a_supervisor_at_the_desk_then_todays_page_tells_the_valve(
    make_app: Callable[..., FakeApp],
) -> None:
    app = make_app(account="u_chen", form="desk")
    kept_closed(app, closed_valve(app))
    await app.open("/desk")
    assert len(app.all("flag-")) == 1
