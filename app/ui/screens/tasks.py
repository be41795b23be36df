"""任务: what is mine, what is open in the zone, what waits for my second look; photos that are owed stand on top."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

import flet as ft

from app.locales import tr
from app.patrol.debts import PhotoDebt, pay, photo_debts
from app.patrol.task_lists import SEGMENTS, Segment, lists, own_move
from app.patrol.tasks import TaskRow
from app.patrol.work import Work
from app.ui import kit
from app.ui.chip import state_chip
from app.ui.frame import screen, use_session, view
from app.ui.parts.photo_lost import photo_lost
from app.ui.parts.shooting import shoot
from app.ui.parts.task_rows import debt_row, task_row
from app.ui.screens.sign_in import SignIn
from app.ui.session import Session
from app.ui.tabs import tab_bar
from app.ui.theme import BODY, large, p

PAGE = 50

_EMPTY: dict[Segment, tuple[str, str]] = {
    "mine": ("没有派给您的任务", "巡查发现问题后自动派单。"),
    "zone": ("本区没有未结任务", "已全部办结。"),
    "looks": ("没有待您复查的任务", "他人整改完成后显示在这里。"),
    "ended": ("暂无已结束的任务", "办结的任务会留在这里。"),
}


@screen
def Tasks() -> ft.Control:
    session = use_session()
    segment, set_segment = ft.use_state("mine")
    query, set_query = ft.use_state("")
    searching, set_searching = ft.use_state(False)
    pages, set_pages = ft.use_state(1)
    work = session.work
    if work is None:
        return SignIn()
    found = lists(work, query)
    current: Segment = next(each for each in SEGMENTS if each == segment)

    def choose(wanted: Segment) -> Callable[..., None]:
        def chosen(event: object) -> None:
            set_pages(1)
            set_segment(wanted)

        return chosen

    def toggle(event: object) -> None:
        set_query("")
        set_searching(not searching)

    search = kit.icon_button(
        ft.Icons.CLOSE if searching else ft.Icons.SEARCH, tr("搜索"), toggle, ident_name="search-toggle"
    )
    body: list[ft.Control] = []
    if searching:
        body.append(
            kit.field(
                tr("地点或检查项"), query, lambda e: set_query(e.control.value), ident_name="search", autofocus=True,
                hint=tr("如：A1座 7层 走廊灯"),
            )
        )  # fmt: skip
    body.append(_segments(work, current, found, choose))
    if current == "mine" and not query:
        for debt in photo_debts(work):
            body += photo_lost(session, debt.key)
            body.append(debt_row(work, debt, session.act(f"debt-{debt.key}", _pay(session, work, debt))))
    body += _rows(session, work, found[current], pages)
    if len(found[current]) > pages * PAGE:
        left = len(found[current]) - pages * PAGE
        body.append(
            kit.side_action(tr("显示更多（还有 {n} 项）", n=left), lambda e: set_pages(pages + 1), ident_name="more")
        )
    if not found[current] and not (current == "mine" and photo_debts(work)):
        words, hint = (tr("没有找到"), tr("请换地点名称搜索。")) if query else map(tr, _EMPTY[current])
        body.append(kit.ident("tasks-empty", kit.empty(words, hint)))
    body.append(kit.gap(16))
    return view(body, top=kit.bar(tr("任务"), actions=[search, state_chip(session)]), foot=tab_bar(session, "tasks"))


def _segments(
    work: Work,
    current: Segment,
    found: Mapping[Segment, Sequence[TaskRow]],
    choose: Callable[[Segment], Callable[..., None]],
) -> ft.Control:
    whole = work.is_supervisor() or not work.zones
    names = {
        "mine": tr("我的"),
        "zone": tr("全部") if whole else tr("本区"),
        "looks": tr("待我复查"),
        "ended": tr("已结束"),
    }
    cells = []
    for segment in SEGMENTS:
        if segment == "looks" and not (work.is_steward() or work.is_supervisor()):
            continue
        here = segment == current
        count = f" {len(found[segment])}" if segment != "ended" else ""
        cells.append(
            kit.ident(
                f"segment-{segment}",
                ft.Container(
                    kit.text(
                        f"{names[segment]}{count}", BODY, color=p().ink_of("primary") if here else p().ink, strong=here
                    ),
                    on_click=choose(segment), ink=True, border_radius=12,
                    padding=ft.Padding.symmetric(horizontal=10, vertical=12),
                    bgcolor=p().ground_of("primary") if here else p().card,
                    border=ft.Border.all(2 if here else max(1, p().line_width), p().primary if here else p().line),
                ),
                button=True,
            )
        )  # fmt: skip
    if large():  # two lines of them would take a third of a small screen
        return ft.Row(cells, spacing=6, scroll=ft.ScrollMode.AUTO)
    return ft.Row(cells, spacing=6, run_spacing=6, wrap=True)


def _rows(session: Session, work: Work, rows: Sequence[TaskRow], pages: int) -> list[ft.Control]:
    now = work.now()
    deliveries = work.store.deliveries(work.account.id)
    return [
        task_row(
            work, row, now, lambda e, r=row: session.go(task_route("/tasks", r)), own_move(row, work.account.id, deliveries)
        )
        for row in rows[: pages * PAGE]
    ]  # fmt: skip


def task_route(tab: str, row: TaskRow) -> str:
    """A task's screen over a tab."""
    return f"{tab}/task/{row.matter.id}/{row.task.id}"


def _pay(session: Session, work: Work, debt: PhotoDebt) -> Callable[[], Awaitable[None]]:
    """One tap: the camera, with the photo that was not good enough beside it; then it is saved."""

    async def take() -> None:
        shot = await shoot(
            session, work, place=debt.matter.place, item=debt.matter.item, role=debt.old.role if debt.old else "evidence",
            hint=debt.words, beside=debt.old.sha256 if debt.old else None,
            about=debt.key,
        )  # fmt: skip
        if shot is None:
            return
        fact = pay(work, debt, [shot])
        session.saved(fact)

    return take


__all__ = ["Tasks", "task_route"]
