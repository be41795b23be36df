"""The sheets of words and decisions: ended, put on hold, cancelled, given to somebody."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final, Literal

import flet as ft

from app.locales import tr
from app.patrol import tasks
from app.patrol.kept import forget
from app.patrol.tasks import TaskRow
from app.patrol.work import Work
from app.ui import kit, words
from app.ui.frame import sheet, state_from
from app.ui.parts.entry_sheets import FixSheet, LookSheet
from app.ui.parts.kept_words import Typed, keep_typed, typed_of
from app.ui.parts.reason import reason_form
from app.ui.parts.sheet_parts import saved, sheet_head
from app.ui.session import here
from app.ui.theme import BODY, p

END_WORDS: Final = ("已办理", "已查明原因", "已通知到人", "无需处理")
HOLD_WORDS: Final = ("等配件", "等业主", "等供应商", "等天气", "等审批")
CANCEL_WORDS: Final = ("重复", "误报", "不属本小区", "已由他人处理")


def _words_sheet(row: TaskRow, what: Literal["end", "hold", "cancel"], close: Callable[[], None]) -> ft.Control:
    """办结, 挂起 and 取消: each needs a reason; on hold also has a day."""
    session = here()
    work = session.work
    assert work is not None
    key = str(row.task.id)
    typed, set_typed = state_from(lambda: typed_of(work, what, key))
    said, days = typed.words, typed.days
    title, chips, label = {
        "end": (tr("办结"), END_WORDS, tr("结果")),
        "hold": (tr("挂起"), HOLD_WORDS, tr("挂起原因")),
        "cancel": (tr("取消任务"), CANCEL_WORDS, tr("取消原因")),
    }[what]

    def change(now: Typed) -> None:
        set_typed(now)
        keep_typed(work, what, key, now)

    def save() -> None:
        if what == "end":
            fact = tasks.end(work, row, said.strip())
        elif what == "hold":
            fact = tasks.hold(work, row, (work.today() + timedelta(days=days)).isoformat(), said.strip())
        else:
            fact = tasks.cancel(work, row, said.strip())
        forget(work, what, key)
        saved(session, close, tr("已存本机"), fact)

    until = (work.today() + timedelta(days=days)).isoformat()
    spans = [
        kit.choice(
            tr("{n} 天", n=n), days == n, lambda e, n=n: change(replace(typed, days=n)), ident_name=f"hold-days-{n}"
        )
        for n in (1, 3, 7, 14, 30)
    ]
    ready = bool(said.strip())
    lacks = tr("请先填写结果") if what == "end" else tr("请先填写原因")
    return sheet(
        [
            *([kit.text(tr("期限不变，到 {day} 再看", day=until), BODY, color=p().quiet)] if what == "hold" else []),
            *([kit.choices(spans)] if what == "hold" else []),
            *reason_form(chips, said, lambda words: change(replace(typed, words=words)), prefix=what, label=label),
            kit.main_action(
                title if ready else lacks, session.act(f"{what}-save", save) if ready else None,
                ident_name=f"{what}-save", mark=ft.Icons.CHECK,
            ),
        ],
        head=sheet_head(title, row, work, close, what), ident_name=f"{what}-sheet",
    )  # fmt: skip


WordsSheet: Callable[..., ft.Control] = ft.component(_words_sheet)


def _assign_sheet(row: TaskRow, close: Callable[[], None]) -> ft.Control:
    """指派: who fits the task's role first, then the stewards."""
    session = here()
    work = session.work
    assert work is not None

    def give(to: str) -> Callable[[], None]:
        def given() -> None:
            fact = tasks.assign(work, row, to)
            saved(session, close, tr("已指派给 {who}", who=words.person(work, to)), fact)

        return given

    load = _load(work)
    people = [
        kit.ident(
            f"assign-{person.id}",
            kit.card(
                ft.Row(
                    [
                        kit.icon(ft.Icons.PERSON, 26, p().primary),
                        kit.spaced([kit.name(words.said(person.label)),
                                    kit.small(words.listed(words.role(work, r) for r in person.roles))], spacing=0, expand=True),
                        kit.small(tr("未结 {n}", n=load[person.id])),
                        *([kit.chip(tr("现在"), "primary")] if row.task.assignee == person.id else []),
                    ],
                    spacing=12,
                ),
                on_click=session.act(f"assign-{person.id}", give(person.id)), padding=12,
            ),
            button=True, key=person.id,
        )
        for person in tasks.people_for(work, row.task)
    ]  # fmt: skip
    return sheet(people, head=sheet_head(tr("指派给"), row, work, close, "assign"), ident_name="assign-sheet")


AssignSheet: Callable[..., ft.Control] = ft.component(_assign_sheet)


def _load(work: Work) -> Counter[str]:
    """Open tasks of each person."""
    return Counter(row.task.assignee for row in tasks.all_tasks(work) if row.task.open and row.task.assignee)


def sheet_of(what: str, row: TaskRow, close: Callable[[], None]) -> ft.Control | None:
    """The sheet of an action by its name; None for one that has none."""
    key = f"{what}-{row.task.id}"
    match what:
        case "fix":
            return FixSheet(row, close, key=key)
        case "reinspect":
            return LookSheet(row, close, key=key)
        case "assign":
            return AssignSheet(row, close, key=key)
        case "end" | "hold" | "cancel":
            return WordsSheet(row, what, close, key=key)
        case _:
            return None
