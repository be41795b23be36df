"""Which records facts bear on: the thread of their place and item, and the days of their stop and sign-in point."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from uuid import UUID

from sqlmodel import Session, col, select

from sync_server.db.tables import FactRow

Key = tuple[str, str]  # place and item, stop and day, or point and day
AT_MOST = 500  # keys folded at once


@dataclass(frozen=True)
class Touched:
    """What has to be folded again."""

    threads: set[Key] = field(default_factory=set)
    place_days: set[Key] = field(default_factory=set)
    point_days: set[Key] = field(default_factory=set)

    def add(self, place: str | None, item: str | None, stop: str | None, day: str | None, point: str | None) -> None:
        if place and item:
            self.threads.add((place, item))
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
        for threads in _parts(self.threads):
            yield Touched(threads=threads)
        for place_days in _parts(self.place_days):
            yield Touched(place_days=place_days)
        for point_days in _parts(self.point_days):
            yield Touched(point_days=point_days)

    def __len__(self) -> int:
        return len(self.threads) + len(self.place_days) + len(self.point_days)


def _parts(keys: set[Key]) -> Iterator[set[Key]]:
    ordered = iter(sorted(keys))
    while part := set(islice(ordered, AT_MOST)):
        yield part


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
