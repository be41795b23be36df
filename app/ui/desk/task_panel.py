"""One task in full, beside the list: what it is, its photos, what may be done with it, and its whole story."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Literal

import flet as ft

from app.domain.estate_parts import Staff
from app.domain.facts import PhotoRef, preview_bytes
from app.locales import name, tr
from app.patrol.tasks import TaskRow, actions, people_for
from app.patrol.work import Work
from app.ui import kit, words
from app.ui.desk.shell import fine, panel
from app.ui.desk.task_moves import CancelEntry, WordsEntry, own_moves
from app.ui.desk.task_rows import due_words, mark_tags, severity_tag, state_tag
from app.ui.parts.timeline import timeline_of
from app.ui.parts.viewer import Shown
from app.ui.photo import Photo
from app.ui.session import Session
from app.ui.theme import GAP, NAME, p, size

Mode = Literal["", "assign", "cancel", "end", "hold"]

WIDTH = 436
_PHOTO = 196


def task_panel(
    session: Session,
    work: Work,
    row: TaskRow,
    now: datetime,
    *,
    mode: Mode,
    set_mode: Callable[[Mode], None],
    on_close: Callable[..., Any],
    on_assign: Callable[[str], Any],
    on_cancel: Callable[[str], Callable[..., Any]],
    show: Callable[[Shown], None],
) -> ft.Control:
    """The panel at the right. on_assign(account) and on_cancel(reason) record the fact; show makes a photo large."""
    task = row.task
    head = ft.Row(
        [
            kit.text(words.task(work, task), NAME, strong=True, expand=True),
            kit.icon_button(ft.Icons.CLOSE, tr("关闭"), on_close, ident_name="panel-close"),
        ]
    )
    tags = ft.Row(
        [severity_tag(row), state_tag(work, row), *mark_tags(work, row, now)], wrap=True, spacing=6, run_spacing=6
    )
    return panel(
        [
            head, kit.text(f"{words.place(work, row.matter.place)} · {words.item(work, row.matter.item)}"), tags,
            _photos(work, row, show), _facts(work, row, now),
            *_actions(session, work, row, mode, set_mode, on_assign, on_cancel),
            kit.text(tr("经过"), strong=True),
            *timeline_of(work, row.matter, task.id, work.store.deliveries(work.account.id), show),
        ],
        width=WIDTH, ident_name="task-panel", key=f"panel-{task.id.hex}",
    )  # fmt: skip


def gone_panel(on_close: Callable[..., Any]) -> ft.Control:
    """The address names a task that is not here."""
    return panel(
        [
            kit.notice(tr("没有这个任务。可能不在您的范围内，或尚未下载到本机。"), "major", ident_name="task-gone"),
            kit.side_action(tr("关闭"), on_close, ident_name="panel-close"),
        ],
        width=WIDTH, ident_name="task-panel", key="panel-gone",
    )  # fmt: skip


def first_and_last(work: Work, row: TaskRow) -> list[tuple[str, PhotoRef, str, str]]:
    """The finding's first photo, and the latest after the repair: its name here, what it shows, and who took it."""
    finding = words.finding_of(row.matter, row.task.finding)
    shown = [("photo-first", finding.photos[0], tr("发现"), finding.by)] if finding and finding.photos else []
    after = [(look.photos, tr("复查"), look.by) for look in reversed(row.task.looks)]
    if row.task.fix is not None:
        after.append((row.task.fix.photos, tr("整改"), row.task.fix.by))
    return shown + [("photo-last", photos[-1], what, by) for photos, what, by in after if photos][:1]


def _photos(work: Work, row: TaskRow, show: Callable[[Shown], None]) -> ft.Control:
    """First and last side by side; a press makes one large."""
    pair = first_and_last(work, row)
    box = (_PHOTO, 147) if len(pair) > 1 else (2 * _PHOTO + GAP, 240)
    shown = [
        _photo(work, row, name, photo, f"{what} {words.taken(work, photo)}", words.person(work, by), box, show)
        for name, photo, what, by in pair
    ]
    return ft.Row(shown, spacing=GAP, vertical_alignment=ft.CrossAxisAlignment.START) if shown else fine(tr("没有照片"))


def _photo(
    work: Work,
    row: TaskRow,
    ident_name: str,
    photo: PhotoRef,
    caption: str,
    owner: str,
    box: tuple[int, int],
    show: Callable[[Shown], None],
) -> ft.Control:
    fact = next((f for f in row.matter.facts if f.photos and f.photos[0].sha256 == photo.sha256), None)
    preview = preview_bytes(fact) if fact else None
    shown = Shown(photo.sha256, caption, owner, preview, words.place(work, row.matter.place))
    picture = Photo(
        photo.sha256,
        *box,
        ident_name,
        preview=shown.preview,
        owner=owner,
        key=photo.sha256,
        on_click=lambda e: show(shown),
    )
    return ft.Column([picture, fine(caption, lines=2)], spacing=4, width=box[0])


