"""A case: one protocol step a screen, what is locked with its reason, what is done with time and person (R9.5)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

import flet as ft

from app.domain.cases import CaseView, StepView
from app.domain.facts import taken_back
from app.domain.protocols import UnitFlag
from app.domain.records import Case, Matter
from app.locales import tr
from app.patrol import cases, tasks
from app.patrol.unit_flags import set_by
from app.patrol.work import Work
from app.ui import kit, words
from app.ui.chip import state_chip
from app.ui.frame import screen, state_from, use_session, view
from app.ui.parts.step_body import step_body
from app.ui.parts.step_desk import StepDesk
from app.ui.parts.step_entry import PHOTO_WORDS, StepEntry, entry_of, keep_entry, key_of
from app.ui.parts.step_rows import done_rows, free_rows, locked_rows, progress, section
from app.ui.parts.task_rows import state_chip_of
from app.ui.screens.sign_in import SignIn
from app.ui.session import Session
from app.ui.theme import BODY, TITLE, p


@dataclass
class _DeskTop:
    """What lies on the desk: the entries of the steps that were opened, by the keys of their drafts."""

    entries: dict[str, StepEntry] = field(default_factory=dict)
    version: int = 0


@screen
def CaseScreen() -> ft.Control:
    session = use_session()
    params = ft.use_route_params()
    picked, pick = ft.use_state(session.lost.about if session.lost else "")
    revealed, set_revealed = ft.use_state("")
    desk_top, _ = state_from(_DeskTop)
    _, redraw = ft.use_state(0)
    work = session.work

    def leave() -> None:
        """The page goes out of sight or away: what was typed is kept."""
        if session.work is not None:
            for key, entry in desk_top.entries.items():
                keep_entry(session.work, key, entry)

    def watch() -> Callable[[], None]:
        return session.host.on("hidden", leave)

    ft.use_effect(watch, [])
    ft.use_effect(lambda: None, [], leave)
    if work is None:
        return SignIn()
    found = _found(work, params.get("matter", ""), params.get("case", ""))
    if found is None or not tasks.can_step(work):
        top = kit.bar(tr("处理步骤"), back=lambda e: session.up(), actions=[state_chip(session)])
        return view([kit.empty(tr("本机没有这个事项"), tr("可能已不归您负责。请返回。"))], top=top)
    matter, case = found
    state = cases.view(work, matter, case)
    step = _current(state, picked)
    top = kit.bar(
        words.protocol(work, case.protocol), back=lambda e: session.up(), under=words.place(work, matter.place),
        actions=[state_chip(session)],
    )  # fmt: skip
    if step is None:
        rest = [
            progress(state, None),
            *_resting(session, work, matter, case, state),
            *section(tr("已完成"), done_rows(work, state, None, pick)),
            *section(tr("暂不可操作"), locked_rows(work, state)),
            kit.gap(16),
        ]
        home = kit.main_action(
            tr("回到今日"), lambda e: session.go("/today"), ident_name="case-home", mark=ft.Icons.TODAY
        )
        return view([_from_the_top(rest, "rest")], top=top, bottom=[home], scroll=False)
    key = key_of(case.id, step.id)

    if key not in desk_top.entries:
        desk_top.entries[key] = entry_of(work, key)

    def now() -> StepEntry:
        return desk_top.entries.get(key) or StepEntry()

    def change(entry: StepEntry) -> None:
        desk_top.entries[key] = entry
        desk_top.version += 1
        redraw(desk_top.version)

    desk = StepDesk(session, work, matter, case, state, step, now, change)

    def reveal() -> None:
        desk.reveal()
        set_revealed(step.id)

    def record() -> None:
        desk.record()
        desk_top.entries.pop(key, None)
        pick("")
        session.say(tr("已存本机"), seconds=2)  # the way back is the step's own row: 改

    body = [
        progress(state, step),
        *step_body(desk, revealed=revealed == step.id, reveal=reveal),
        *section(tr("也可现在办理"), free_rows(state, step, pick)),
        *section(tr("暂不可操作"), locked_rows(work, state)),
        *section(tr("已完成"), done_rows(work, state, step, pick)),
        *_flags(session, work, matter, case, state),
        kit.gap(16),
    ]
    return view([_from_the_top(body, step.id)], top=top, bottom=_bottom(session, desk, record), scroll=False)


def _from_the_top(body: list[ft.Control], key: str) -> ft.Control:
    """A new step begins at its sentence, wherever the last one was scrolled to."""
    return ft.Column(
        body, spacing=kit.GAP, scroll=ft.ScrollMode.AUTO, expand=True, key=f"steps-{key}",
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )  # fmt: skip


def _found(work: Work, thread: str, case: str) -> tuple[Matter, Case] | None:
    """The case of the address; also by the id that a joining finding would have given it."""
    try:
        matter = work.store.matter(work.account.id, work.rules, UUID(thread))
        wanted = UUID(case)
    except ValueError:
        return None
    found = matter.case(wanted) if matter else None
    return (matter, found) if matter and found else None


def _current(state: CaseView, picked: str) -> StepView | None:
    """The step that was picked while it can be taken, else the next one."""
    wanted = next((s for s in state.steps if s.id == picked), None)
    if wanted is not None and not state.closed and wanted.status in ("due", "done", "due_again"):
        return wanted
    return state.next


# -- nothing to do now
def _resting(session: Session, work: Work, matter: Matter, case: Case, state: CaseView) -> list[ft.Control]:
    """Closed, or waiting for its tasks or for somebody else."""
    if state.closed:
        return [
            kit.ident(
                "case-closed",
                ft.Row(
                    [kit.icon(ft.Icons.TASK_ALT, 40, p().ink_of("done")),
                     kit.text(tr("这个事项已办结"), TITLE, strong=True, expand=True)],
                    spacing=12,
                ),
            ),
            *_flags(session, work, matter, case, state),
        ]  # fmt: skip
    repairs = [t for t in cases.tasks_of(work, matter, case) if t.open]
    said = tr("步骤已完成，等待任务办结。") if repairs else tr("暂无待办步骤。")
    rows: list[ft.Control] = [kit.ident("case-waits", kit.text(said, TITLE, strong=True))]
    for task in repairs:
        rows.append(
            kit.ident(
                f"case-task-{str(task.id)[:8]}",
                kit.card(
                    ft.Row([kit.spaced([kit.text(words.task(work, task), BODY), kit.small(words.role(work, task.to))], spacing=2, expand=True),
                            state_chip_of(work, task), kit.icon(ft.Icons.CHEVRON_RIGHT)], spacing=12),
                    tone=task.severity, padding=12, on_click=lambda e, t=task: session.deeper(f"task/{matter.id}/{t.id}"),
                ),
                button=True, key=str(task.id),
            )
        )  # fmt: skip
    return [*rows, *_flags(session, work, matter, case, state)]


def _flags(session: Session, work: Work, matter: Matter, case: Case, state: CaseView) -> list[ft.Control]:
    """A valve that we closed stays on the unit's record until somebody says that it is open again."""
    mark = cases.protocol_of(work, case).sets_unit_flag
    if mark is None:
        return []
    if mark.flag not in state.unit_flags:
        return _opened_again(work, matter, case, mark)

    def reopened() -> None:
        fact = cases.valve_reopened(work, matter)
        session.saved(fact)

    return [
        kit.notice(tr("水闸由我司关闭，尚未重新开启。"), "major", ident_name="unit-flag"),
        kit.side_action(
            tr("水闸已重新开启"), session.act("valve-reopened", reopened), ident_name="valve-reopened",
            mark=ft.Icons.WATER_DROP_OUTLINED,
        ),
    ]  # fmt: skip


