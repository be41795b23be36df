"""Photos that a person still owes: those that were due and could not be taken (照片待补), and those asked for again (重拍)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from app.domain.bodies import Severity
from app.domain.facts import Fact, PhotoRef, SeenFact, taken_back
from app.domain.records import Matter
from app.patrol.acts import add_photos
from app.patrol.evidence import Evidence
from app.patrol.heirs import falls_to_me
from app.patrol.work import Work


@dataclass(frozen=True)
class PhotoDebt:
    """about: the fact that the photo belongs to. old: the photo that was not good enough. words: what the reviewer said.
    by: who asked; None for a photo that was never taken."""

    matter: Matter
    about: UUID
    why: Literal["owed", "asked_again"]
    severity: Severity
    at: datetime
    old: PhotoRef | None = None
    words: str = ""
    by: str | None = None

    @property
    def key(self) -> str:
        """Short and stable: eight digits of the photo, or of the fact."""
        return self.old.sha256[:8] if self.old else self.about.hex[-8:]


def photo_debts(work: Work) -> list[PhotoDebt]:
    """What this person owes, also in the place of somebody who left; the gravest and then the oldest first."""
    me = work.account.id
    found = [debt for matter in work.store.matters(me, work.rules) for debt in _of(work, matter)]
    return sorted(found, key=lambda debt: (debt.severity != "critical", debt.at))


def pay(work: Work, debt: PhotoDebt, evidence: Sequence[Evidence]) -> Fact:
    """The photo is there: it goes to the fact that it belongs to, and answers whoever asked."""
    return add_photos(
        work, place=debt.matter.place, item=debt.matter.item, about=debt.about, why=debt.why, evidence=evidence
    )


def _of(work: Work, matter: Matter) -> Iterator[PhotoDebt]:
    for finding in matter.findings:
        if finding.photo_owed and falls_to_me(work, finding.by, matter.zone) and not finding.retracted:
            yield PhotoDebt(matter, finding.id, "owed", finding.severity, finding.at)
    gone = taken_back(matter.facts)
    for review in matter.reviews.values():
        if review.verdict != "asked_again" or review.answered:
            continue
        fact = next((f for f in matter.facts if any(p.sha256 == review.sha256 for p in f.photos)), None)
        if fact is None or not falls_to_me(work, fact.author, matter.zone) or {fact.id, root(fact)} & gone:
            continue
        photo = next(p for p in fact.photos if p.sha256 == review.sha256)
        yield PhotoDebt(
            matter, root(fact), "asked_again", _severity(matter, fact), review.at, photo, review.words, review.by
        )


def root(fact: SeenFact) -> UUID:
    """The act that a photo belongs to: a photo added later belongs to what it was added to."""
    return fact.about if fact.kind == "photo_added" and fact.about else fact.id


def _severity(matter: Matter, fact: SeenFact) -> Severity:
    about = {fact.id, fact.about}
    found = [f.severity for f in matter.findings if f.id in about] + [t.severity for t in matter.tasks if t.id in about]
    return found[0] if found else "minor"
