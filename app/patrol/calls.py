"""Whom a step calls, and how often a call has to fail before somebody counts as not reachable (R9.9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.cases import StepView
from app.domain.places import Place
from app.domain.records import Case, Matter
from app.domain.register import RegisterEntry
from app.patrol.work import Work

NOT_REACHED = "no_answer"


@dataclass(frozen=True)
class Line:
    """A number that may be called. person: an account, "" for a desk or an emergency line. role: as the protocol says."""

    role: str
    person: str
    number: str


@dataclass(frozen=True)
class Attempts:
    """Failed calls of one step. needed: so many make somebody unreachable. next_at: before it another does not count."""

    times: tuple[datetime, ...]
    needed: int
    next_at: datetime | None

    @property
    def enough(self) -> bool:
        return len(self.times) >= self.needed

    def may_count(self, now: datetime) -> bool:
        return self.next_at is None or now >= self.next_at


def attempts(work: Work, times: Sequence[datetime]) -> Attempts:
    """How the calls made so far stand against the estate's settings `calls.attempts` and `calls.gap`."""
    gap = work.rules.settings.duration("calls.gap")
    return Attempts(tuple(times), work.rules.settings.count("calls.attempts"), times[-1] + gap if times else None)


def lines(work: Work, matter: Matter, case: Case, role: str) -> list[Line]:
    """The lines at work of a role; `trade` is that of the case's task. The occupant's number is not among them."""
    if role == "trade":
        task = next((t for t in matter.tasks if t.case == case.id and t.kind == "repair"), None)
        role = task.to if task else work.rules.catalogue.item(matter.item).trade or "steward"
    if role == "front_desk" and work.estate.front_desk_phone:
        return [Line(role, "", work.estate.front_desk_phone)]
    roles = {"front_desk_or_supervisor": ("front_desk", "supervisor"), "steward_or_supervisor": ("supervisor",)}
    staff = [person for each in roles.get(role, (role,)) for person in work.estate.staff_with(each)]
    return [Line(role, p.id, p.phone) for p in staff if p.phone and p.id != work.account.id]


def emergency(work: Work, step: StepView) -> list[Line]:
    """The emergency lines, at the step that asks for them."""
    if "emergency_called" not in step.asks:
        return []
    wanted = {"fire": "emergency.fire", "gas": "emergency.gas"}
    numbers = {role: work.rules.settings.text(key) for role, key in wanted.items()}
    return [Line(role, "", number) for role, number in numbers.items() if number]


def told_how(step: StepView, *, critical: bool) -> list[tuple[str, str]]:
    """(who, how) of a step; for a critical answer a message reads as a call (R3.11)."""
    return [(tell.who, "call" if critical and tell.how == "app" else tell.how) for tell in step.spec.tell]


def home_of(work: Work, matter: Matter) -> str | None:
    """The home or shop whose occupant a case is about; a renovation site is in one. None where nobody lives."""
    place = Place.parse(matter.place)
    if place.kind == "site":
        site = work.estate.site(place.id)
        return site.place if site else None
    return place.without_spot().path if place.kind in ("unit", "villa", "shop") else None


def contact(work: Work, home: str) -> RegisterEntry | None:
    """The occupant's entry, if this account may hold it. Showing it is a fact: see `cases.look_at_contact`."""
    return work.register.of(home)


def silent_since(work: Work, told_at: datetime | None) -> datetime | None:
    """When the front desk ought to have answered, if that has passed: the supervisor answers then."""
    if told_at is None:
        return None
    until = told_at + work.rules.settings.duration("front_desk.answer_within")
    return until if work.now() >= until else None


def reason(case: UUID, step: str = "") -> str:
    """Why a contact is looked at, as the fact keeps it: the case, and the step."""
    return f"case {case} {step}".strip()
