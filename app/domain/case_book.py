"""Cases and the tasks that they file: opening, joining, reopening, stepping, closing (R4.1, R4.20, R9.10)."""

from datetime import datetime
from uuid import UUID

from app.domain import bodies, ids
from app.domain.calendar import day_of, in_season
from app.domain.case_steps import unit_event
from app.domain.cases import (
    CaseError,
    CaseView,
    FiledTask,
    StepResult,
    can_record,
    fold_case,
    trigger_facts,
)
from app.domain.facts import SeenFact
from app.domain.matter_state import MatterState, tasks_state
from app.domain.on_spot import put_right_by_step
from app.domain.on_spot_book import OnSpotBook
from app.domain.records import Case, Finding, Task
from app.domain.repair_photos import photos_of_repair
from app.domain.second_look import SECOND_LOOK, is_passed_step, why_not
from app.domain.task_book import TaskBook
from app.domain.task_moves import (
    cancel,
    close,
    note,
    send_back,
    sent_back_by_look,
    settle,
    waits_for_photo,
)
from app.domain.triggers import SeasonFact, answer_as_result


class CaseBook:
    """The cases of one matter while its facts are folded."""

    def __init__(self, state: MatterState) -> None:
        self.state, self.rules, self.matter = state, state.rules, state.matter
        self.tasks = TaskBook(state)

    # -- findings
    def open(self, finding: Finding, fact: SeenFact, protocol: str) -> None:
        """A finding opens its case, and the case files what it files at once."""
        trigger = trigger_facts(
            self.rules.protocols[protocol], self.state.item.id, finding.state, finding.tags, finding.severity,
            season=self._season(fact), spot="corrected" if finding.on_spot else "left", review_required="not_required",
        )  # fmt: skip
        case = Case(
            id=finding.case,
            protocol=protocol,
            finding=finding.id,
            opened_by=finding.by,
            opened_at=finding.at,
            trigger=trigger,
        )
        self.matter.cases.append(case)
        case.put_right = finding.on_spot
        self._take_answer(case, finding, fact)
        self.advance(case, fact)
        if finding.on_spot:
            OnSpotBook(self).count(finding, case)

    def join(self, case: Case, finding: Finding, fact: SeenFact) -> None:
        """Seen again while the case is open: count, last seen, severity upwards; the deadline never starts anew. Another
        question of the same event is no second sight of it."""
        others = [f for f in self.matter.findings if f.case == case.id and f.id != finding.id]
        if finding.item is not None or case.finding in self.state.openers:
            seen_before = any(f.item == finding.item for f in others)
        else:
            seen_before = any(f.item is None for f in others)
        for task in self.state.tasks_of(case.id) if seen_before else []:
            if not task.open:
                continue
            self.matter.aliases[ids.task_id(ids.case_id(finding.id, case.protocol), task.files)] = task.id
            self.tasks.seen_again(task, finding, finding.severity)
        if self._take_answer(case, finding, fact):
            self.advance(case, fact)

    def _take_answer(self, case: Case, finding: Finding, fact: SeenFact) -> bool:
        """Whether the answer was itself the result of a step: then nobody enters it twice (disinfection)."""
        protocol, item = self.rules.protocols[case.protocol], finding.item or self.state.item.id
        result = answer_as_result(protocol, item, finding.state, finding.by, finding.at)
        if result is None:
            return False
        self.state.results.setdefault(case.id, []).append(result)
        return True

    def retract(self, finding: Finding, fact: SeenFact) -> None:
        """What the finding alone had filed is cancelled; what others saw too goes on."""
        case = self.state.case(finding.case)
        if case is None or not self.taken_back(case):
            return
        case.closed, case.next_step = True, None
        seen_too = [t.id for c in self.matter.cases if not self.taken_back(c) for t in self.state.tasks_of(c.id)]
        for task in self.state.tasks_of(case.id):
            if task.open and task.id not in seen_too:
                cancel(task, fact.seen_at, "retracted")
        self.advance_all(fact)

    def taken_back(self, case: Case) -> bool:
        """Whether nothing of what was found for this case stands any more."""
        return case.finding not in self.state.openers and all(
            finding.retracted for finding in self.matter.findings if finding.case == case.id
        )

    # -- steps
    def step(self, case: Case, fact: SeenFact, body: bodies.Stepped) -> None:
        """A step's result, unless an earlier step bars it or the finding was taken back."""
        try:
            if self.taken_back(case):
                raise CaseError("task_state_wrong", "the finding was taken back")
            can_record(self._view(case), body.step, body.results)
        except CaseError as refused:
            note(self.state, fact, refused.code)
            return
        if is_passed_step(fact) and (reason := self._why_no_look(case, fact)):
            note(self.state, fact, reason)
            return
        if body.choice:
            self.state.choices[case.id] = body.choice
        self.state.results.setdefault(case.id, []).append(
            StepResult(step=body.step, values=dict(body.results), by=fact.author, at=fact.seen_at, fact=fact.id)
        )
        self.advance(case, fact)
        if put_right_by_step(case.protocol, body.results):
            OnSpotBook(self).count(self.state.finding(case.finding), case)

    def _why_no_look(self, case: Case, fact: SeenFact) -> str | None:
        """Why a step is no second look, for its photo; where a repair was reported there must be one, unless the item has none."""
        repaired = [t.fix.at for t in self.state.tasks_of(case.id) if t.state == "fixed" and t.fix is not None]
        wanted = bool(repaired) and self.state.item.photo_rule(self.state.finding(case.finding).state) != "none"
        return why_not(self.state, fact, max(repaired, default=case.opened_at), wanted=wanted)

    def unit_event(self, fact: SeenFact) -> None:
        """The valve of the unit was opened again, also after its case had closed. It answers the cases that are there."""
        for case in self.matter.cases:
            self.state.results.setdefault(case.id, []).append(unit_event("valve_reopened", fact.author, fact.seen_at))
            if not self.taken_back(case):
                self.advance(case, fact)
            else:
                case.flags = list(self._view(case).unit_flags)
        self._gather_flags()

    def advance_all(self, fact: SeenFact) -> None:
        """A task changed: cases that hang on their tasks may close."""
        for case in self.matter.cases:
            if not case.closed and not self.taken_back(case):
                self.advance(case, fact)

    def advance(self, case: Case, fact: SeenFact) -> None:
        """Files what is due, closes what the case itself shows put right, closes the case; until nothing moves."""
        if case.id in self.state.sealed:
            return
        for _ in range(4):
            view = self._view(case)
            moved = self._file(case, view, fact)
            moved |= self._settle(case, view, fact)
            case.next_step = view.next.id if view.next else None
            case.flags = list(view.unit_flags)
            if view.closed and not case.closed:
                case.closed, moved = True, True
            if not moved:
                break
        self._gather_flags()

    def _gather_flags(self) -> None:
        self.matter.flags = sorted({flag for c in self.matter.cases for flag in c.flags})

    def _view(self, case: Case) -> CaseView:
        return fold_case(
            self.rules.protocols[case.protocol], self.state.kind, case.trigger, self.state.results.get(case.id, []),
            tasks=tasks_state(self.state.tasks_of(case.id)), put_right=case.put_right,
        )  # fmt: skip

    # -- tasks
    def _file(self, case: Case, view: CaseView, fact: SeenFact) -> bool:
        filed = self.state.filed_by.setdefault(case.id, set())
        moved = False
        for wish in view.files:
            task_id = ids.task_id(case.id, wish.id)
            if task_id in filed:
                self._put_off(task_id, self._promised(case, wish, fact))
                continue
            filed.add(task_id)
            moved = True
            self.tasks.file(task_id, case, wish, promised_at=self._promised(case, wish, fact))
        return moved

    def _put_off(self, task_id: UUID, promised_at: datetime | None) -> None:
        """A promise that is given anew moves the second look."""
        task = self.state.task(task_id)
        if promised_at is not None and task is not None and task.open:
            task.due_at = promised_at

    def _promised(self, case: Case, wish: FiledTask, fact: SeenFact) -> datetime | None:
        """The end of a promise that this step has been given, which the steward's second look is for."""
        if fact.kind != "stepped" or self.state.case(fact.case) is not case:
            return None
        looks_again = wish.kind == "follow_up" and wish.to == "steward"
        return fact.read(bodies.Stepped).promised_at if looks_again else None

    def _settle(self, case: Case, view: CaseView, fact: SeenFact) -> bool:
        moved = False
        for wish in view.files:
            task = self.state.task(ids.task_id(case.id, wish.id))
            look = self._says(case, wish, fact).get(SECOND_LOOK, "corrected")
            if task is not None and task.state == "fixed" and look != "corrected":
                sent_back_by_look(task, fact, look)
                moved = True
            if not wish.settled or task is None:
                continue
            if task.kind == "follow_up" and task.open:
                if waits_for_photo(self.state, fact, task) or task.waits_for_photo:
                    continue
                close(task, fact.seen_at, "case")
                moved = True
            elif task.kind == "repair" and self._shown_done(case, wish, fact) and task.open:
                moved |= settle(self.state, fact, task)
        return moved

    def _shown_done(self, case: Case, wish: FiledTask, fact: SeenFact) -> bool:
        """Whether this fact shows the repair done. The case says so once: what was sent back after it wants a new step, or
        a repair of its own."""
        key = (case.id, wish.id)
        first = key not in self.state.settled
        self.state.settled.add(key)
        return first or self._says(case, wish, fact) != {}

    def _says(self, case: Case, wish: FiledTask, fact: SeenFact) -> dict[str, str]:
        """What this fact, as a step of the case, says of those things that show the repair done."""
        if fact.kind != "stepped" or self.state.case(fact.case) is not case:
            return {}
        shown_by = self.rules.protocols[case.protocol].filing(wish.id).settled_by
        results: dict[str, str] = fact.body["results"]
        return {name: said for name, said in results.items() if any(name in condition for condition in shown_by)}

    def reviewed(self, sha256: str, verdict: str, fact: SeenFact) -> None:
        """What a verdict does: a sent-back repair reopens its task; an accepted one may close it (R5.10, R5.11)."""
        for task in self.matter.tasks:
            if not any(photo.sha256 == sha256 for photo in photos_of_repair(task)):
                continue
            if verdict == "sent_back" and task.state in ("fixed", "closed"):
                send_back(task)
                self._open_again(task)
            elif verdict == "accepted" and task.waits_for_review:
                looked = any(task.fix and look.at > task.fix.at for look in task.looks)
                close(task, fact.seen_at, "reinspected" if looked else "case")
        if verdict == "sent_back":
            OnSpotBook(self).sent_back(sha256, fact)
        self.advance_all(fact)

    def _open_again(self, task: Task) -> None:
        """The latest case of a task that was sent back has not been settled after all, where it hangs on its tasks."""
        of_task = [case for case in self.matter.cases if task in self.state.tasks_of(case.id)]
        for case in of_task[-1:]:
            case.closed = case.closed and (self.taken_back(case) or self._view(case).closed)

    def _season(self, fact: SeenFact) -> SeasonFact:
        return "in_season" if in_season(day_of(fact.seen_at, self.rules.tz), self.rules.settings) else "out_of_season"
