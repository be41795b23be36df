"""The tasks that cases file: once each, joined while one is open, reopened when the same comes again (R4.1, R4.6)."""

from datetime import datetime, timedelta
from uuid import UUID

from app.domain.bodies import Severity
from app.domain.calendar import ack_deadline, deadline_at
from app.domain.cases import FiledTask
from app.domain.catalogue import highest, rank
from app.domain.matter_state import MatterState
from app.domain.records import Case, Finding, Task
from app.domain.rights import STEWARDS
from app.domain.task_moves import drawn_for_review, send_back


class TaskBook:
    """The tasks of one matter while its facts are folded."""

    def __init__(self, state: MatterState) -> None:
        self.state, self.rules, self.matter = state, state.rules, state.matter

    def file(self, task_id: UUID, case: Case, wish: FiledTask, promised_at: datetime | None = None) -> None:
        """File what a case wishes under this id, or join or reopen the task that is there for it. promised_at: when the
        matter was promised to be right; then it is looked at again."""
        finding = self.state.finding(case.finding)
        to, severity = self._to(case, wish), finding.severity
        if wish.severity_rule != "by_answer":
            severity = highest([wish.severity_rule, severity])
        for task in self.matter.tasks:
            if task.open and task.kind == wish.kind and task.to == to and task.case != case.id:
                self.matter.aliases[task_id] = task.id
                self.seen_again(task, finding, severity)
                return
        before = [task for task in self.matter.tasks if not task.open and self._same(task, case, wish, to)]
        latest = max(before, key=lambda t: t.closed_at or t.found_at, default=None)
        if latest is not None and latest.state == "closed" and self._recurs(latest, finding):
            self.matter.aliases[task_id] = latest.id
            self._reopen(latest, finding, severity)
            return
        task = Task(
            id=task_id, protocol=case.protocol, files=wish.id, case=case.id, finding=finding.id, to=to, kind=wish.kind,
            severity=severity, opened_by=case.opened_by, found_at=finding.at, last_seen_at=finding.at,
            received_at=finding.received_at, ack_by=finding.at, due_at=finding.at, earlier=latest.id if latest else None,
        )  # fmt: skip
        task.due_at, task.ack_by = promised_at or self._due(finding, task), self._ack(finding, task)
        task.review_required = self._review_due(task)
        self._own_at_once(task, finding)
        self.matter.tasks.append(task)

    @staticmethod
    def _same(task: Task, case: Case, wish: FiledTask, to: str) -> bool:
        """The task that the same would be filed as: of this protocol, or a repair of the same trade (a dark lamp that hangs
        loose two days later is one lamp)."""
        of_protocol = (task.protocol, task.files) == (case.protocol, wish.id)
        return of_protocol or (task.kind == wish.kind == "repair" and task.to == to)

    def _review_due(self, task: Task) -> bool:
        return task.kind == "repair" and drawn_for_review(self.rules, task.id, task.severity)

    def _own_at_once(self, task: Task, finding: Finding) -> None:
        """Nobody has to accept what he opened for himself (R3.15); what a trade or a supervisor found waits for the zone's
        steward."""
        opener = self.state.facts[finding.id]
        own = task.to == "steward" and self.state.has_role(opener, *STEWARDS)
        if own and self.rules.settings.flag("tasks.own_opener_acknowledged"):
            task.assignee, task.state, task.accepted_at = finding.by, "accepted", finding.at

    def _recurs(self, task: Task, finding: Finding) -> bool:
        window = self.rules.settings.duration("tasks.reopen_window")
        return task.closed_at is not None and timedelta(0) < finding.at - task.closed_at <= window

    def _reopen(self, task: Task, finding: Finding, severity: Severity) -> None:
        task.state, task.closed_at, task.closed_how = "filed", None, None
        task.fix, task.looks, task.waits_for_review, task.accepted_at = None, [], False, None
        task.recurrences += 1
        task.count += 1
        task.found_at = task.last_seen_at = finding.at
        task.severity = highest([task.severity, severity])
        task.review_required = task.review_required or self._review_due(task)
        task.due_at, task.ack_by = self._due(finding, task), self._ack(finding, task)
        self._own_at_once(task, finding)

    def seen_again(self, task: Task, finding: Finding, severity: Severity) -> None:
        """Count and last seen go up; the severity only rises, and then the earlier deadline holds (R4.2)."""
        task.count += 1
        task.last_seen_at = max(task.last_seen_at, finding.at)
        if rank(severity) > rank(task.severity):
            task.severity = severity
            task.review_required = task.review_required or self._review_due(task)
            task.due_at = min(task.due_at, self._due(finding, task))
            task.ack_by = min(task.ack_by, self._ack(finding, task))
        if task.state == "fixed" and task.fix is not None and finding.at > task.fix.at:
            send_back(task)

    def _to(self, case: Case, wish: FiledTask) -> str:
        if wish.to == "trade":
            return self.state.trades[case.finding]
        if wish.to == "chosen_by_steward":
            return self.state.choices.get(case.id) or self.state.trades[case.finding]
        return wish.to

    def _due(self, finding: Finding, task: Task) -> datetime:
        return deadline_at(finding.at, task.severity, self.rules.settings, task.to, self.rules.tz)

    def _ack(self, finding: Finding, task: Task) -> datetime:
        return ack_deadline(finding.at, task.severity, self.rules.settings, task.to, self.rules.tz)
