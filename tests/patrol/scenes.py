"""Facts of one check item at one place, told one after the other, as tests of matters need them."""

import hashlib
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid5
from zoneinfo import ZoneInfo

from app.domain.bundle import load_bundle
from app.domain.facts import Fact, PhotoRef, SeenFact
from app.domain.ids import ZONEWALK
from app.domain.matters import fold_matter
from app.domain.records import Matter, Task
from app.domain.rules import Rules
from app.patrol.evidence import Caption
from app.patrol.reviews import Waiting, waiting
from app.patrol.work import Work

T0 = datetime(2026, 5, 20, 1, 0, tzinfo=UTC)
DEVICE, START, SESSION = (uuid5(ZONEWALK, name) for name in ("device", "start", "session"))
DOOR, LIGHT = "building.fire_door", "building.corridor_light"
FLOOR = "b/A2/c/1/f/12"


def caption(work: Work) -> Caption:
    """What a stamp says besides the time."""
    return Caption(estate="晴岚示范花园", place="A1座 12层", item="防火门", steward="林", tz=work.tz)


def photo(name: str, **more: Any) -> PhotoRef:
    """taken_at: that of a second look (role again) is, when left at T0, the time of the fact that brings it."""
    sha = hashlib.sha256(name.encode()).hexdigest()
    return PhotoRef(**{"sha256": sha, "role": "evidence", "w": 1600, "h": 1200, "bytes": 9, "taken_at": T0, **more})


class Scene:
    """Facts of one matter in the order in which they are told, a minute apart. With the rules of the demo estate its
    people are meant: lin is u_lin."""

    def __init__(
        self, item: str, *, place: str = FLOOR, sample: float = 1.0, rules: Rules | None = None, begin: datetime = T0
    ) -> None:
        bundle = load_bundle()
        staff = {
            "lin": "steward", "zhou": "steward", "luo": "engineering", "tan": "order", "chen": "supervisor",
            "he": "manager", "xu": "front_desk", "mai": "cleaning", "ge": "greenery",
        }  # fmt: skip
        self.rules = rules or Rules(
            catalogue=bundle.catalogue, protocols=bundle.protocols, settings=bundle.settings({"review.sample_share": sample}),
            tz=ZoneInfo("Asia/Shanghai"), staff={who: frozenset({role}) for who, role in staff.items()},
            zone_of=lambda path: "z1", stop_of=lambda path: path,
        )  # fmt: skip
        self.item, self.place, self.facts = item, place, list[SeenFact]()
        self._n, self._begin, self._prefix = count(1), begin, "u_" if rules else ""

    def tell(self, kind: str, by: str, body: dict[str, Any], *photos: PhotoRef, **more: Any) -> SeenFact:
        n = next(self._n)
        at = self._begin + timedelta(minutes=n)
        new = [p.role == "again" and p.taken_at == T0 for p in photos]
        taken = [p.model_copy(update={"taken_at": at}) if now else p for p, now in zip(photos, new, strict=True)]
        fact = Fact(
            id=uuid5(ZONEWALK, f"fact {n} {self.place} {self.item}"), kind=kind, estate="q", author=self._prefix + by, session=SESSION, device=DEVICE,
            start=START, seq=n, at=at, mono_ms=n, place=self.place, item=self.item, body=body, photos=taken,
            about=more.pop("about", None), case=more.pop("case", None),
        )  # fmt: skip
        seen = SeenFact(**{**fact.model_dump(), "seen_at": at, "received_at": at, **more})
        self.facts.append(seen)
        return seen

    def found(
        self, state: str, *photos: PhotoRef, tags: tuple[str, ...] = (), on_spot: bool = False, **more: Any
    ) -> SeenFact:
        body = {"state": state, "tags": list(tags), "on_spot": on_spot, "catalogue": 1}
        return self.tell("found", "lin", body, *photos, **more)

    def take_up(self, by: str = "luo") -> None:
        """Somebody accepts the latest repair where it waits or is on hold."""
        task = [task for task in self.matter.tasks if task.kind == "repair"][-1]
        if task.state in ("filed", "on_hold"):
            self.tell("accepted", by, {"task": str(task.id)})

    def verdict(self, of: PhotoRef, verdict: str) -> SeenFact:
        return self.tell("reviewed", "chen", {"sha256": of.sha256, "verdict": verdict})

    @property
    def matter(self) -> Matter:
        return fold_matter(self.rules, self.place, self.item, self.facts)

    def repair(self) -> Task:
        return next(task for task in self.matter.tasks if task.kind == "repair")

    @property
    def queue(self) -> list[Waiting]:
        return waiting(self.rules, [self.matter])

    def waits(self) -> list[str]:
        return [each.key for each in self.queue]