def _facts(work: Work, row: TaskRow, now: datetime) -> ft.Control:
    task, finding = row.task, words.finding_of(row.matter, row.task.finding)
    what = words.finding(work, row.matter.item, finding) if finding else ""
    lines = [
        (tr("情况"), " · ".join(w for w in (what, finding.words if finding else "", _reading(finding)) if w)),
        (tr("专业"), words.role(work, task.to)),
        (tr("责任人"), words.person(work, task.assignee) if task.assignee else tr("未指派")),
        (
            tr("期限"),
            f"{words.due(work, task.due_at, weekday=True)} · {due_words(work, row, now)}"
            if task.open
            else due_words(work, row, now),
        ),
        (tr("接单"), words.to_accept(work, task, now) if task.state == "filed" else ""),
        (tr("发现"), f"{words.when(work, task.found_at)} {words.person(work, task.opened_by)}"),
        (
            tr("次数"),
            tr("发现 {n} 次，最近 {at}", n=task.count, at=words.when(work, task.last_seen_at))
            if task.count > 1
            else "",
        ),
        (tr("区域"), words.zone(work, row.matter.zone)),
        (tr("挂起至"), task.hold_until or ""),
        (tr("说明"), task.words if task.words != "retracted" else tr("发现已撤销")),
    ]
    return ft.Column([fact_pair(label, said) for label, said in lines if said], spacing=4)


def _reading(finding: Any) -> str:
    return tr("读数 {value}", value=finding.reading) if finding and finding.reading else ""


def fact_pair(label: str, said: str) -> ft.Control:
    """A label and what it says, in two columns."""
    return ft.Row(
        [ft.Container(fine(label), width=min(130, size(76))), kit.text(said, 14, expand=True)], spacing=8,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )  # fmt: skip


def _actions(
    session: Session,
    work: Work,
    row: TaskRow,
    mode: Mode,
    set_mode: Callable[[Mode], None],
    on_assign: Callable[[str], Any],
    on_cancel: Callable[[str], Callable[..., Any]],
) -> list[ft.Control]:
    if mode == "assign":
        return [
            kit.text(tr("指派给"), strong=True),
            people_list(work, people_for(work, row.task), on_assign, row.task.assignee),
            kit.side_action(tr("暂不指派"), lambda e: set_mode(""), ident_name="assign-never"),
        ]
    if mode == "cancel":
        return [CancelEntry(row, lambda: set_mode(""), on_cancel, key=f"cancel-{row.task.id.hex}")]
    if mode == "end" or mode == "hold":
        return [WordsEntry(row, mode, lambda: set_mode(""), key=f"{mode}-{row.task.id.hex}")]
    buttons: list[ft.Control] = []
    offered = actions(work, row)
    if "assign" in offered:
        buttons.append(
            kit.side_action(
                tr("指派"),
                lambda e: set_mode("assign"),
                ident_name="assign",
                mark=ft.Icons.PERSON_ADD_ALT,
                expand=True,
            )
        )
    if "cancel" in offered:
        buttons.append(
            kit.side_action(
                tr("取消任务"), lambda e: set_mode("cancel"), ident_name="cancel", tone="plain", expand=True
            )
        )
    said: list[ft.Control] = []
    if row.task.state == "fixed":
        said.append(_what_waits(row))
    return [*said, *own_moves(session, work, row, set_mode), *([ft.Row(buttons, spacing=GAP)] if buttons else [])]


def _what_waits(row: TaskRow) -> ft.Control:
    if row.task.waits_for_review:
        return kit.notice(
            tr("复查已完成，照片审核通过后才关闭。请到「照片」里审核。"), "minor", ident_name="waits-for-review"
        )
    if row.task.waits_for_photo:
        return kit.notice(tr("等待复查照片上传；无法上传时请重拍"), "minor", ident_name="waits-for-photo")
    return kit.notice(tr("复查须到现场并拍新照片，请用手机打开此任务。"), "minor", ident_name="look-on-phone")


def people_list(
    work: Work, people: Sequence[Staff], on_choose: Callable[[str], Any], now: str | None = None
) -> ft.Control:
    """People to choose from, each with the roles held."""
    rows: list[ft.Control] = []
    for person in people:
        roles = words.listed(words.role(work, role) for role in person.roles)
        rows.append(
            kit.ident(
                f"assign-{person.id}",
                ft.Container(
                    ft.Row(
                        [kit.icon(ft.Icons.PERSON, 22, p().primary), kit.text(name(person.label)), fine(roles, expand=True),
                         *([kit.icon(ft.Icons.CHECK, 20, p().primary)] if person.id == now else [])],
                        spacing=10,
                    ),
                    on_click=on_choose(person.id), ink=True, border_radius=10, border=kit.border(),
                    padding=ft.Padding.symmetric(horizontal=12, vertical=8),
                ),
                button=True, key=person.id,
            )
        )  # fmt: skip
    return ft.Column(rows, spacing=6)
