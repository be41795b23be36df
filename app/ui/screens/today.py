"""今日: how far the day is, what is pressing, what comes next."""

import flet as ft

from app.locales import language, name, tr
from app.patrol.rounds import Leg
from app.patrol.rounds import Today as TodayView
from app.patrol.task_lists import my_moves
from app.patrol.work import Work
from app.ui import kit
from app.ui.chip import state_chip
from app.ui.frame import screen, state, use_session, view
from app.ui.parts.emptied_card import emptied_card
from app.ui.parts.pressing import Pressing, line_row
from app.ui.parts.request_sheet import request_sheet, urgent_requests
from app.ui.parts.round_end import round_end_sheet, round_line
from app.ui.parts.sign_in_flow import sign_in_flow
from app.ui.parts.task_rows import task_row
from app.ui.parts.today_lines import draft_line, today_lines
from app.ui.parts.unread_card import unread_card
from app.ui.parts.update_card import update_card
from app.ui.round_words import day_words
from app.ui.routes import stop_route
from app.ui.screens.sign_in import SignIn
from app.ui.screens.tasks import task_route
from app.ui.session import Session
from app.ui.tabs import tab_bar
from app.ui.theme import BODY, large, p

OWN_TASKS = 20


@screen
def Today() -> ft.Control:
    session = use_session()
    asked, set_asked = state("")
    ending, set_ending = state(False)
    work = session.work
    if work is None:
        return SignIn()
    day = session.today(work)
    head = kit.bar(
        tr("今日"), under=f"{work.estate.label.text(language())} · {day_words(work)}", actions=[state_chip(session)]
    )
    lines, begun = today_lines(session, work, day, set_asked), draft_line(session, work)
    body: list[ft.Control] = [
        *emptied_card(session),
        *update_card(session),
        *unread_card(work),
        *([_progress(day)] if day.stops else []),
        *([Pressing(lines)] if lines else []),
        *([line_row(begun)] if begun else []),
        *([kit.text(tr("路线"), BODY, color=p().quiet), *[_leg(session, leg) for leg in day.legs]] if day.legs else []),
        *round_line(work, lambda: set_ending(True)),
    ]
    if not day.stops:
        body += _own_tasks(session, work)
    request = next((each for each in urgent_requests(work) if each.id == asked), None)
    sheet = request_sheet(session, work, request, lambda: set_asked("")) if request else None
    if ending:
        sheet = round_end_sheet(session, work, day, lambda: set_ending(False))
    return view(
        body, top=head, bottom=_next(session, day), foot=tab_bar(session, "today"),
        sheet=sheet, on_close_sheet=lambda e: (set_asked(""), set_ending(False)),
    )  # fmt: skip


def _progress(day: TodayView) -> ft.Control:
    done, all_ = day.count(sites=False)
    sites, all_sites = day.count(sites=True)
    signed, points = day.signed
    lines = [
        _figure("figure-points", tr("签到"), signed, points),
        _figure("figure-stops", tr("巡查点"), done, all_),
        *([_figure("figure-sites", tr("装修"), sites, all_sites)] if all_sites else []),
    ]
    ring = kit.ident("ring", kit.ring(day.share, 76), label=tr("今日完成 {n}%", n=round(day.share * 100)))
    return kit.card(
        ft.Row(
            [ring, ft.Row(lines, expand=True, wrap=large(), alignment=ft.MainAxisAlignment.SPACE_AROUND)], spacing=16
        )
    )


def _figure(ident: str, words: str, done: int, all_: int) -> ft.Control:
    return kit.ident(
        ident,
        ft.Column([kit.small(words), kit.name(f"{done}/{all_}")], spacing=2, tight=True,
                  horizontal_alignment=ft.CrossAxisAlignment.CENTER),
    )  # fmt: skip


def _own_tasks(session: Session, work: Work) -> list[ft.Control]:
    """The first screen of somebody who walks no round: the tasks that wait for this person."""
    moves, now = my_moves(work), work.now()
    if not moves:
        return [kit.empty(tr("没有待办任务"), tr("派给您的任务会出现在这里。"), ft.Icons.EVENT_AVAILABLE)]
    rows = [task_row(work, row, now, lambda e, r=row: session.go(task_route("/tasks", r))) for row in moves[:OWN_TASKS]]
    more = kit.side_action(tr("全部任务"), lambda e: session.go("/tasks"), ident_name="all-tasks")
    head = kit.text(tr("待办任务 {n}", n=len(moves)), BODY, color=p().quiet)
    return [head, *rows, *([more] if len(moves) > OWN_TASKS else [])]


def _leg(session: Session, leg: Leg) -> ft.Control:
    done, stops = leg.count
    signed, points = leg.signed
    facts = [tr("{done}/{n} 处", done=done, n=stops)]
    if leg.points:
        facts.append(tr("签到 {done}/{n}", done=signed, n=points))
    said, chevron = kit.small(" · ".join(facts)), kit.icon(ft.Icons.CHEVRON_RIGHT)
    lines: list[ft.Control] = [ft.Row([kit.name(name(leg), expand=True), *([] if large() else [said]), chevron])]
    lines += [said] if large() else []
    lines.append(kit.progress_bar(leg.share, "done" if leg.share >= 1 else "primary"))
    inside = ft.Column(lines, spacing=8)
    return kit.ident(
        f"leg-{leg.id}",
        kit.card(inside, on_click=lambda e: session.go(f"/patrol?leg={leg.id}"), padding=12),
        button=True,
        key=f"leg-{leg.id}",
    )


def _next(session: Session, day: TodayView) -> list[ft.Control]:
    """The one main action: sign in at the next point; when all are signed, the next stop."""
    if day.next_point is not None:
        said = tr("扫码签到 · {place}", place=day.next_point.point.label.text(language()))
        return [
            kit.main_action(
                said,
                session.act("scan", lambda: sign_in_flow(session)),
                ident_name="scan",
                mark=ft.Icons.QR_CODE_SCANNER,
            )
        ]
    if day.next_stop is not None:
        stop = day.next_stop.stop
        said = tr("继续巡查 · {place}", place=stop.label.text(language()))
        return [
            kit.main_action(
                said,
                lambda e: session.go(stop_route("/patrol", stop.place)),
                ident_name="next-stop",
                mark=ft.Icons.ROUTE,
            )
        ]
    return []
