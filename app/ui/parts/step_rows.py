"""The other steps of a case: what is done, what may be done meanwhile, and what is locked with its reason."""

from collections.abc import Callable, Sequence

import flet as ft

from app.domain.cases import CaseView, StepView
from app.locales import tr
from app.patrol.work import Work
from app.ui import kit, words
from app.ui.theme import BODY, TARGET, p, size


def progress(view: CaseView, current: StepView | None) -> ft.Control:
    """第 2 步，共 6 步. What does not apply does not count."""
    steps = [step for step in view.steps if step.applies and not step.spec.after_close]
    done = sum(step.recorded is not None for step in steps)
    at = next((n for n, step in enumerate(steps, start=1) if current and step.id == current.id), done)
    said = (
        tr("第 {n} 步 / 共 {all} 步", n=at, all=len(steps)) if current else tr("{n} / {all} 步", n=done, all=len(steps))
    )
    bar = kit.progress_bar(done / len(steps) if steps else 1.0, "done" if view.closed else "primary")
    return kit.ident("case-progress", kit.spaced([kit.small(said), bar], spacing=4))


def done_rows(work: Work, view: CaseView, current: StepView | None, again: Callable[[str], None]) -> list[ft.Control]:
    """Recorded steps with result, time and person; a tap takes the step again while the case is open."""
    rows = [step for step in view.steps if step.recorded is not None and (current is None or step.id != current.id)]
    return [_done(work, view, step, again) for step in rows]


def _done(work: Work, view: CaseView, step: StepView, again: Callable[[str], None]) -> ft.Control:
    book = work.rules.protocols
    result = words.listed(words.said(book.words(fact, value)) for fact, value in (step.recorded or {}).items())
    who = f"{words.when(work, step.at)} · {words.person(work, step.by)}" if step.at and step.by else tr("系统记录")
    may = not view.closed and step.by is not None
    inside = ft.Row(
        [
            kit.icon(ft.Icons.CHECK_CIRCLE, 22, p().ink_of("done")),
            kit.spaced([kit.text(words.said(step.label), BODY), kit.text(result, BODY, strong=True), kit.small(who)],
                       spacing=2, expand=True),
            *([_redo(step.id, again)] if may else []),
        ],
        spacing=12, vertical_alignment=ft.CrossAxisAlignment.START,
    )  # fmt: skip
    return kit.ident(
        f"done-{step.id}", kit.card(inside, padding=12, on_click=(lambda e: again(step.id)) if may else None), button=may,
        key=f"done-{step.id}",
    )  # fmt: skip


def _redo(step: str, again: Callable[[str], None]) -> ft.Control:
    """The word that says what a press on the row does, as a target of its own."""
    word = ft.Container(
        kit.small(tr("修改"), color=p().primary), width=max(TARGET, size(TARGET)), height=TARGET, border_radius=12, ink=True,
        alignment=ft.Alignment.CENTER, on_click=lambda e: again(step),
    )  # fmt: skip
    return kit.ident(f"redo-{step}", word, button=True)


def free_rows(view: CaseView, current: StepView | None, choose: Callable[[str], None]) -> list[ft.Control]:
    """Steps that may be taken now instead of the current one."""
    free = [step for step in view.steps if step.status == "due" and (current is None or step.id != current.id)]
    return [
        kit.ident(
            f"free-{step.id}",
            kit.card(
                ft.Row([kit.icon(ft.Icons.RADIO_BUTTON_UNCHECKED, 22, p().primary), kit.text(words.said(step.label), BODY, expand=True),
                        kit.icon(ft.Icons.CHEVRON_RIGHT)], spacing=12),
                padding=12, on_click=lambda e, s=step: choose(s.id),
            ),
            button=True, key=f"free-{step.id}",
        )
        for step in free
    ]  # fmt: skip


def locked_rows(work: Work, view: CaseView) -> list[ft.Control]:
    """What is not open yet, grey, with its reason in words."""
    locked = [step for step in view.steps if step.status in ("locked", "waiting")]
    return [
        kit.ident(
            f"locked-{step.id}",
            ft.Container(
                ft.Row(
                    [
                        kit.icon(ft.Icons.LOCK_OUTLINE, 20, p().quiet),
                        kit.spaced([kit.text(words.said(step.label), BODY, color=p().quiet), kit.small(reason(work, view, step))],
                                   spacing=2, expand=True),
                    ],
                    spacing=12, vertical_alignment=ft.CrossAxisAlignment.START,
                ),
                padding=ft.Padding.symmetric(horizontal=12, vertical=8),
            ),
            key=f"locked-{step.id}",
        )
        for step in locked
    ]  # fmt: skip


def reason(work: Work, view: CaseView, step: StepView) -> str:
    """先完成「首先关上该户水闸」, or 等「钥匙」的结果."""
    if step.status == "locked":
        before = next((s for s in view.steps if s.id == step.lock_reason), None)
        return tr("先完成「{step}」", step=words.said(before.label)) if before else tr("先完成前一步")
    known = work.rules.protocols.facts.get(step.lock_reason or "")
    return tr("等「{what}」的结果", what=words.said(known.label)) if known else tr("条件还不知道")


def section(title: str, rows: Sequence[ft.Control]) -> list[ft.Control]:
    return [kit.gap(4), kit.text(title, BODY, color=p().quiet), *rows] if rows else []
