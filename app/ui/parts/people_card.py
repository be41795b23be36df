"""Who uses this phone: change without a restart, add somebody, sign out. Signing out never leaves unsent work unsaid."""

from collections.abc import Callable

import flet as ft

from app.locales import name, tr
from app.store import DeviceAccount
from app.ui import kit
from app.ui.parts.leave_sheet import Leaving, sign_out
from app.ui.session import Session
from app.ui.theme import BODY, p


def people_card(session: Session, current: DeviceAccount, ask: Callable[[Leaving], None]) -> ft.Control:
    """ask is called when it takes more than a tap. Identifiers: person-<id>, person-new, sign-out, reset."""
    others = [account for account in session.store.accounts() if account.id != current.id]

    async def out() -> None:
        session.hush()  # the sheet that says no is not covered by the last word
        if not await sign_out(session, current):
            ask(Leaving("sign-out"))

    return kit.card(
        kit.spaced(
            [
                kit.name(tr("本机使用人员")),
                *[_row(session, account) for account in others],
                kit.choices([
                    kit.side_action(tr("切换账号"), lambda e: session.go("/sign-in"), ident_name="person-new", mark=ft.Icons.PERSON_ADD_ALT),
                    kit.side_action(tr("退出登录"), session.act("sign-out", out), ident_name="sign-out", mark=ft.Icons.LOGOUT, tone="plain"),
                    kit.side_action(tr("清空本机"), lambda e: ask(Leaving("reset")), ident_name="reset",
                                    mark=ft.Icons.DELETE_SWEEP_OUTLINED, tone="plain"),
                ]),
            ]
        )
    )  # fmt: skip


def _row(session: Session, account: DeviceAccount) -> ft.Control:
    """Somebody who was here before: one tap where the sign-in still holds."""
    known = account.session is not None

    def take_over() -> None:
        session.exchange.resume(account.id)
        session.open_work()
        session.arrive()

    inside = ft.Row(
        [kit.icon(ft.Icons.PERSON_OUTLINE, 26, p().primary), kit.name(name(account), expand=True),
         kit.text(tr("切换") if known else tr("需要登录"), BODY, color=p().primary)],
        spacing=12,
    )  # fmt: skip
    tap = session.act(f"person-{account.id}", take_over) if known else lambda e: session.go("/sign-in")
    return kit.ident(f"person-{account.id}", kit.card(inside, padding=12, on_click=tap), button=True, key=account.id)
