"""此处已记录: what is open of an item at the chosen spot, since when and how it stands, with the way to its case or task."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

import flet as ft

from app.domain import ids
from app.domain.items import Item
from app.domain.records import Case, Finding, Matter, Task
from app.locales import language, tr
from app.patrol.cases import tasks_of
from app.patrol.tasks import can_step
from app.patrol.unit_flags import flags_at
from app.patrol.work import Work
from app.ui import kit, words
from app.ui.parts.answer import Answer
from app.ui.parts.unit_flags import flag_band
from app.ui.theme import large


@dataclass(frozen=True)
class Recorded:
    """One open thing at a spot. kind and id: what can be looked at. protocol: of its case while that is open. mended: a
    repair of it waits for its second look."""

    matter: Matter
    finding: Finding
    since: datetime
    state: str
    kind: Literal["case", "task"]
    id: UUID
    protocol: str | None = None
    mended: bool = False

    @property
    def name(self) -> str:
        return str(self.id)[:8]

    @property
    def route(self) -> str:
        return f"{self.kind}/{self.matter.id}/{self.id}"


def recorded(work: Work, item: Item, place: str) -> list[Recorded]:
    """The open cases of the item at exactly this place, and the open tasks whose case has ended."""
    matter = work.store.matter(work.account.id, work.rules, ids.thread_id(place, item.id))
    if matter is None:
        return []
    cases = [case for case in matter.cases if not case.closed]
    found = [_of_case(work, matter, case) for case in cases]
    theirs = {task.id for case in cases for task in tasks_of(work, matter, case)}
    found += [_of_task(work, matter, task) for task in matter.tasks if task.open and task.id not in theirs]
    return [each for each in found if each is not None]


def _of_case(work: Work, matter: Matter, case: Case) -> Recorded | None:
    """A case with a step for this person is looked at itself; any other by the task that waits."""
    finding = next((f for f in matter.findings if f.case == case.id and not f.retracted), None)
    if finding is None:
        return None
    tasks = sorted((t for t in tasks_of(work, matter, case) if t.open), key=lambda t: t.kind != "repair")
    mended = any(task.state == "fixed" for task in tasks)
    if case.next_step and can_step(work):
        step = work.rules.protocols[case.protocol].step(case.next_step)
        state = tr("下一步：{step}", step=step.label(work.kind_of(matter)).text(language()))
        return Recorded(matter, finding, finding.at, state, "case", case.id, case.protocol, mended)
    if tasks:
        state = words.task_state(work, tasks[0])
        return Recorded(matter, finding, finding.at, state, "task", tasks[0].id, case.protocol, mended)
    return Recorded(matter, finding, finding.at, tr("未结"), "case", case.id, case.protocol)


def _of_task(work: Work, matter: Matter, task: Task) -> Recorded | None:
    finding = words.finding_of(matter, task.finding)
    if finding is None:
        return None
    return Recorded(matter, finding, task.found_at, words.task_state(work, task), "task", task.id)


def recorded_here(work: Work, item: Item, place: str, answer: Answer, look: Callable[[str], None]) -> list[ft.Control]:
    """A line for each, and what saving again would mean; before them the marks that stand on the unit. look(route): go and
    see it.

    Identifiers: recorded-<first 8 of the case's or task's id>, look-…, saving-again, and those of `flag_band` with unit- before.
    """
    known = recorded(work, item, place)
    controls = [flag_band(work, flag, look, "unit-") for flag in flags_at(work, place)]
    controls += [_line(work, each, look) for each in known]
    same = [each for each in known if _joins(work, item, answer, each)]
    if same:
        back = any(each.mended for each in same)  # found again after the repair: `TaskBook.seen_again`
        then = tr("再保存会将此项退回重办。") if back else tr("再保存只会并入此项，不会另派任务。")
        controls.append(kit.ident("saving-again", kit.small(then)))
    return controls


def _line(work: Work, here: Recorded, look: Callable[[str], None]) -> ft.Control:
    today = here.since.astimezone(work.tz).date() == work.today()
    when = words.clock(work, here.since) if today else words.brief(work, here.since)
    what = words.finding(work, here.matter.item, here.finding)
    said = tr("此处已记录：{what} · {when} · {state}", what=what, when=when, state=here.state)
    button = kit.side_action(tr("查看"), lambda e: look(here.route), ident_name=f"look-{here.name}")
    band = kit.notice(said, "primary", ident_name=f"recorded-{here.name}", action=None if large() else button)
    return kit.spaced([band, button]) if large() else band


def _joins(work: Work, item: Item, answer: Answer, here: Recorded) -> bool:
    """Whether what is chosen would be the same case again (`matters.fold`): what is put right on the spot ends it."""
    severity = answer.severity(item)
    if answer.on_spot or severity is None or not answer.is_finding(item) or here.protocol is None:
        return False
    return item.protocol_of(answer.state or "found", answer.tags, severity, work.rules.catalogue) == here.protocol
