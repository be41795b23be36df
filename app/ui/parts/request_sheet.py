"""业主紧急事宜: what an owner reported, and what can be done about it here. Closing one comes with the shift's end."""

from collections.abc import Callable

import flet as ft

from app.domain.records import Request
from app.locales import language, tr
from app.patrol.calls import Line
from app.patrol.work import Work
from app.ui import kit, words
from app.ui.frame import sheet
from app.ui.parts.call_lines import call_line
from app.ui.parts.sheet_parts import title_row
from app.ui.routes import stop_route
from app.ui.session import Session
from app.ui.theme import BODY


def urgent_requests(work: Work) -> list[Request]:
    """The open urgent ones that are given to this person."""
    known = work.store.read(work.account.id, "request", Request)
    return [each for each in known if each.open and each.urgent and each.assigned == work.account.id]


def request_words(request: Request) -> str:
    return request.zh if language() == "zh" else request.en


def request_sheet(session: Session, work: Work, request: Request, close: Callable[[], None]) -> ft.Control:
    """Where, what and since when; the front desk's number, and the stop where a finding is recorded.

    Identifiers: request-sheet, request-received, request-unfinished, call-front_desk, request-stop, request-close.
    """
    place = words.place(work, request.place)
    head = title_row(words.sentence(request_words(request)), place, close, "request-close")
    received = tr("前台 {when} 登记，转给您。报事人未登记。", when=words.when(work, request.received))
    unfinished = tr("本版本暂不能办结业主事宜，将保留在「今日」。处理后请电话告知前台。")
    return sheet(
        [
            ft.Row([kit.chip(tr("业主紧急事宜"), "critical", mark=kit.TONE_ICONS["critical"])]),
            kit.ident("request-received", kit.text(received, BODY)),
            kit.notice(unfinished, "minor", ident_name="request-unfinished"),
            *_front_desk(session, work),
            *_stop(session, work, request, close),
        ],
        head=head, ident_name="request-sheet", height_share=0,
    )  # fmt: skip


def _front_desk(session: Session, work: Work) -> list[ft.Control]:
    number = work.estate.front_desk_phone
    line = Line("front_desk", "", number)
    return [call_line(session, work, line, before=lambda: None)] if number else []


def _stop(session: Session, work: Work, request: Request, close: Callable[[], None]) -> list[ft.Control]:
    """The way to the stop under which the place lies, in whatever zone it is."""
    stop = work.estate.stop(work.estate.stop_of(request.place) or "")
    if stop is None:
        return []

    def go() -> None:
        close()
        session.go(stop_route("/today", stop.place))

    words_ = tr("在 {place} 记录发现", place=words.said(stop.label))
    return [kit.main_action(words_, lambda e: go(), ident_name="request-stop", mark=ft.Icons.FLAG_OUTLINED)]
