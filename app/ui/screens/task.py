"""One task: what was found, how it stands, everything that was done in one timeline, and what can be done now."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

import flet as ft

from app.domain.facts import preview_bytes
from app.domain.records import Task
from app.locales import tr
from app.patrol import tasks
from app.patrol.kept import kept
from app.patrol.reviews import waiting
from app.patrol.tasks import Action, TaskRow, actions, case_open
from app.patrol.work import Work
from app.ui import kit, words
from app.ui.chip import state_chip
from app.ui.frame import screen, sheet, state_from, use_session, view
from app.ui.parts.entry_sheets import photo_rule, shoot_again
from app.ui.parts.order_sheets import sheet_of
from app.ui.parts.photo_lost import is_lost
from app.ui.parts.review_sheet import ReviewSheet
from app.ui.parts.sheet_parts import title_row
from app.ui.parts.task_rows import due_words, first_photo, state_chip_of, what
from app.ui.parts.timeline import timeline_of
from app.ui.parts.viewer import Shown, viewer_sheet
from app.ui.photo import Photo
from app.ui.screens.sign_in import SignIn
from app.ui.session import Session
from app.ui.theme import BODY, Tone, p

_WORDS: dict[Action, tuple[str, ft.IconData, Tone]] = {
    "step": ("继续处理步骤", ft.Icons.RULE, "primary"),
    "reinspect": ("复查", ft.Icons.PHOTO_CAMERA, "primary"),
    "fix": ("已整改", ft.Icons.BUILD_OUTLINED, "primary"),
    "accept": ("接单", ft.Icons.PAN_TOOL_ALT_OUTLINED, "primary"),
    "end": ("办结", ft.Icons.TASK_ALT, "primary"),
    "assign": ("指派", ft.Icons.PERSON_ADD_ALT, "primary"),
    "hold": ("挂起", ft.Icons.PAUSE_CIRCLE_OUTLINE, "minor"),
    "cancel": ("取消任务", ft.Icons.CANCEL_OUTLINED, "critical"),
}


@screen
def TaskScreen() -> ft.Control:
    session = use_session()
    params = ft.use_route_params()
    opened, set_opened = state_from(lambda: _left_open(session, params.get("thread", ""), params.get("task", "")))
    shown, set_shown = state_from(_nothing)
    work = session.work
    if work is None:
        return SignIn()
    row = _row_of(work, params.get("thread", ""), params.get("task", ""))
    top = kit.bar(
        words.task(work, row.task) if row else tr("任务"), back=lambda e: session.up(),
        under=words.place(work, row.matter.place) if row else None, actions=[state_chip(session)],
    )  # fmt: skip
    if row is None:
        return view([kit.empty(tr("本机没有这个任务"), tr("可能已不归您负责。请返回任务列表。"))], top=top)
    here: TaskRow = row

    def close(event: object = None) -> None:
        set_opened("")
        set_shown(None)

    layer = _layer(session, work, here, opened, shown, close, set_opened)
    return view(
        [
            *_head(work, here),
            *_picture(work, here, set_shown),
            *_state(session, work, here),
            kit.gap(4), kit.text(tr("经过"), BODY, color=p().quiet),
            *timeline_of(work, here.matter, here.task.id, work.store.deliveries(work.account.id), set_shown),
            kit.gap(16),
        ],
        top=top, bottom=_bottom(session, work, here, set_opened), sheet=layer, on_close_sheet=close,
    )  # fmt: skip


def _nothing() -> Shown | None:
    return None


def _row_of(work: Work, thread: str, task: str) -> TaskRow | None:
    """The task of the address; also by the id that it would have had, had it not joined another."""
    try:
        matter = work.store.matter(work.account.id, work.rules, UUID(thread))
        wanted = UUID(task)
    except ValueError:
        return None
    if matter is None:
        return None
    found = next((t for t in matter.tasks if t.id == matter.aliases.get(wanted, wanted)), None)
    return TaskRow(found, matter) if found else None


def _left_open(session: Session, thread: str, task: str) -> str:
    """A sheet with a photo in it, or whose camera was open when the page was killed, opens again."""
    row = _row_of(session.work, thread, task) if session.work else None
    if row is None or session.work is None:
        return ""
    offered = actions(session.work, row)
    if "reinspect" in offered and (is_lost(session, "look") or kept(session.work, "look", str(row.task.id))):
        return "reinspect"
    left = kept(session.work, "fix", str(row.task.id)) if "fix" in offered else None
    lost = "fix" in offered and is_lost(session, "fix")
    return "fix" if lost or (left and left.photos) else ""


# -- what it is
def _head(work: Work, row: TaskRow) -> list[ft.Control]:
    task, now = row.task, work.now()
    chips: list[ft.Control] = [
        kit.ident("task-severity", kit.severity_chip(task.severity)),
        kit.ident("task-state", state_chip_of(work, task)),
    ]
    chips += [kit.chip(mark, "major") for mark in words.task_marks(work, task, now)]
    return [
        ft.Row(chips, wrap=True, spacing=8, run_spacing=4),
        kit.ident("task-what", kit.name(what(work, row))),
        *_said(work, row),
    ]


def _said(work: Work, row: TaskRow) -> list[ft.Control]:
    finding = words.finding_of(row.matter, row.task.finding)
    if finding is None:
        return []
    lines = [finding.words] if finding.words else []
    if finding.reading:
        unit = work.rules.catalogue.item(row.matter.item).reading_unit or ""
        lines.append(tr("表读数 {reading} {unit}", reading=finding.reading, unit=unit))
    return [kit.text(line, BODY) for line in lines]


def _picture(work: Work, row: TaskRow, show: Callable[[Shown], None]) -> list[ft.Control]:
    found = first_photo(row.matter, row.task)
    if found is None:
        owed = any(f.photo_owed for f in row.matter.findings if not f.retracted)
        return [kit.small(tr("照片待补"))] if owed else []
    sha, fact = found
    who = words.person(work, fact.author) if fact else ""
    said = f"{who} · {words.when(work, fact.seen_at)}" if fact else ""
    preview = preview_bytes(fact) if fact else None
    shown = Shown(sha, said, who, preview, words.place(work, row.matter.place))
    return [
        Photo(
            sha, None, 240, "task-photo", said, preview=preview, owner=who, on_click=lambda e: show(shown), key=f"big-{sha}"
        )
    ]  # fmt: skip


def _standing(work: Work, task: Task, now: datetime) -> str:
    if task.state == "filed":
        return words.to_accept(work, task, now)
    return "" if task.state in ("accepted", "sent_back") else due_words(work, task, now)


def _due(work: Work, task: Task, now: datetime) -> str:
    """The deadline, and how far it is; of what was repaired, whether that was in time."""
    left = words.repair_in_time(task) if task.state == "fixed" else words.left_of(task, now)
    return f"{words.due(work, task.due_at, weekday=True)} · {left}"


def _state(session: Session, work: Work, row: TaskRow) -> list[ft.Control]:
    task, now = row.task, work.now()
    facts = [
        (tr("期限"), _due(work, task, now) if task.open else ""),
        (tr("现状"), _standing(work, task, now)),
        (tr("责任"), _who(work, task)),
        (tr("次数"), _counts(task)),
        (tr("说明"), task.words if task.words != "retracted" else tr("发现已撤销")),
    ]
    lines: list[ft.Control] = [
        ft.Row([ft.Container(kit.small(name), width=48), kit.text(said, BODY, expand=True)],
               vertical_alignment=ft.CrossAxisAlignment.START)
        for name, said in facts
        if said
    ]  # fmt: skip
    rows: list[ft.Control] = [kit.ident("task-facts", kit.card(kit.spaced(lines, spacing=6), padding=12))]
    mine = task.fix is not None and task.fix.by == work.account.id
    if mine and task.state == "fixed" and not task.waits_for_review:
        rows.append(kit.notice(tr("由您整改，须由其他同事复查。"), "minor", ident_name="own-fix"))
    case = case_open(row)
    if case is not None and not tasks.can_step(work):
        return rows
    if case is not None and case.next_step:
        step = words.said(work.rules.protocols[case.protocol].step(case.next_step).label(work.kind_of(row.matter)))
        rows.append(
            kit.ident(
                "task-case",
                kit.card(
                    ft.Row([kit.icon(ft.Icons.RULE, 24, p().primary),
                            kit.text(tr("下一步：{step}", step=step), BODY, expand=True), kit.icon(ft.Icons.CHEVRON_RIGHT)]),
                    on_click=lambda e: _to_case(session, row), padding=12,
                ),
                button=True,
            )
        )  # fmt: skip
    return rows


def _who(work: Work, task: Task) -> str:
    role = words.role(work, task.to)
    return f"{role} · {words.person(work, task.assignee)}" if task.assignee else role


def _counts(task: Task) -> str:
    parts = []
    if task.count > 1:
        parts.append(tr("发现 {n} 次", n=task.count))
    if task.recurrences:
        parts.append(tr("复发 {n} 次", n=task.recurrences))
    if task.earlier:
        parts.append(tr("同一处曾有记录"))
    return " · ".join(parts)


def _to_case(session: Session, row: TaskRow) -> None:
    session.deeper(f"case/{row.matter.id}/{row.task.case}")


# -- what can be done
def _bottom(session: Session, work: Work, row: TaskRow, open_: Callable[[str], None]) -> list[ft.Control]:
    offered = list(actions(work, row))
    reviews = waiting(work.rules, [row.matter]) if work.is_supervisor() else []
    controls: list[ft.Control] = []
    main = next((a for a in offered if a not in ("assign", "hold", "cancel")), None)
    if main is not None:
        said, mark, _ = _WORDS[main]
        controls.append(
            kit.main_action(tr(said), _handler(session, work, row, main, open_), ident_name=f"do-{main}", mark=mark)
        )
        offered.remove(main)
    elif reviews:
        controls.append(
            kit.main_action(
                tr("审核照片（{n} 张）", n=len(reviews)), lambda e: open_("review"), ident_name="do-review", mark=ft.Icons.RATE_REVIEW_OUTLINED
            )
        )  # fmt: skip
        reviews = []
    side = [a for a in offered if a not in ("hold", "cancel")]
    if len(offered) + bool(reviews) > 2:
        side = side[:1]
    buttons = [_side(session, work, row, action, open_) for action in side]
    if set(offered) - set(side) or reviews:
        buttons.append(
            kit.side_action(
                tr("更多"), lambda e: open_("more"), ident_name="do-more", mark=ft.Icons.MORE_HORIZ, expand=True
            )
        )
    if buttons:
        controls.append(ft.Row(buttons, spacing=8))
    return controls


def _side(session: Session, work: Work, row: TaskRow, action: Action, open_: Callable[[str], None]) -> ft.Control:
    said, mark, tone = _WORDS[action]
    return kit.side_action(
        tr(said),
        _handler(session, work, row, action, open_),
        ident_name=f"do-{action}",
        mark=mark,
        tone=tone,
        expand=True,
    )


def _handler(session: Session, work: Work, row: TaskRow, action: Action, open_: Callable[[str], None]) -> kit.Tap:
    async def look() -> None:
        """The camera at once, with the first photo beside it; the sheet opens whatever became of it."""
        try:
            if photo_rule(work, row) != "none":
                await shoot_again(session, work, row)
        finally:
            open_("reinspect")

    def accept() -> None:
        fact = tasks.accept(work, row)
        session.saved(fact, tr("已接单，已存本机"))

    if action == "step":
        return lambda e: _to_case(session, row)
    if action == "accept":
        return session.act("accept", accept)
    if action == "reinspect":
        return session.act("reinspect", look)
    return lambda e: open_(action)


def _layer(
    session: Session,
    work: Work,
    row: TaskRow,
    opened: str,
    shown: Shown | None,
    close: Callable[..., None],
    open_: Callable[[str], None],
) -> ft.Control | None:
    if shown is not None:
        return viewer_sheet(shown, close)
    if opened == "more":
        return _more(session, work, row, close, open_)
    if opened == "review":
        return ReviewSheet(row.matter, close, key="review")
    return sheet_of(opened, row, close)


def _more(
    session: Session, work: Work, row: TaskRow, close: Callable[..., None], open_: Callable[[str], None]
) -> ft.Control:
    """What is seldom done, as a list of buttons."""
    rest: Sequence[Action] = [a for a in actions(work, row) if a in ("assign", "hold", "cancel", "accept")]
    rows: list[ft.Control] = []
    for action in rest:
        said, mark, tone = _WORDS[action]
        rows.append(
            kit.side_action(
                tr(said), _handler(session, work, row, action, open_), ident_name=f"more-{action}", mark=mark, tone=tone
            )
        )
    if work.is_supervisor() and waiting(work.rules, [row.matter]):
        rows.append(
            kit.side_action(
                tr("审核照片"), lambda e: open_("review"), ident_name="more-review", mark=ft.Icons.RATE_REVIEW_OUTLINED
            )
        )
    return sheet(rows, head=title_row(tr("更多"), "", close, "more-close"), ident_name="more-sheet", height_share=0)


__all__ = ["TaskScreen"]