def _opened_again(work: Work, matter: Matter, case: Case, mark: UnitFlag) -> list[ft.Control]:
    """Who opened it after the step that closed it: the steps themselves still say that it is closed."""
    closing, gone = set_by(matter, case, mark), taken_back(matter.facts)
    said = [
        fact
        for fact in matter.facts
        if fact.kind == "valve_reopened" and fact.id not in gone and closing is not None and fact.order > closing.order
    ]
    if not said:
        return []
    last = max(said, key=lambda fact: fact.order)
    opened = tr(
        "水闸已重新开启 · {when} {who}", when=words.brief(work, last.seen_at), who=words.person(work, last.author)
    )
    return [kit.notice(opened, "done", ident_name="valve-opened")]


# -- the next thing
def _bottom(session: Session, desk: StepDesk, record: Callable[[], None]) -> list[ft.Control]:
    """Always the next thing: what is lacking in words, then the photos that are due, then 记录."""
    lacks = desk.lacks()
    if lacks:
        return [kit.main_action(lacks, None, ident_name="record", mark=ft.Icons.CHECK)]
    save = session.act("record", record)
    due = [need for need in desk.due_photos() if need.due]
    if not due:
        return [kit.main_action(tr("记录"), save, ident_name="record", mark=ft.Icons.CHECK)]
    words_ = tr(PHOTO_WORDS[due[0].subject])
    camera = session.act("record-shoot", lambda: desk.shoot(due[0]))
    return [
        kit.main_action(words_, camera, ident_name="record-shoot", mark=ft.Icons.PHOTO_CAMERA),
        kit.side_action(tr("不拍照，直接记录"), save, ident_name="record"),
    ]


__all__ = ["CaseScreen"]
