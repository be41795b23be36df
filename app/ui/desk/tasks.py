"""The desk's tasks: filters that stand in the address, each task once, its detail beside the list."""

from typing import cast
from uuid import UUID

import flet as ft

from app.domain.facts import Fact
from app.locales import tr
from app.patrol import tasks as acts
from app.patrol.kept import forget
from app.patrol.tasks import TaskRow, actions
from app.patrol.work import Work
from app.ui import kit, words
from app.ui.desk.address import address, query_of
from app.ui.desk.keys import key_sheet, use_keys
from app.ui.desk.large_photo import large_photo
from app.ui.desk.shell import desk_room, desk_view, heading, help_button
from app.ui.desk.task_bars import bulk_bar, bulk_sheet, filter_bar, nothing, state_tabs
from app.ui.desk.task_filters import TaskFilter, listed
from app.ui.desk.task_panel import Mode, gone_panel, task_panel
from app.ui.desk.task_rows import task_line
from app.ui.frame import use_session
from app.ui.parts.viewer import Shown
from app.ui.screens.sign_in import SignIn
from app.ui.session import Session
from app.ui.theme import p

PAGE = 50
KEYS = (
    ("J", "下一个任务"), ("K", "上一个任务"), ("X", "选中或取消选中"), ("A", "指派"), ("Esc", "关闭详情"), ("?", "快捷键"),
)  # fmt: skip


@desk_room("tasks")
def DeskTasks() -> ft.Control:
    session = use_session()
    params = ft.use_route_params()
    checked, set_checked = ft.use_state(frozenset[UUID]())
    shown, set_shown = ft.use_state(PAGE)
    mode, set_mode = ft.use_state("")  # of the panel: assign, cancel, end, hold; of the room: keys, bulk
    large, set_large = ft.use_state(cast(Shown | None, None))
    work = session.work
    wanted = TaskFilter.of(query_of(session.page.route))
    now = session.store.true_now()
    all_rows = list(acts.all_tasks(work)) if work else []
    found = listed(all_rows, wanted, now)
    open_id = _uuid(params.get("task"))
    row = _row(work, params, open_id)

    def goto(task: TaskRow | None, to: TaskFilter = wanted) -> None:
        set_mode("")
        path = f"/desk/tasks/{task.matter.id.hex}/{task.task.id.hex}" if task else "/desk/tasks"
        session.go(address(path, to.query()))

    def step(by: int) -> None:
        ids = [each.task.id for each in found.rows]
        at = ids.index(open_id) + by if open_id in ids else (0 if by > 0 else len(ids) - 1)
        if ids and 0 <= at < len(ids):
            set_shown(max(shown, at + 1))
            goto(found.rows[at])

    def toggle(task: UUID) -> None:
        set_checked(checked ^ {task})

    def assign(rows: list[TaskRow], to: str) -> None:
        assert work is not None
        facts = [acts.assign(work, each, to) for each in rows]
        set_mode("")
        set_checked(frozenset())
        _say_assigned(session, work, facts, to)

    def cancel(reason: str) -> None:
        assert work is not None
        assert row is not None
        fact = acts.cancel(work, row, reason)
        forget(work, "cancel", str(row.task.id))
        set_mode("")
        session.saved(fact, tr("任务已取消"))

    def show(photo: Shown) -> None:
        set_large(lambda before: photo)

    def close(event: object = None) -> None:
        if large is not None:
            set_large(None)
        elif mode:
            set_mode("")
        else:
            goto(None)

    picked = [each for each in all_rows if each.task.id in checked and work and _assignable(work, each)]
    use_keys(
        session,
        {"Escape": close}
        if mode or large
        else {
            "J": lambda: step(1), "K": lambda: step(-1), "Escape": close, "?": lambda: set_mode("keys"),
            "X": lambda: toggle(row.task.id) if row and work and _assignable(work, row) else None,
            "A": lambda: set_mode("assign") if row and work and _assignable(work, row) else None,
        },
    )  # fmt: skip
    if work is None:
        return SignIn()

    def line(each: TaskRow) -> ft.Control:
        return task_line(
            work, each, now, chosen=each.task.id == open_id,
            checked=each.task.id in checked if _assignable(work, each) else None,
            on_open=lambda e: goto(each), on_check=lambda e: toggle(each.task.id),
        )  # fmt: skip

    rows = [line(each) for each in found.rows[:shown]]
    if len(found.rows) > shown:
        rows.append(kit.side_action(tr("显示更多"), lambda e: set_shown(shown + PAGE), ident_name="tasks-more"))
    if not rows:
        rows.append(nothing(wanted, lambda e: goto(None, TaskFilter())))
    table = ft.Container(
        ft.Column(rows, spacing=0, scroll=ft.ScrollMode.AUTO, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        expand=True, border=ft.Border(top=ft.BorderSide(p().line_width, p().line)),
    )  # fmt: skip
    left: list[ft.Control] = [
        heading(session, tr("任务"), actions=[help_button(lambda e: set_mode("keys"))]),
        state_tabs(found, wanted, lambda to: goto(row, to)),
        filter_bar(work, all_rows, wanted, lambda to: goto(row, to)),
        table,
    ]
    if picked:
        left.append(bulk_bar(picked, lambda e: set_mode("bulk"), lambda e: set_checked(frozenset())))
    side: list[ft.Control] = []
    if row is not None:
        panel_mode = cast(Mode, mode if mode in ("assign", "cancel", "end", "hold") else "")
        side = [
            task_panel(
                session, work, row, now, mode=panel_mode, set_mode=set_mode, on_close=close,
                on_assign=lambda who: session.act(f"assign-{who}", lambda: assign([row], who)),
                on_cancel=lambda reason: session.act("cancel-task", lambda: cancel(reason)), show=show,
            )
        ]  # fmt: skip
    elif open_id is not None:
        side = [gone_panel(close)]
    over = None
    if large is not None:
        over = large_photo(session, large, close)
    elif mode == "keys":
        over = key_sheet([(key, tr(said)) for key, said in KEYS], close)
    elif mode == "bulk" and picked:
        over = bulk_sheet(work, picked, lambda who: session.act("assign-bulk", lambda: assign(picked, who)), close)
    body = ft.Row(
        [ft.Column(left, spacing=0, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH), *side], spacing=0,
        expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )  # fmt: skip
    return desk_view(session, "tasks", body, over=over, on_close=close)


def _row(work: Work | None, params: dict[str, str], task: UUID | None) -> TaskRow | None:
    """The task of the address."""
    thread = _uuid(params.get("thread"))
    if work is None or thread is None:
        return None
    matter = work.store.matter(work.account.id, work.rules, thread)
    found = next((each for each in matter.tasks if each.id == task), None) if matter else None
    return TaskRow(found, matter) if matter and found else None


def _assignable(work: Work, row: TaskRow) -> bool:
    return "assign" in actions(work, row)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _say_assigned(session: Session, work: Work, facts: list[Fact], to: str) -> None:
    def take_back() -> None:
        for fact in facts:
            work.retract(fact.id, place=fact.place, item=fact.item)
        session.exchange.kick()
        session.say(tr("已撤销"))

    session.exchange.kick()
    who = words.person(work, to)
    said = tr("已指派给 {who}", who=who) if len(facts) == 1 else tr("{n} 个任务已指派给 {who}", n=len(facts), who=who)
    session.say(said, undo=take_back)
