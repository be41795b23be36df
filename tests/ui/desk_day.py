"""A morning on the supervisor's desk: what stewards found and trades did, as records that the server has sent."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from app.domain.presence import fold_place_day, fold_point_day
from app.domain.records import Change
from tests.patrol.scenes import DOOR, LIGHT, Scene, photo
from tests.ui.harness import NOW, FakeApp


class Morning:
    """`Morning(app)` tells the desk of a locked fire door (critical), a dark lamp that was mended and waits for its second
    look, and a dark lamp two floors below that nobody has taken yet, found eight days ago."""

    def __init__(self, app: FakeApp, to: str = "u_chen", *, told: bool = True) -> None:
        self.app, self._to, self._rev = app, to, 1000
        self.rules = app.work.rules
        if told:
            self._found()

    @classmethod
    def empty(cls, app: FakeApp) -> "Morning":
        """A morning on which nothing was found yet."""
        return cls(app, told=False)

    def _found(self) -> None:
        self.door = self.scene(DOOR, "b/A2/c/1/f/12")
        self.door.found("locked", photo("door"))
        self.lamp = self.scene(LIGHT, "b/A1/c/1/f/7")
        self.lamp.found("defect", photo("dark"), tags=("dark",))
        self.lamp.take_up()
        self.lamp.tell("fixed", "luo", {"task": str(self.lamp.repair().id)}, photo("bright", role="fix"))
        self.old = self.scene(LIGHT, "b/A1/c/1/f/5", begin=NOW - timedelta(days=8))
        self.old.found("defect", photo("old"), tags=("flickers",))
        self.send(self.door, self.lamp, self.old)

    def scene(self, item: str, place: str, begin: datetime = NOW - timedelta(hours=1)) -> Scene:
        return Scene(item, place=place, rules=self.rules, begin=begin)

    def send(self, *scenes: Scene) -> None:
        """The server tells these matters as they are now."""
        told = [("matter", each.matter.id.hex, each.matter.model_dump(mode="json")) for each in scenes]
        self._send([(kind, id_, data) for kind, id_, data in told])

    def walk(self, place: str, point: str, by: str = "lin") -> None:
        """A steward has signed at a point and confirmed a place this morning."""
        scene = Scene("", place=place, rules=self.rules, begin=NOW - timedelta(hours=1))
        day = self.app.today().isoformat()
        scene.tell("signed_in", by, {"point": point, "means": "scan"}, day=day)
        scene.tell("confirmed", by, {"catalogue": 1, "covers": []}, day=day)
        told: list[tuple[str, str, dict[str, Any]]] = []
        for kind, record in (
            ("place_day", fold_place_day(self.rules, place, day, scene.facts)),
            ("point_day", fold_point_day(self.rules, point, day, scene.facts)),
        ):
            assert record is not None
            told.append((kind, record.id.hex, record.model_dump(mode="json")))
        self._send(told)

    def _send(self, told: Sequence[tuple[str, str, dict[str, Any]]]) -> None:
        changes = []
        for kind, id_, data in told:
            self._rev += 1
            changes.append(Change(kind=kind, id=id_, rev=self._rev, data=data))  # type: ignore[arg-type]
        self.app.put_records(self._to, changes)
