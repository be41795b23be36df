"""Which records facts bear on: the thread of their place and item, and the days of their stop and sign-in point."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import Session, col, select

from app.domain import ids
from sync_server.db.base import parts
from sync_server.db.tables import FactRow

Key = tuple[str, str]  # place and item, stop and day, or point and day


@dataclass(frozen=True)
class Touched:
    """What has to be folded again."""

    threads: set[Key] = field(default_factory=set)
    place_days: set[Key] = field(default_factory=set)
    point_days: set[Key] = field(default_factory=set)

    def add(self, place: str | None, item: str | None, stop: str | None, day: str | None, point: str | None) -> None:
        if place and item:
            self.threads.add((place, ids.matter_item(item)))
        if stop and day:
            self.place_days.add((stop, day))
        if point and day:
            self.point_days.add((point, day))

    def with_all_of(self, other: "Touched") -> "Touched":
        return Touched(
            self.threads | other.threads, self.place_days | other.place_days, self.point_days | other.point_days
        )

    def portions(self) -> Iterator["Touched"]:
        """The same in parts that one statement can ask for."""
        for threads in parts(sorted(self.threads)):
            yield Touched(threads=set(threads))
        for place_days in parts(sorted(self.place_days)):
            yield Touched(place_days=set(place_days))
        for point_days in parts(sorted(self.point_days)):
            yield Touched(point_days=set(point_days))

    def __len__(self) -> int:
        return len(self.threads) + len(self.place_days) + len(self.point_days)


def touched_by(session: Session, estate: str, fact_ids: Iterable[UUID]) -> Touched:
    """What these facts touch; one that takes another back touches what that one did."""
    wanted, touched = list(fact_ids), Touched()
    if not wanted:
        return touched
    about = select(FactRow.about).where(
        FactRow.estate == estate,
        col(FactRow.id).in_(wanted),
        FactRow.kind == "retracted",
        col(FactRow.about).is_not(None),
    )
    both = [*wanted, *session.exec(about)]
    own = select(FactRow.place, FactRow.item, FactRow.stop, FactRow.day, FactRow.point)  # type: ignore[call-overload, misc]
    for row in session.exec(own.where(FactRow.estate == estate, col(FactRow.id).in_(both))):
        touched.add(*row)
    return touched


def touched_ever(session: Session, estate: str) -> Touched:
    """All that was ever folded in an estate."""
    touched = Touched()
    own = select(FactRow.place, FactRow.item, FactRow.stop, FactRow.day, FactRow.point)  # type: ignore[call-overload, misc]
    for row in session.exec(own.where(FactRow.estate == estate, FactRow.state == "accepted").distinct()):
        touched.add(*row)
    return touched
