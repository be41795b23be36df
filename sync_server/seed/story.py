"""The demo's story as facts: what its people found, accepted, repaired and stepped through on the days before."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from app.domain import ids
from app.domain.clock import SimulatedClock
from app.domain.estate import Estate
from app.domain.facts import Fact, PhotoRef, PhotoRole, SeenFact
from app.domain.ids import Rng
from app.domain.matters import fold_matter
from app.domain.rules import Rules
from app.domain.stamp import stamp_lines, time_in_stamp
from app.domain.story import OpenTask
from sync_server.seed.pictures import Stamped

Draw = Callable[[str, list[str]], Stamped]  # a scene's name and the stamp's lines → the picture


@dataclass(frozen=True)
class Scenes:
    """What is told of a task beside the set-up: the time of day of its finding, the words, and the pictures' names."""

    at: time
    words: str
    found: str
    fixed: str | None = None
    fix_words: str = ""
    steps: dict[str, str] = field(default_factory=dict)  # step id → picture


SCENES_OF = {
    "T1": Scenes(time(9, 14, 22), "电梯厅外第二盏灯不亮", "corridor_dark"),
    "T2": Scenes(time(10, 2, 41), "闭门器脱落，门关不严", "fire_door_damaged", "fire_door_mended", "已更换闭门器，关闭严密"),
    "T3": Scenes(time(15, 6, 3), "井盖开裂下沉，已摆放警示锥", "manhole_broken"),
    "T4": Scenes(time(11, 20, 37), "花园内新建玻璃房", "villa_structure", steps={"stop": "villa_structure_other_side", "notice": "notice"}),
}  # fmt: skip

# What the people of the demo got out of a step; where nothing is said, what is hoped for. Nobody lives in the villa.
STEP_RESULTS = {"stop": "nobody_there", "notice": "left"}
ROLE_OF_STEP: dict[str, PhotoRole] = {"notice": "notice"}


@dataclass(frozen=True)
class Moment:
    """One fact with its pictures, as it was on somebody's phone at `fact.at`."""

    fact: Fact
    photos: tuple[Stamped, ...] = ()


@dataclass
class Teller:
    """Makes the facts. sessions: account → its session on the demo's device. draw: makes a stamped picture."""

    estate: Estate
    rules: Rules
    device: UUID
    sessions: dict[str, UUID]
    draw: Draw
    rng: Rng
    start: UUID
    seq: int = 0

    def tell(self, task: OpenTask) -> Iterator[Moment]:
        """A task's facts in their order: found, accepted, the steps of its case, fixed."""
        scenes = SCENES_OF[task.id]
        finder = self.estate.walkers(self.estate.zone_of(task.place) or "", task.found)[0]
        moment = self._at(task.found, scenes.at)
        found = self._moment(
            "found", task, finder, moment, [(scenes.found, "evidence")],
            state=task.state, tags=list(task.tags), words=scenes.words, catalogue=self.rules.catalogue.version,
        )  # fmt: skip
        yield found
        seen = SeenFact.model_validate({**found.fact.model_dump(), "seen_at": moment, "received_at": moment})
        matter = fold_matter(self.rules, task.place, task.item, [seen])
        filed = next(filed for filed in matter.tasks if filed.to == task.trade)
        if task.case_at is not None:
            yield from self._case(task, scenes, finder, moment, filed.case, found.fact.id)
        if filed.state == "filed":
            worker = task.fixed_by or self.estate.staff_with(task.trade)[0].id
            moment += timedelta(minutes=26)
            yield self._moment("accepted", task, worker, moment, [], task=str(filed.id))
        if task.status == "fixed" and task.fixed is not None and task.fixed_by is not None:
            pictures: list[tuple[str, PhotoRole]] = [(scenes.fixed, "fix")] if scenes.fixed else []
            moment = self._at(task.fixed, time(16, 18, 9))
            yield self._moment(
                "fixed", task, task.fixed_by, moment, pictures, task=str(filed.id), words=scenes.fix_words
            )

    def _case(
        self, task: OpenTask, scenes: Scenes, author: str, moment: datetime, case: UUID, finding: UUID
    ) -> Iterator[Moment]:
        """The steps before the one at which the story stands."""
        protocol = self.rules.protocols[task.protocol or ""]
        for step in protocol.steps:
            if step.id == task.case_at:
                return
            moment += timedelta(minutes=7)
            results = {fact: STEP_RESULTS.get(step.id, values[0]) for fact, values in step.records.items()}
            pictures = [(scenes.steps[step.id], ROLE_OF_STEP.get(step.id, "place"))] if step.id in scenes.steps else []
            yield self._moment(
                "stepped", task, author, moment, pictures, case=case, about=finding,
                protocol=protocol.id, step=step.id, results=results,
            )  # fmt: skip

    def _moment(
        self, kind: str, of: OpenTask, author: str, at: datetime, pictures: list[tuple[str, PhotoRole]], *,
        case: UUID | None = None, about: UUID | None = None, **body: Any,
    ) -> Moment:  # fmt: skip
        lines = stamp_lines(
            estate=self.estate.label.zh,
            place=self.estate.place_label(of.place, "zh"),
            item=self.rules.catalogue.item(of.item).label.zh,
            steward=self._name(author),
            when=time_in_stamp(at, self.estate.tz),
        )
        drawn = [(self.draw(scene, lines), role) for scene, role in pictures]
        self.seq += 1
        fact = Fact(
            id=ids.new(SimulatedClock(at), self.rng), kind=kind, estate=self.estate.id, author=author,
            session=self.sessions[author], device=self.device, start=self.start, seq=self.seq, at=at,
            mono_ms=self.seq * 1000, day=at.astimezone(self.estate.tz).date().isoformat(), place=of.place,
            item=of.item, case=case, about=about, body=body,
            photos=[
                PhotoRef(
                    sha256=photo.sha256, role=role, w=photo.width, h=photo.height, bytes=len(photo.data), taken_at=at
                )
                for photo, role in drawn
            ],
            preview=base64.b64encode(drawn[0][0].preview).decode() if drawn else None,
        )  # fmt: skip
        return Moment(fact, tuple(photo for photo, _ in drawn))

    def _at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.estate.tz)

    def _name(self, account: str) -> str:
        person = self.estate.person(account)
        return person.label.zh if person else account
