"""What stands over and under the table of tasks: states with their counts, filters, and what is chosen together."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import flet as ft

from app.domain.bodies import SEVERITIES
from app.locales import name, tr
from app.patrol.tasks import TaskRow, people_for
from app.patrol.work import Work
from app.ui import kit, words
from app.ui.desk.shell import dialog, dialog_head, pick
from app.ui.desk.task_filters import STATES, Listed, TaskFilter, trades_of
from app.ui.desk.task_panel import people_list
from app.ui.theme import p, size

Choose = Callable[[TaskFilter], None]

STATE_WORDS = {
    "open": "未结", "filed": "待接单", "accepted": "处理中", "sent_back": "退回重办", "on_hold": "挂起", "fixed": "待复查",
    "review": "待审核",
    "closed": "已结", "cancelled": "已取消",
}  # fmt: skip


def state_tabs(found: Listed, wanted: TaskFilter, choose: Choose) -> ft.Control:
    """One tab a state with how many tasks are in it under the other filters."""
    tabs = [_state_tab(state, found.counts[state], wanted, choose) for state in STATES]
    return ft.Container(ft.Row(tabs, spacing=0, run_spacing=0, wrap=True), padding=ft.Padding.symmetric(horizontal=12))


def _state_tab(state: str, count: int, wanted: TaskFilter, choose: Choose) -> ft.Control:
    here = wanted.state == state
    ink = p().primary if here else p().quiet
    return kit.ident(
        f"state-{state}",
        ft.Container(
            kit.text(f"{tr(STATE_WORDS[state])} {count}", 14, color=ink, strong=here), ink=True, height=size(40),
            on_click=lambda e: choose(replace(wanted, state=state)), padding=ft.Padding.symmetric(horizontal=12, vertical=8),
            border=ft.Border(bottom=ft.BorderSide(3, p().primary if here else ft.Colors.TRANSPARENT)),
        ),
        button=True, key=state,
    )  # fmt: skip


def filter_bar(work: Work, rows: Sequence[TaskRow], wanted: TaskFilter, choose: Choose) -> ft.Control:
    """Severity, zone, trade and lateness; what is chosen is in the address."""
    groups: list[list[ft.Control]] = [
        [_pick(wanted, "severity", s, tr(kit.SEVERITY_WORDS[s]), choose) for s in SEVERITIES],
        [_pick(wanted, "overdue", "1", tr("逾期"), choose)],
        [_pick(wanted, "zone", zone.id, name(zone.label), choose) for zone in work.estate.zones],
        [_pick(wanted, "trade", trade, words.role(work, trade), choose) for trade in trades_of(rows)],
    ]
    line: list[ft.Control] = []
    for group in groups:
        if line and group:
            line.append(ft.Container(width=10))
        line += group
    return ft.Container(
        ft.Row(line, spacing=6, run_spacing=6, wrap=True), padding=ft.Padding.symmetric(horizontal=20, vertical=10)
    )


def _pick(wanted: TaskFilter, field: str, value: str, said: str, choose: Choose) -> ft.Control:
    return pick(
        said, getattr(wanted, field) == value, lambda e: choose(wanted.toggled(field, value)),
        ident_name=f"filter-{field}-{value}",
    )  # fmt: skip


def nothing(wanted: TaskFilter, on_all: Callable[..., Any]) -> ft.Control:
    """No task passes: what to do about it."""
    if wanted == TaskFilter():
        return kit.empty(tr("没有未结的任务"), tr("新的发现会在这里成为任务。"))
    return ft.Column(
        [
            kit.empty(tr("没有符合条件的任务"), tr("请放宽筛选条件。"), ft.Icons.FILTER_ALT_OFF_OUTLINED),
            kit.side_action(tr("看全部未结任务"), on_all, ident_name="filter-none"),
        ],
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )


def bulk_bar(picked: Sequence[TaskRow], on_assign: Callable[..., Any], on_none: Callable[..., Any]) -> ft.Control:
    """What may be done with the tasks that are chosen together."""
    return ft.Container(
        ft.Row(
            [
                kit.text(tr("已选 {n} 个任务", n=len(picked)), strong=True, expand=True),
                kit.side_action(tr("取消选择"), on_none, ident_name="bulk-none", tone="plain"),
                kit.side_action(tr("批量指派"), on_assign, ident_name="bulk-assign", mark=ft.Icons.PERSON_ADD_ALT, filled=True),
            ],
            spacing=12,
        ),
        padding=ft.Padding.symmetric(horizontal=20, vertical=10), bgcolor=p().card,
        border=ft.Border(top=ft.BorderSide(p().line_width, p().line)),
    )  # fmt: skip


def bulk_sheet(
    work: Work, picked: Sequence[TaskRow], on_choose: Callable[[str], Any], on_close: Callable[..., Any]
) -> ft.Control:
    """To whom the chosen tasks go."""
    fit = {person.id: person for row in picked for person in people_for(work, row.task)}
    people = people_list(work, list(fit.values()), on_choose)
    head = dialog_head(tr("{n} 个任务指派给", n=len(picked)), on_close, ident_name="bulk-close")
    return dialog([head, people], width=440, ident_name="bulk-sheet")
