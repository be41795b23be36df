"""What is put right on the spot while a matter is folded: cases end, repeats are counted, a review may send it back (R4.10, R4.11)."""

from typing import TYPE_CHECKING

from app.domain import ids
from app.domain.cases import FiledTask
from app.domain.facts import SeenFact
from app.domain.labels import Label
from app.domain.on_spot import put_right_by_step
from app.domain.records import Case, Finding, Task
from app.domain.task_moves import close, put_right_at_once, send_back

if TYPE_CHECKING:
    from app.domain.case_book import CaseBook

DEFAULT_PROTOCOL = "record_and_follow"
ON_SPOT_REPEATS = "on_spot_repeats"
ON_SPOT_TITLE = Label(zh="同一处多次现场改正，查明原因", en="Put right on the spot again and again: find the cause")


class OnSpotBook:
    """The part of a matter's cases that is about what was put right on the spot."""

    def __init__(self, cases: "CaseBook") -> None:
        self.cases, self.state, self.rules, self.matter = cases, cases.state, cases.rules, cases.matter

    def put_right(self, case: Case, finding: Finding, fact: SeenFact) -> None:
        """What was found before is put right now: its case ends, and so does every repair that it waits for."""
        for task in self.state.tasks_of(case.id):
            if not task.open:
                continue
            task.count, task.last_seen_at = task.count + 1, max(task.last_seen_at, finding.at)
            if task.kind == "repair":
                put_right_at_once(self.state, fact, task)
            elif self._is_the_case(case, task):
                close(task, fact.seen_at, "case")
        case.put_right = True
        self.cases.advance(case, fact)
        self.count(finding, case)

    def count(self, finding: Finding, case: Case) -> None:
        """Three times at one place in the window: the cause is the matter then, and a supervisor is asked for it."""
        if finding.id in self.state.put_right:
            return  # a step that is recorded again
        self.state.put_right.add(finding.id)
        window = self.rules.settings.duration("tasks.on_spot_window")
        counted = [f for f in self.matter.findings if f.id in self.state.put_right and not f.retracted]
        recent = [f for f in counted if finding.at - f.at <= window]
        if len(recent) >= self.rules.settings.count("tasks.on_spot_repeats"):
            wish = FiledTask(id=ON_SPOT_REPEATS, title=ON_SPOT_TITLE, to="supervisor", kind="follow_up",
                             severity_rule="by_answer", settled=False)  # fmt: skip
            self.cases.tasks.file(ids.task_id(case.id, ON_SPOT_REPEATS), case, wish)

    def sent_back(self, sha256: str, fact: SeenFact) -> None:
        """A photo of it did not pass the review."""
        for finding in self.matter.findings:
            if finding.on_spot and any(photo.sha256 == sha256 for photo in finding.photos):
                self._not_right(finding, fact)
        for case in self.matter.cases:
            self._step_not_right(case, sha256, fact)

    def _not_right(self, finding: Finding, fact: SeenFact) -> None:
        """The case is open again, and its repair is filed as one that was sent back."""
        case = self.state.case(finding.case)
        if case is None:
            return
        self._open_again(case, fact)
        repairs = self._repairs(case)
        if not repairs:
            title = self.rules.protocols[DEFAULT_PROTOCOL].files_title("rectify")
            wish = FiledTask(
                id="rectify", title=title, to="trade", kind="repair", severity_rule="by_answer", settled=False
            )
            self.cases.tasks.file(ids.task_id(case.id, wish.id), case, wish)
            repairs = self._repairs(case)
        for task in repairs:
            send_back(task)

    def _repairs(self, case: Case) -> list[Task]:
        return [task for task in self.state.tasks_of(case.id) if task.kind == "repair" and task.state != "cancelled"]

    def _step_not_right(self, case: Case, sha256: str, fact: SeenFact) -> None:
        """A step that put the matter right is due again."""
        results = self.state.results.get(case.id, [])
        for result in list(results):
            right = result.fact is not None and put_right_by_step(case.protocol, result.values)
            if right and result.fact is not None and sha256 in self.state.photos_of(result.fact):
                results.remove(result)
                case.sent_back.append(result.fact)
                self._open_again(case, fact)

    def _open_again(self, case: Case, fact: SeenFact) -> None:
        """Not right after all, unless its finding was taken back."""
        if self.cases.taken_back(case):
            return
        case.put_right, case.closed = False, False
        if "spot" in case.trigger:
            case.trigger["spot"] = "left"
        self.cases.advance(case, fact)

    def _is_the_case(self, case: Case, task: Task) -> bool:
        """A follow-up that was filed with the opening ends with its case."""
        filing = next((f for f in self.rules.protocols[case.protocol].files if f.id == task.files), None)
        return filing is not None and not filing.when
