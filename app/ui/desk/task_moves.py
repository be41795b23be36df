"""What somebody at the desk does with a task that is their own: take it, go on with it, end it, put it on hold."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal

import flet as ft

from app.locales import tr
from app.patrol import tasks
from app.patrol.kept import forget
from app.patrol.tasks import TaskRow, actions
from app.patrol.work import Work
from app.ui import kit
from app.ui.desk.shell import fine
from app.ui.frame import state_from
from app.ui.parts.kept_words import Typed, keep_typed, typed_of
from app.ui.parts.order_sheets import END_WORDS, HOLD_WORDS
from app.ui.parts.reason import reason_form
from app.ui.session import Session, here
from app.ui.theme import GAP

Wording = Literal["end", "hold"]
DAYS = (1, 3, 7, 14, 30)


def own_moves(session: Session, work: Work, row: TaskRow, ask: Callable[[Wording], None]) -> list[ft.Control]:
    """The buttons of what this person may do here; the steps of its case open at their own page. ask: open the entry of words.

    Identifiers: do-accept, do-step, do-end, do-hold.
    """

    def accept() -> None:
        session.saved(tasks.accept(work, row), tr("已接单，已存本机"))

    taps: dict[str, tuple[str, ft.IconData, Any]] = {
        "accept": (tr("接单"), ft.Icons.PAN_TOOL_ALT_OUTLINED, session.act("accept", accept)),
        "step": (
            tr("继续处理步骤"),
            ft.Icons.RULE,
            lambda e: session.go(f"/tasks/case/{row.matter.id}/{row.task.case}"),
        ),
        "end": (tr("办结"), ft.Icons.TASK_ALT, lambda e: ask("end")),
        "hold": (tr("挂起"), ft.Icons.PAUSE_CIRCLE_OUTLINE, lambda e: ask("hold")),
    }
    offered = [action for action in actions(work, row) if action in taps]
    buttons = [
        kit.side_action(taps[action][0], taps[action][2], ident_name=f"do-{action}", mark=taps[action][1], expand=True)
        for action in offered
    ]
    pairs = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    return [ft.Row(list(pair), spacing=GAP) for pair in pairs]


@ft.component
def WordsEntry(row: TaskRow, what: Wording, close: Callable[[], None], key: str = "") -> ft.Control:
    """办结 or 挂起: each with its reason, on hold also with a day.

    Identifiers: those of `reason_form`, hold-days-<n>, <what>-never, <what>-do.
    """
    session = here()
    work = session.work
    assert work is not None
    about = str(row.task.id)
    typed, set_typed = state_from(lambda: typed_of(work, what, about))
    said, days = typed.words, typed.days
    until = (work.today() + timedelta(days=days)).isoformat()

    def change(now: Typed) -> None:
        set_typed(now)
        keep_typed(work, what, about, now)

    def save() -> None:
        words = said.strip()
        fact = tasks.end(work, row, words) if what == "end" else tasks.hold(work, row, until, words)
        forget(work, what, about)
        close()
        session.saved(fact)

    head, chips, label = (
        (tr("办结"), END_WORDS, tr("结果")) if what == "end" else (tr("挂起"), HOLD_WORDS, tr("挂起原因"))
    )
    spans = [
        kit.choice(
            tr("{n} 天", n=n), days == n, lambda e, n=n: change(replace(typed, days=n)), ident_name=f"hold-days-{n}"
        )
        for n in DAYS
    ]
    held = [fine(tr("期限不变，到 {day} 再看", day=until)), kit.choices(spans)] if what == "hold" else []
    buttons = [
        kit.side_action(tr("返回"), lambda e: close(), ident_name=f"{what}-never", expand=True),
        kit.side_action(
            head, session.act(f"{what}-do", save) if said.strip() else None, ident_name=f"{what}-do", expand=True,
            filled=True,
        ),
    ]  # fmt: skip
    return kit.spaced(
        [
            *held,
            *reason_form(chips, said, lambda words: change(replace(typed, words=words)), prefix=what, label=label),
            ft.Row(buttons, spacing=GAP),
        ]
    )


@ft.component
def CancelEntry(
    row: TaskRow, close: Callable[[], None], cancel: Callable[[str], Callable[..., Any]], key: str = ""
) -> ft.Control:
    """取消任务 with its reason. cancel(reason): what the button does.

    Identifiers: cancel-reason, cancel-never, cancel-do.
    """
    work = here().work
    assert work is not None
    about = str(row.task.id)
    typed, set_typed = state_from(lambda: typed_of(work, "cancel", about))

    def change(said: str) -> None:
        set_typed(Typed(said))
        keep_typed(work, "cancel", about, Typed(said))

    buttons = [
        kit.side_action(tr("保留任务"), lambda e: close(), ident_name="cancel-never", expand=True),
        kit.side_action(
            tr("取消任务"), cancel(typed.words.strip()) if typed.words.strip() else None, ident_name="cancel-do",
            tone="critical", expand=True,
        ),
    ]  # fmt: skip
    field = kit.field(
        tr("取消原因"),
        typed.words,
        lambda e: change(e.control.value),
        ident_name="cancel-reason",
        multiline=True,
        autofocus=True,
    )
    return kit.spaced([field, ft.Row(buttons, spacing=GAP)])
