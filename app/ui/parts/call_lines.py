"""Whom to call at a step: the lines of colleagues, of emergency services, and of the occupant once it was asked for."""

from collections.abc import Awaitable, Callable, Sequence

import flet as ft

from app.domain.register import RegisterEntry, masked
from app.locales import tr
from app.patrol.calls import Line
from app.patrol.work import Work
from app.ui import kit, words
from app.ui.session import Session
from app.ui.theme import BODY, Tone, p

_EMERGENCY = {"fire": "消防报警", "gas": "燃气抢修"}


def call_line(
    session: Session, work: Work, line: Line, before: Callable[[], None], *, tone: Tone = "primary"
) -> ft.Control:
    """Who, the number, and a button that dials it. before: what is kept first, for the dialler may take the page away."""
    role = tr(_EMERGENCY[line.role]) if line.role in _EMERGENCY else words.role(work, line.role)
    who = f"{role} · {words.person(work, line.person)}" if line.person else role
    return _line(session, who, line.number, f"call-{line.person or line.role}", before, tone)


def _line(session: Session, who: str, number: str, name: str, before: Callable[[], None], tone: Tone) -> ft.Control:
    async def dial() -> None:
        before()
        await session.host.dial(number)

    return kit.card(
        ft.Row(
            [
                kit.icon(ft.Icons.PHONE_IN_TALK_OUTLINED, 24, p().ink_of(tone)),
                kit.spaced([kit.text(who, BODY), kit.small(number)], spacing=0, expand=True),
                kit.side_action(tr("拨打"), session.act(name, dial), ident_name=name, mark=ft.Icons.PHONE, tone=tone, filled=True),
            ],
            spacing=12,
        ),
        padding=12, key=name,
    )  # fmt: skip


def alarm(
    session: Session, work: Work, who: str, lines: Sequence[Line], before: Callable[[], None]
) -> list[ft.Control]:
    """A result that needs help now: who must be called, each with its button."""
    return [
        kit.notice(tr("立即致电：{who}", who=who), "critical", ident_name="alarm"),
        *[call_line(session, work, line, before, tone="critical") for line in lines],
    ]


def occupant(
    session: Session,
    entry: RegisterEntry | None,
    *,
    revealed: bool,
    reveal: Callable[[], Awaitable[None] | None],
    before: Callable[[], None],
    desk: Sequence[ft.Control],
) -> list[ft.Control]:
    """The occupant's contact: masked until it is asked for; each look is a fact (R1.21, R1.22). desk: the front desk's line,
    for where this phone holds no contact."""
    if entry is None:
        return [kit.notice(tr("本机没有这一户的联系方式，请问前台。"), "minor", ident_name="contact-none"), *desk]
    if not entry.phone:
        return [kit.notice(tr("没有登记电话。"), "minor", ident_name="contact-no-number"), *desk]
    if revealed:
        return [_line(session, entry.name or tr("业户"), entry.phone, "call-occupant", before, "primary")]
    show = session.act("contact-show", reveal)
    return [
        kit.card(
            ft.Row(  # the button goes under the number where both have no room, so that the number is never broken
                [
                    ft.Row(
                        [
                            kit.icon(ft.Icons.PERSON_OUTLINE, 24),
                            ft.Column([kit.text(tr("业户电话"), BODY), kit.small(masked(entry.phone))], spacing=0, tight=True,
                                      expand=True, expand_loose=True),
                        ],
                        spacing=12, tight=True,
                    ),
                    kit.side_action(tr("显示联系方式"), show, ident_name="contact-show", mark=ft.Icons.VISIBILITY_OUTLINED),
                ],
                wrap=True, spacing=12, run_spacing=8, alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
                vertical_alignment=ft.CrossAxisAlignment.CENTER,
            ),
            padding=12,
        ),
        kit.small(tr("查看会记录在案。")),
    ]  # fmt: skip
