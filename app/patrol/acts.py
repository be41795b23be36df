"""What a steward does on the round, each as one call that records one fact (duties 2-一 … 2-六)."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from app.domain import bodies
from app.domain.errors import ZonewalkError
from app.domain.estate import Stop
from app.domain.facts import Fact
from app.domain.ids import is_of_event
from app.domain.refusal import Refusal
from app.domain.signcode import PointCode, read
from app.patrol.begun import begun_items
from app.patrol.evidence import Evidence
from app.patrol.work import Work


def sign_in(work: Work, text: str, means: Literal["scan", "typed"]) -> Fact:
    """Sign in at a point by its code (2-一-8). A genuine code that the phone does not know yet is taken and marked.

    Raises ZonewalkError: code_malformed, code_mistyped, code_foreign; then nothing is recorded.
    """
    try:
        code = _read_code(work, text)
    except Refusal as refused:
        raise ZonewalkError(refused.code, text) from refused
    point = work.estate.point(code.point)
    body = bodies.SignedIn(point=code.point, means=means, known=point is not None, round=work.ensure_round())
    return work.record("signed_in", body, place=point.place if point else None)


def point_of(work: Work, text: str) -> str:
    """The id of the point that a code names, before anything is recorded. Raises Refusal: code_malformed, code_mistyped,
    code_foreign."""
    return _read_code(work, text).point


def _read_code(work: Work, text: str) -> PointCode:
    return read(text, bytes.fromhex(work.estate.sign_in_key), [point.id for point in work.estate.points])


def sign_in_by_photo(work: Work, point: str, reason: str, evidence: Sequence[Evidence]) -> Fact:
    """The code is gone or cannot be read: a photo of the place and a reason, marked as such (R6.12)."""
    round_ = work.ensure_round()
    known = work.estate.point(point)
    body = bodies.SignedIn(point=point, means="photo", known=known is not None, reason=reason, round=round_)
    return work.record("signed_in", body, place=known.place if known else None, evidence=evidence)


def report(
    work: Work,
    *,
    place: str,
    item: str,
    state: str,
    tags: Sequence[str] = (),
    raised: bodies.Severity | None = None,
    trade: str | None = None,
    words: str = "",
    reading: str | None = None,
    on_spot: bool = False,
    joins: UUID | None = None,
    evidence: Sequence[Evidence] = (),
    replaces: UUID | None = None,
) -> Fact:
    """A finding: what is wrong, where exactly, with its photo. A photo that is due and missing never bars it (照片待补)."""
    work.ensure_round()
    rule = work.rules.catalogue.item(item).photo_rule(state)
    body = bodies.Found(
        state=state, tags=list(tags), raised=raised, trade=trade, words=words, reading=reading, on_spot=on_spot, joins=joins,
        photo_owed=rule == "required" and not evidence, catalogue=work.rules.catalogue.version,
    )  # fmt: skip
    return work.record("found", body, place=place, item=item, evidence=evidence, replaces=replaces)


def add_photos(
    work: Work,
    *,
    place: str,
    item: str,
    about: UUID,
    why: Literal["owed", "asked_again", "more"],
    evidence: Sequence[Evidence],
) -> Fact:
    """A photo that was owed, or that the supervisor asked for again."""
    return work.record(
        "photo_added", bodies.PhotoAdded(why=why), place=place, item=item, about=about, evidence=evidence
    )


def answer(
    work: Work,
    *,
    place: str,
    item: str,
    state: str,
    evidence: Sequence[Evidence] = (),
    replaces: UUID | None = None,
) -> Fact:
    """A good or not-covered answer to an item that wants its own (R7.4)."""
    work.ensure_round()
    body = bodies.Answered(item=item, state=state, catalogue=work.rules.catalogue.version)
    of_matter = item if is_of_event(item) else None
    return work.record("answered", body, place=place, item=of_matter, evidence=evidence, replaces=replaces)


def confirm(
    work: Work, stop: Stop, covers: Sequence[str], found: Sequence[UUID] = (), *, spent_s: int | None = None
) -> Fact:
    """The rest of this stop is in order; it names what it covers and the catalogue's version (R7.1, R7.2). What was begun and is
    not saved is left out. spent_s: for how many seconds the checklist was open."""
    round_ = work.ensure_round()
    begun = begun_items(work, stop)
    body = bodies.Confirmed(
        catalogue=work.rules.catalogue.version, covers=[item for item in covers if item not in begun], found=list(found),
        spent_s=spent_s, round=round_,
    )  # fmt: skip
    return work.record("confirmed", body, place=stop.place)


def visit_site(work: Work, stop: Stop, result: Literal["inspected", "no_entry", "paused"]) -> Fact:
    """A renovation site's visit and its result (R2.15): nobody opening is a visit, not a missed one."""
    work.ensure_round()
    return work.record("site_visited", bodies.SiteVisited(result=result), place=stop.place)


def skip(work: Work, stop: Stop, reason: str, words: str = "") -> Fact:
    """The place is left with a reason; the day may be complete without it (R2.2)."""
    body = bodies.Skipped.model_validate({"reason": reason, "words": words, "round": work.ensure_round()})
    return work.record("skipped", body, place=stop.place)
