"""A screen that lies under another one is not drawn meanwhile, and tells the truth as soon as it is on top again."""

import pytest

from app.patrol import acts
from tests.ui.harness import FakeApp

pytestmark = pytest.mark.anyio

STOP = "/patrol/stop/b~A2~c~1"


async def test_given_something_is_saved_over_a_stop_when_one_comes_back_then_its_chip_counts_it(app: FakeApp) -> None:
    await app.open(STOP)
    acts.report(app.work, place="b/A2/c/1/f/3", item="building.floor_tile", state="damaged", evidence=[])
    await app.settle()
    matter = app.store.matters("u_lin", app.work.rules)[-1]
    before = app.text("state-chip")
    assert before.startswith("2 条"), "the round has begun as well"

    await app.open(f"{STOP}/task/{matter.id}/{matter.tasks[-1].id}")
    acts.report(app.work, place="b/A2/c/1/f/4", item="building.floor_tile", state="damaged", evidence=[])
    await app.settle()
    await app.open(STOP)
    assert app.text("state-chip").startswith("3 条")
