"""The lines of 今日: urgent requests, cases that go on, photos owed, tasks that wait for this person."""

from collections.abc import Callable, Sequence

from app.domain.records import Task
from app.domain.severity import Severity, highest
from app.locales import language, tr
from app.patrol.debts import photo_debts
from app.patrol.heirs import goes_on_with_me
from app.patrol.rounds import Today
from app.patrol.task_lists import my_moves
from app.patrol.tasks import overdue
from app.patrol.unit_flags import StandingFlag, flags
from app.patrol.work import Work
from app.ui import words
from app.ui.parts.draft_rows import route_of, title_of
from app.ui.parts.pressing import Line
from app.ui.parts.request_sheet import request_words, urgent_requests
from app.ui.parts.unit_flags import flag_words, name_of
from app.ui.parts.unit_flags import route_of as route_of_flag
from app.ui.session import Session
from app.ui.words import brief


def today_lines(session: Session, work: Work, day: Today, ask: Callable[[str], None]) -> list[Line]:
    """What cannot wait: urgent requests, cases that go on, photos owed or asked for again, tasks that wait for this
    person. ask: open the sheet of a request."""
    rows: list[Line] = []
    for request in urgent_requests(work):
        place = work.estate.place_label(request.place, language())
        rows.append(
            Line(f"request-{request.id}", "critical", f"{place} {request_words(request)}",
                  tr("业主紧急事宜 · {when} 登记", when=brief(work, request.received)), lambda e, id=request.id: ask(id))
        )  # fmt: skip
    for matter in work.store.matters(work.account.id, work.rules):
        for case in matter.cases:
            if case.closed or not case.next_step or not goes_on_with_me(work, matter, case):
                continue
            step = work.rules.protocols[case.protocol].step(case.next_step)
            severity: Severity = next((f.severity for f in matter.findings if f.id == case.finding), "major")
            rows.append(
                Line(
                    f"case-{str(case.id)[:8]}", severity, work.estate.place_label(matter.place, language()),
                    tr("下一步：{step}", step=step.label(work.kind_of(matter)).text(language())),
                    lambda e, m=matter, c=case: session.go(f"/today/case/{m.id}/{c.id}"),
                )
            )  # fmt: skip
    for debt in photo_debts(work):
        if debt.why == "asked_again":
            rows.append(
                Line(f"again-{debt.key}", "major", work.estate.place_label(debt.matter.place, language()),
                     tr("重拍：{words}", words=debt.words or tr("主管要求重拍")), lambda e: session.go("/tasks"))
            )  # fmt: skip
    rows += [_flag(session, work, each) for each in flags(work)]
    if day.owed:
        rows.append(
            Line(
                "owed",
                "major",
                tr("照片待补 {n} 处", n=len(day.owed)),
                tr("到「任务」里补拍"),
                lambda e: session.go("/tasks"),
            )
        )
    rows += _tasks(session, work) if day.stops else []  # without a round they are the screen itself
    return rows


def draft_line(session: Session, work: Work) -> Line | None:
    """What was begun and is not saved yet: no warning, and never folded away. None when there is nothing."""
    begun = work.store.drafts(work.account.id)
    if not begun:
        return None
    goes_on = route_of(work, begun[0]) if len(begun) == 1 else None
    what = tr("草稿已存 · {what}", what=title_of(work, begun[0]))
    return Line("drafts", "minor", tr("{n} 处未填完", n=len(begun)), what, lambda e: session.go(goes_on or "/me"))


def _flag(session: Session, work: Work, flag: StandingFlag) -> Line:
    """A valve that we closed, until it is open again: who comes home to a dry tap asks here."""
    return Line(
        name_of(flag), "major", work.estate.place_label(flag.place, language()), flag_words(work, flag),
        lambda e: session.go(f"/today/{route_of_flag(flag)}"),
    )  # fmt: skip


def _tasks(session: Session, work: Work) -> list[Line]:
    """Tasks in which this person is late, and those that nobody has taken."""
    moves, now = my_moves(work), work.now()
    late = [row.task for row in moves if overdue(row.task, now)]
    filed = [row.task for row in moves if row.task.state == "filed" and row.task not in late]
    lines = []
    if late:
        left = words.left_of(late[0], now)
        lines.append(
            Line("late", _worst(late), tr("{n} 项任务逾期", n=len(late)), left, lambda e: session.go("/tasks"))
        )
    if filed:
        left = words.to_accept(work, filed[0], now)
        lines.append(
            Line("filed", _worst(filed), tr("{n} 项任务待接单", n=len(filed)), left, lambda e: session.go("/tasks"))
        )
    return lines


def _worst(tasks: Sequence[Task]) -> Severity:
    return highest(task.severity for task in tasks)
