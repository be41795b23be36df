"""今日: how far the day is, what is pressing, what comes next."""

from collections.abc import Callable

import flet as ft

from app.locales import language, name, tr
from app.patrol.rounds import Leg
from app.patrol.rounds import Today as TodayView
from app.patrol.tasks import all_tasks, mine, overdue
from app.patrol.unit_flags import StandingFlag, flags
from app.patrol.work import Work
from app.ui import kit
from app.ui.chip import state_chip
from app.ui.frame import screen, state, use_session, view
from app.ui.parts.draft_rows import route_of, title_of
from app.ui.parts.emptied_card import emptied_card
from app.ui.parts.request_sheet import request_sheet, request_words, urgent_requests
from app.ui.parts.round_end import round_end_sheet, round_line
from app.ui.parts.sign_in_flow import sign_in_flow
from app.ui.parts.unit_flags import flag_words, name_of
from app.ui.parts.unit_flags import route_of as route_of_flag
from app.ui.parts.update_card import update_card
from app.ui.round_words import day_words
from app.ui.routes import stop_route
from app.ui.screens.sign_in import SignIn
from app.ui.session import Session
from app.ui.tabs import tab_bar
from app.ui.theme import BODY, Tone, large, p
from app.ui.words import brief, until


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
    pressing = _pressing(session, work, day, set_asked)
    body: list[ft.Control] = [
        *emptied_card(session),
        *update_card(session),
        *([_progress(day)] if day.stops else []),
        *pressing,
        *([kit.text(tr("路线"), BODY, color=p().quiet), *[_leg(session, leg) for leg in day.legs]] if day.legs else []),
        *round_line(work, lambda: set_ending(True)),
    ]
    if not day.stops:
        body.append(kit.empty(tr("今天没有排给您的巡查区"), tr("派给您的任务在「任务」里。"), ft.Icons.EVENT_AVAILABLE))
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


def _pressing(session: Session, work: Work, day: TodayView, ask: Callable[[str], None]) -> list[ft.Control]:
    """What cannot wait: urgent requests, cases that go on, photos owed or asked for again, own overdue tasks.
    ask: open the sheet of a request."""
    rows: list[ft.Control] = []
    for request in urgent_requests(work):
        place = work.estate.place_label(request.place, language())
        rows.append(
            _line(f"request-{request.id}", "critical", f"{place} {request_words(request)}",
                  tr("业主紧急事宜 · {when} 登记", when=brief(work, request.received)), lambda e, id=request.id: ask(id))
        )  # fmt: skip
    for matter in work.store.matters(work.account.id, work.rules):
        for case in matter.cases:
            if case.closed or not case.next_step or case.opened_by != work.account.id:
                continue
            step = work.rules.protocols[case.protocol].step(case.next_step)
            severity: Tone = next((f.severity for f in matter.findings if f.id == case.finding), "major")
            rows.append(
                _line(
                    f"case-{str(case.id)[:8]}", severity, work.estate.place_label(matter.place, language()),
                    tr("下一步：{step}", step=step.label(work.kind_of(matter)).text(language())),
                    lambda e, m=matter, c=case: session.go(f"/today/case/{m.id}/{c.id}"),
                )
            )  # fmt: skip
        asked = [r for r in matter.reviews.values() if r.verdict == "asked_again" and not r.answered]
        own = {
            photo.sha256: finding
            for finding in matter.findings
            if finding.by == work.account.id
            for photo in finding.photos
        }
        for review in asked:
            if review.sha256 in own:
                rows.append(
                    _line(f"again-{review.sha256[:8]}", "major", work.estate.place_label(matter.place, language()),
                          tr("重拍：{words}", words=review.words or tr("主管请您再拍一张")), lambda e: session.go("/tasks"))
                )  # fmt: skip
    rows += [_flag(session, work, each) for each in flags(work)]
    if day.owed:
        rows.append(
            _line(
                "owed",
                "major",
                tr("照片待补 {n} 处", n=len(day.owed)),
                tr("到「任务」里补拍"),
                lambda e: session.go("/tasks"),
            )
        )
    late = [row for row in all_tasks(work) if mine(work, row.task) and overdue(row.task, work.now())]
    if late:
        first = late[0].task
        rows.append(
            _line("late", "critical" if any(r.task.severity == "critical" for r in late) else "major",
                  tr("{n} 项任务逾期", n=len(late)), until(first.due_at, work.now()), lambda e: session.go("/tasks"))
        )  # fmt: skip
    begun = work.store.drafts(work.account.id)
    if begun:
        goes_on = route_of(work, begun[0]) if len(begun) == 1 else None
        rows.append(
            _line("drafts", "minor", tr("{n} 处还没填完", n=len(begun)), tr("草稿已存 · {what}", what=title_of(work, begun[0])),
                  lambda e: session.go(goes_on or "/me"))
        )  # fmt: skip
    return rows


def _flag(session: Session, work: Work, flag: StandingFlag) -> ft.Control:
    """A valve that we closed, until it is open again: who comes home to a dry tap asks here."""
    return _line(
        name_of(flag), "major", work.estate.place_label(flag.place, language()), flag_words(work, flag),
        lambda e: session.go(f"/today/{route_of_flag(flag)}"),
    )  # fmt: skip


def _line(ident: str, tone: Tone, first: str, second: str, on_click: kit.Tap | None = None) -> ft.Control:
    most = None if large() else 2
    words = kit.spaced([kit.name(first, lines=most), kit.small(second, lines=most)], spacing=2, expand=True)
    mark = kit.TONE_ICONS.get(tone, ft.Icons.INFO_OUTLINE_ROUNDED)
    inside = ft.Row(
        [kit.icon(mark, 24, p().ink_of(tone)), words, *([kit.icon(ft.Icons.CHEVRON_RIGHT)] if on_click else [])],
        spacing=12,
    )
    return kit.ident(
        ident, kit.card(inside, tone=tone, on_click=on_click, padding=12), button=on_click is not None, key=ident
    )


def _leg(session: Session, leg: Leg) -> ft.Control:
    done, stops = leg.count
    signed = sum(row.signed for row in leg.points)
    facts = [tr("{done}/{n} 处", done=done, n=stops)]
    if leg.points:
        facts.append(tr("签到 {done}/{n}", done=signed, n=len(leg.points)))
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
        words = tr("扫码签到 · {place}", place=day.next_point.point.label.text(language()))
        return [
            kit.main_action(
                words,
                session.act("scan", lambda: sign_in_flow(session)),
                ident_name="scan",
                mark=ft.Icons.QR_CODE_SCANNER,
            )
        ]
    if day.next_stop is not None:
        stop = day.next_stop.stop
        words = tr("继续巡查 · {place}", place=stop.label.text(language()))
        return [
            kit.main_action(
                words,
                lambda e: session.go(stop_route("/patrol", stop.place)),
                ident_name="next-stop",
                mark=ft.Icons.ROUTE,
            )
        ]
    return []
