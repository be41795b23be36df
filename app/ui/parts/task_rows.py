"""A task as a row of a list, and a photo that is owed as a row on top of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import flet as ft

from app.domain.facts import SeenFact, preview_bytes
from app.domain.records import Matter, Task
from app.locales import tr
from app.patrol.debts import PhotoDebt
from app.patrol.tasks import TaskRow, overdue
from app.patrol.work import Work
from app.store import Delivery
from app.ui import kit, words
from app.ui.parts.delivery import delivery_chip
from app.ui.photo import Photo
from app.ui.theme import BODY, Tone, large, p

THUMB = 64


def task_row(
    work: Work, row: TaskRow, now: datetime, on_click: Callable[..., Any], own: Delivery | None = None
) -> ft.Control:
    """Stripe, place and item, first photo, what is due when; own: how far the person's own latest move is."""
    task, matter = row.task, row.matter
    late = overdue(task, now)
    chips: list[ft.Control] = [kit.severity_chip(task.severity), state_chip_of(work, task)]
    chips += [
        kit.chip(mark, "major")
        for mark in words.task_marks(work, task, now)
        if not late or mark != words.late_mark(work, task)
    ]
    if own is not None and own != "verified":
        chips.append(delivery_chip(own))
    lines: list[ft.Control] = [
        kit.name(words.place(work, matter.place), lines=2),
        kit.text(what(work, row), BODY, lines=None if large() else 4),
        kit.text(
            due_words(work, task, now), 14, color=p().ink_of("critical") if late else p().quiet, lines=3, strong=late
        ),
        ft.Row(chips, wrap=True, spacing=6, run_spacing=4),
    ]
    inside = ft.Row(
        [kit.spaced(lines, spacing=4, expand=True), *_thumb(matter, task)], spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )  # fmt: skip
    name = f"task-{str(task.id)[:8]}"
    return kit.ident(
        name, kit.card(inside, tone=task.severity, on_click=on_click, padding=12), button=True, key=str(task.id)
    )


def what(work: Work, row: TaskRow) -> str:
    """The item and what was found, with the task's own title where it says something else than 整改."""
    finding = words.finding_of(row.matter, row.task.finding)
    said = words.item(work, row.matter.item)
    if finding is not None:
        found = words.finding(work, row.matter.item, finding)
        said = found if found == said else f"{said} · {found}"
    return said if row.task.files == "rectify" else f"{words.task(work, row.task)} · {said}"


def due_words(work: Work, task: Task, now: datetime) -> str:
    """What is due when: 接单期限 and 整改期限 …, 等复查, 挂起至 …; for a closed one when it ended."""
    match task.state:
        case "fixed":
            said = _waits_for(work, task)
            return f"{said}\n{words.left_of(task, now)}" if overdue(task, now) else said
        case "on_hold":
            return tr("挂起至 {day} · 期限 {when}", day=task.hold_until or "", when=words.due(work, task.due_at))
        case "closed" | "cancelled":
            return tr("结束于 {when}", when=words.when(work, task.closed_at)) if task.closed_at else tr("已结束")
    kind = tr("整改期限") if task.kind == "repair" else tr("办理期限")
    due = f"{kind} {words.due(work, task.due_at)} · {words.left_of(task, now)}"
    return f"{words.to_accept(work, task, now)}\n{due}" if task.state == "filed" else due


def _waits_for(work: Work, task: Task) -> str:
    """What a repaired task waits for."""
    if task.waits_for_review:
        return tr("待主管审核照片")
    if task.waits_for_photo:
        return tr("等待复查照片上传；无法上传时请重拍")
    if task.fix is not None and task.fix.by == work.account.id:
        return tr("您已整改，待其他同事复查")
    return tr("{who} 已整改，待其他同事复查", who=words.person(work, task.fix.by) if task.fix else "")


_STATE_TONES: dict[str, Tone] = {"fixed": "primary", "closed": "done", "sent_back": "major", "filed": "plain"}


def state_chip_of(work: Work, task: Task) -> ft.Control:
    """The state in the words of protocols.yaml."""
    return kit.chip(words.task_state(work, task), _STATE_TONES.get(task.state, "plain"))


def _thumb(matter: Matter, task: Task) -> list[ft.Control]:
    found = first_photo(matter, task)
    if found is None:
        return []
    sha, fact = found
    return [
        Photo(
            sha, THUMB, THUMB, f"thumb-{str(task.id)[:8]}", preview=preview_bytes(fact) if fact else None, size="thumb",
            key=f"thumb-{sha}",
        )
    ]  # fmt: skip


def first_photo(matter: Matter, task: Task) -> tuple[str, SeenFact | None] | None:
    """The first photo of the finding that filed the task, and the fact that brought it; None when there is none."""
    own = [f for f in matter.findings if f.id == task.finding] + [f for f in matter.findings if not f.retracted]
    photo = next((photo for finding in own for photo in finding.photos), None)
    if photo is None:
        return None
    return photo.sha256, next((f for f in matter.facts if any(p.sha256 == photo.sha256 for p in f.photos)), None)


def debt_row(work: Work, debt: PhotoDebt, on_click: Callable[..., Any]) -> ft.Control:
    """重拍 or 照片待补: one tap opens the camera."""
    if debt.why == "asked_again":
        who = words.person(work, debt.by) if debt.by else tr("主管")
        said = tr("重拍（{who}：{words}）", who=who, words=debt.words or tr("请重拍"))
    else:
        said = tr("照片待补 · {when} 发现", when=words.when(work, debt.at))
    lines = [
        kit.name(words.place(work, debt.matter.place), lines=2),
        kit.text(words.item(work, debt.matter.item), BODY, lines=2),
        kit.small(said, color=p().ink_of("major"), lines=3),
    ]
    camera = ft.Container(
        kit.icon(ft.Icons.PHOTO_CAMERA, 28, p().on_primary), width=56, height=56, border_radius=28, bgcolor=p().primary,
        alignment=ft.Alignment.CENTER,
    )  # fmt: skip
    inside = ft.Row([kit.spaced(lines, spacing=4, expand=True), camera], spacing=12)
    return kit.ident(
        f"debt-{debt.key}", kit.card(inside, tone="major", on_click=on_click, padding=12), button=True, key=f"debt-{debt.key}"
    )  # fmt: skip
