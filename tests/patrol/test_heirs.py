"""What somebody owed who has left passes to the zone's steward (R1.11)."""

from pathlib import Path

import pytest

from app.patrol.debts import photo_debts
from app.patrol.rounds import today
from tests.patrol.scenes import Scene, photo
from tests.ui.desk_day import Morning
from tests.ui.harness import FakeApp

BODY = {"state": "defect", "tags": ["dark"], "catalogue": 1}


def of_somebody(tmp_path: Path, account: str, author: str, place: str = "b/A1/c/1/f/7") -> tuple[FakeApp, Scene]:
    """A lamp that `author` found in zone 1; one photo is owed, another was asked for again."""
    app = FakeApp(tmp_path, account=account)
    morning = Morning.empty(app) if account == "u_chen" else Morning(app, account, told=False)
    scene = morning.scene("building.corridor_light", place)
    scene.tell("found", author, {**BODY, "photo_owed": True})
    scene.tell("found", author, BODY, photo("blurred"))
    scene.tell("reviewed", "chen", {"sha256": photo("blurred").sha256, "verdict": "asked_again"})
    morning.send(scene)
    return app, scene


@pytest.mark.parametrize(
    ("account", "author", "owed"),
    [("u_lin", "lin", 2), ("u_lin", "somebody_who_left", 2), ("u_lin", "zhou", 0), ("u_luo", "somebody_who_left", 0),
     ("u_chen", "somebody_who_left", 0)],
)  # fmt: skip
def test_given_photos_owed_by_somebody_who_left_then_they_are_the_zones_stewards(
    tmp_path: Path, account: str, author: str, owed: int
) -> None:
    # R1.11
    app, _ = of_somebody(tmp_path, account, author)
    assert sorted(debt.why for debt in photo_debts(app.work)) == ["asked_again", "owed"][:owed]
    assert len(today(app.work).owed) == min(owed, 1)
    app.close()


def test_given_another_zone_then_its_own_steward_is_meant(tmp_path: Path) -> None:
    app = FakeApp(tmp_path, account="u_lin")
    elsewhere = next(b for b in app.work.estate.buildings if b.zone not in app.work.zones)
    app.close()
    app, _ = of_somebody(tmp_path, "u_lin", "somebody_who_left", f"b/{elsewhere.id}/c/1/f/2")
    assert photo_debts(app.work) == []
    app.close()
