"""The table of tasks: one row a task, with the photo beside it."""

from collections.abc import Callable
from datetime import datetime

import flet as ft

from app.domain.facts import preview_bytes
from app.locales import language, tr
from app.patrol.tasks import TaskRow, overdue
from app.patrol.work import Work
from app.ui import kit, words
from app.ui.desk.shell import fine, tag
from app.ui.desk.sizes import LARGE_TEXT
from app.ui.parts.task_rows import first_photo
from app.ui.photo import Photo
from app.ui.theme import Tone, p, size, text_scale

STATE_TONES: dict[str, Tone] = {
    "filed": "major", "accepted": "primary", "fixed": "primary", "closed": "done", "sent_back": "critical",
    "on_hold": "plain", "cancelled": "plain",
}  # fmt: skip
STATE_MARKS: dict[str, ft.IconData] = {
    "filed": ft.Icons.INBOX_OUTLINED, "accepted": ft.Icons.BUILD_OUTLINED, "fixed": ft.Icons.FACT_CHECK_OUTLINED,
    "closed": ft.Icons.TASK_ALT, "sent_back": ft.Icons.REPLY, "on_hold": ft.Icons.PAUSE_CIRCLE_OUTLINE,
    "cancelled": ft.Icons.CANCEL_OUTLINED,
}  # fmt: skip


def short(row: TaskRow) -> str:
    """The part of a task's id that names its controls."""
    return row.task.id.hex[:8]


def state_tag(work: Work, row: TaskRow) -> ft.Control:
    state = row.task.state
    return tag(words.task_state(work, row.task), STATE_TONES[state], mark=STATE_MARKS[state])


def severity_tag(row: TaskRow) -> ft.Control:
    severity = row.task.severity
    return tag(tr(kit.SEVERITY_WORDS[severity]), severity, mark=kit.TONE_ICONS[severity])


def mark_tags(work: Work, row: TaskRow, now: datetime) -> list[ft.Control]:
    late = words.late_mark(work, row.task)
    return [
        tag(mark, "critical" if mark == late else "major", mark=ft.Icons.SCHEDULE)
        for mark in words.task_marks(work, row.task, now)
    ]


def task_line(
    work: Work,
    row: TaskRow,
    now: datetime,
    *,
    chosen: bool,
    checked: bool | None,
    on_open: Callable[..., None],
    on_check: Callable[..., None],
) -> ft.Control:
    """A row of the table. checked None: this task cannot be given to anybody now."""
    task, name = row.task, short(row)
    box: ft.Control = ft.Container(width=40)
    if checked is not None:
        box = kit.ident(f"check-{name}", ft.Checkbox(value=checked, on_change=on_check), label=tr("选择"))
    line: list[ft.Control] = [box, _thumb(row)]
    if text_scale() <= LARGE_TEXT:
        line += [_said(work, row, []), _states(work, row), _due(work, row, now)]
    else:  # columns would leave no room for the words
        tags = [severity_tag(row), state_tag(work, row), fine(due_words(work, row, now), color=_due_ink(row, now))]
        line.append(_said(work, row, [ft.Row(tags, spacing=6, run_spacing=4, wrap=True)]))
    return kit.ident(
        f"task-{name}",
        ft.Container(
            ft.Row(line, spacing=12, vertical_alignment=ft.CrossAxisAlignment.CENTER), on_click=on_open, ink=True,
            padding=ft.Padding.only(left=6, right=14, top=9, bottom=9), bgcolor=p().ground_of("primary") if chosen else p().card,
            border=ft.Border(left=ft.BorderSide(4, p().ink_of(task.severity)), bottom=ft.BorderSide(p().line_width, p().line)),
        ),
        button=True, key=task.id.hex,
    )  # fmt: skip


def _said(work: Work, row: TaskRow, under: list[ft.Control]) -> ft.Control:
    """Where and what; then the task's own title where it says more than 整改, its trade, and who has it."""
    task, finding = row.task, words.finding_of(row.matter, row.task.finding)
    what = [words.item(work, row.matter.item), words.finding(work, row.matter.item, finding) if finding else ""]
    who = words.person(work, task.assignee) if task.assignee else tr("未指派")
    title = [] if task.files == "rectify" else [words.task(work, task)]
    return ft.Column(
        [
            kit.text(" · ".join([words.place(work, row.matter.place), *(w for w in what if w)]), lines=3),
            fine(" · ".join([*title, words.role(work, task.to), who]), lines=2), *under,
        ],
        spacing=1, expand=True, tight=True,
    )  # fmt: skip


def _states(work: Work, row: TaskRow) -> ft.Control:
    return ft.Column(
        [severity_tag(row), state_tag(work, row)], spacing=4, width=size(92 if language() == "zh" else 132), tight=True
    )


def _due(work: Work, row: TaskRow, now: datetime) -> ft.Control:
    """How far the deadline is and when; then what else is seen of it (补报, 复发), and how often it was seen."""
    beside = [mark for mark in words.task_marks(work, row.task, now) if mark != words.late_mark(work, row.task)]
    if row.task.count > 1:
        beside.append(tr("{n} 次", n=row.task.count))
    lines = [
        fine(due_words(work, row, now), color=_due_ink(row, now), lines=2),
        fine(words.due(work, row.task.due_at, weekday=True), lines=1),
    ]
    if row.task.state == "filed":
        lines.append(fine(tr("接单 {left}", left=words.accept_left(row.task, now)), lines=1))
    if beside:
        lines.append(fine(" · ".join(beside), color=p().ink_of("major"), lines=1))
    return ft.Column(list[ft.Control](lines), spacing=1, width=size(140), tight=True)


def _due_ink(row: TaskRow, now: datetime) -> str:
    return p().ink_of("critical") if overdue(row.task, now) else p().ink


def due_words(work: Work, row: TaskRow, now: datetime) -> str:
    """How far the deadline is; when it ended, for one that has."""
    task = row.task
    if task.open:
        return words.left_of(task, now)
    return tr("{day} 结束", day=words.day(work, task.closed_at)) if task.closed_at else ""


def _thumb(row: TaskRow) -> ft.Control:
    found = first_photo(row.matter, row.task)
    if found is None:
        return ft.Container(
            kit.icon(ft.Icons.NO_PHOTOGRAPHY_OUTLINED, 22), width=72, height=54, border_radius=8,
            bgcolor=p().ground_of("plain"), alignment=ft.Alignment.CENTER,
        )  # fmt: skip
    sha, fact = found
    return Photo(
        sha, 72, 54, f"thumb-{short(row)}", size="thumb", preview=preview_bytes(fact) if fact else None, radius=8, key=sha
    )  # fmt: skip
