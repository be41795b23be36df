"""The fold of one matter: all facts about one check item at one place → findings, cases and tasks (R4.1, R4.8, R9.22).

Pure: no clock, no database. Facts are taken in the order in which they were seen, never in that of their arrival.
"""

from collections.abc import Callable, Iterable
from uuid import UUID

from app.domain import bodies, ids
from app.domain.case_book import CaseBook
from app.domain.event_book import EventBook
from app.domain.fact_order import in_order
from app.domain.facts import SeenFact, taken_back
from app.domain.matter_state import MatterState, kind_of
from app.domain.on_spot import offered_on_spot
from app.domain.on_spot_book import OnSpotBook
from app.domain.records import Case, Finding, Fix, Look, Matter, Review
from app.domain.rights import KINDS_JUDGED, why_not_done
from app.domain.rules import Rules
from app.domain.task_moves import MOVES, note

Handler = Callable[[MatterState, SeenFact], None]


def fold_matter(rules: Rules, place: str, item: str, facts: Iterable[SeenFact]) -> Matter:
    """The matter that these facts make. A fact that does not count stays on record with a note that says why; one whose
    author had no right to it is left out, and the server holds it.

    The same facts in any order, with any repeats, give the same matter.
    """
    ordered = in_order(facts)
    state = MatterState.begin(rules, place, ids.matter_item(item), ordered)
    _take(state, ordered, _undone(ordered))
    return state.matter


def lay_over(rules: Rules, told: Matter, own: Iterable[SeenFact]) -> Matter:
    """A matter that was told in part, with own facts laid over: cases stay as told, tasks move. What was told is not
    undone here; the next record says so."""
    state = MatterState.go_on(rules, told)
    ordered = in_order(fact for fact in own if fact.id not in state.facts)
    state.facts |= {fact.id: fact for fact in ordered}
    state.matter.facts += ordered
    _take(state, ordered, _undone(state.matter.facts))
    return state.matter


def _take(state: MatterState, ordered: list[SeenFact], undone: set[UUID]) -> None:
    state.undone = taken_back(state.matter.facts)
    state.task_moved = CaseBook(state).advance_all
    for fact in ordered:
        handler = HANDLERS.get(fact.kind)
        if handler is None:
            continue
        refused = why_not_done(state, fact)
        if refused == "not_allowed" and fact.kind in KINDS_JUDGED:
            state.leave_out(fact)
        elif fact.id in undone:
            continue
        elif refused:
            note(state, fact, refused)
        else:
            handler(state, fact)


def _undone(ordered: list[SeenFact]) -> set[UUID]:
    """Acts that were taken back mean nothing. A finding stays in the matter and is marked instead."""
    return taken_back(ordered) - {fact.id for fact in ordered if fact.kind in ("found", "retracted")}


def _found(state: MatterState, fact: SeenFact) -> None:
    body = fact.read(bodies.Found)
    rules = state.rules
    item = rules.catalogue.item(fact.item) if fact.item else state.item
    severity = item.severity_of(body.state, body.tags, body.raised) or body.raised or "minor"
    protocol = item.protocol_of(body.state, body.tags, severity, rules.catalogue)
    on_spot = body.on_spot and offered_on_spot(protocol)
    open_cases = _open_cases(state, protocol, on_spot)
    case = next(iter(open_cases), None)
    finding = Finding(
        id=fact.id, by=fact.author, at=fact.seen_at, received_at=fact.received_at,
        item=item.id if item is not state.item else None, state=body.state, tags=body.tags,
        severity=severity, words=body.words, reading=body.reading, on_spot=on_spot, photo_owed=body.photo_owed,
        photos=fact.photos, case=ids.case_id(fact.id, protocol), joined=case is not None,
    )  # fmt: skip
    state.matter.findings.append(finding)
    state.trades[fact.id] = item.trade_of(body.state, body.tags, body.trade)
    if case is None:
        CaseBook(state).open(finding, fact, protocol)
        return
    state.matter.aliases[finding.case] = case.id
    finding.case = case.id
    if not on_spot:
        CaseBook(state).join(case, finding, fact)
    elif fact.id not in state.undone:
        for ended in open_cases:
            OnSpotBook(CaseBook(state)).put_right(ended, finding, fact)


def _open_cases(state: MatterState, protocol: str, on_spot: bool) -> list[Case]:
    """The cases that a finding joins, its own protocol's first. What is put right on the spot ends all that are open."""
    still_open = [case for case in state.matter.cases if not case.closed]
    ends = [c for c in still_open if c.protocol == protocol or (on_spot and offered_on_spot(c.protocol))]
    return sorted(ends, key=lambda case: case.protocol != protocol)


def _answered(state: MatterState, fact: SeenFact) -> None:
    """A good answer to a question of an event is a step of its case, and opens it."""
    body = fact.read(bodies.Answered)
    EventBook(CaseBook(state)).answer(fact, body.item, body.state)


def _stepped(state: MatterState, fact: SeenFact) -> None:
    body = fact.read(bodies.Stepped)
    case = state.case(fact.case)
    if case is None or case.protocol != body.protocol:
        note(state, fact, "step_unknown")
        return
    CaseBook(state).step(case, fact, body)


def _photo_added(state: MatterState, fact: SeenFact) -> None:
    """A photo that was owed or asked for again goes to the fact it belongs to, and answers what was asked."""
    matter = state.matter
    acts: list[Fix | Look] = [act for task in matter.tasks for act in (task.fix, *task.looks) if act is not None]
    for sha in state.photos_of(fact.about):
        if sha in matter.reviews:
            matter.reviews[sha].answered = True
    for finding in matter.findings:
        if finding.id == fact.about:
            finding.photos, finding.photo_owed = [*finding.photos, *fact.photos], False
    for act in acts:
        if act.fact == fact.about:
            act.photos = [*act.photos, *fact.photos]


def _reviewed(state: MatterState, fact: SeenFact) -> None:
    body = fact.read(bodies.Reviewed)
    state.matter.reviews[body.sha256] = Review(
        sha256=body.sha256, verdict=body.verdict, by=fact.author, at=fact.seen_at, words=body.words
    )
    CaseBook(state).reviewed(body.sha256, body.verdict, fact)


def _retracted(state: MatterState, fact: SeenFact) -> None:
    """The author took a finding back: it stays on record, and what it alone had filed is cancelled."""
    finding = next((f for f in state.matter.findings if f.id == fact.about), None)
    if finding is None:
        return
    if finding.by != fact.author:
        note(state, fact, "not_own_fact")
        return
    finding.retracted = True
    CaseBook(state).retract(finding, fact)


def _valve_reopened(state: MatterState, fact: SeenFact) -> None:
    CaseBook(state).unit_event(fact)


HANDLERS: dict[str, Handler] = {
    "found": _found,
    "answered": _answered,
    "stepped": _stepped,
    "photo_added": _photo_added,
    "reviewed": _reviewed,
    "retracted": _retracted,
    "valve_reopened": _valve_reopened,
    **MOVES,
}


def area_kind(rules: Rules, matter: Matter) -> str:
    """The area kind under which the protocols of this matter speak."""
    return kind_of(rules.catalogue.item(matter.item), matter.place)
