"""Who uses this phone: change without a restart, add somebody, sign out. Signing out never leaves unsent work unsaid."""

from collections.abc import Callable

import flet as ft

from app.locales import name, tr
from app.patrol.export import export_unsent
from app.store import Counts, DeviceAccount
from app.sync import UnsentWork
from app.ui import kit
from app.ui.frame import sheet
from app.ui.session import Session
from app.ui.theme import BODY, p
from app.ui.words import unsent_words


def people_card(session: Session, current: DeviceAccount, refuse: Callable[[Counts], None]) -> ft.Control:
    """refuse is called with what is unsent when signing out is asked for. Identifiers: person-<id>, person-new, sign-out."""
    others = [account for account in session.store.accounts() if account.id != current.id]

    async def out() -> None:
        await leave(session, current, refuse)

    return kit.card(
        kit.spaced(
            [
                kit.name(tr("用这台手机的人")),
                *[_row(session, account) for account in others],
                kit.choices([
                    kit.side_action(tr("换另一位登录"), lambda e: session.go("/sign-in"), ident_name="person-new", mark=ft.Icons.PERSON_ADD_ALT),
                    kit.side_action(tr("退出登录"), session.act("sign-out", out), ident_name="sign-out", mark=ft.Icons.LOGOUT, tone="plain"),
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


async def leave(
    session: Session, account: DeviceAccount, refuse: Callable[[Counts], None], *, even_unsent: bool = False
) -> None:
    """Sign out, or call refuse with what would be on this phone alone."""
    try:
        await session.exchange.sign_out(account.id, even_unsent=even_unsent)
    except UnsentWork as unsent:
        refuse(unsent.counts)
        return
    session.open_work()
    session.go("/sign-in")


async def export(session: Session) -> None:
    """Hand everything unsent to the person as one file."""
    made = await export_unsent(session.host, session.store)
    await session.host.save_as(made.name, made.data, "application/zip")
    words = tr(
        "已导出 {facts} 条记录、{photos} 张照片、{drafts} 份草稿",
        facts=made.facts,
        photos=made.photos,
        drafts=made.drafts,
    )
    session.say(
        words if not made.missing else tr("{words}；{n} 张照片本机已没有", words=words, n=len(made.missing)), seconds=8
    )


def refusal_sheet(
    session: Session, account: DeviceAccount, counts: Counts, close: Callable[[], None], exported: bool, has_exported: Callable[[], None]
) -> ft.Control:  # fmt: skip
    """Why signing out waits, and what can be done. After an export it can go on: the facts stay here and are still sent.

    Identifiers: sign-out-sheet, leave-sync, leave-export, leave-anyway, leave-close.
    """

    async def sync() -> None:
        if (await session.exchange.run_once()).ok:
            close()

    async def save() -> None:
        await export(session)
        has_exported()

    async def anyway() -> None:
        await leave(session, account, lambda counts: None, even_unsent=True)

    what = unsent_words(counts.facts + counts.aside, counts.photos, counts.drafts)
    go_on = kit.side_action(
        tr("已导出，退出登录"), session.act("leave-anyway", anyway), ident_name="leave-anyway", tone="critical"
    )
    actions = [
        kit.main_action(tr("立即上传"), session.act("leave-sync", sync), ident_name="leave-sync", mark=ft.Icons.CLOUD_UPLOAD_OUTLINED),
        kit.side_action(tr("导出未上传内容"), session.act("leave-export", save), ident_name="leave-export",
                        mark=ft.Icons.FILE_DOWNLOAD_OUTLINED),
        *([go_on] if exported else []),
        kit.side_action(tr("先不退出"), lambda e: close(), ident_name="leave-close", tone="plain"),
    ]  # fmt: skip
    return sheet(
        [
            kit.name(tr("还有内容只在这台手机上")),
            kit.ident("leave-why", kit.text(tr("{what}还没有到服务器。先上传或导出，再退出登录。", what=what))),
            kit.small(tr("草稿请先完成或放弃。换另一位使用不需要退出登录。")),
            *actions,
        ],
        ident_name="sign-out-sheet",
        height_share=0,
    )
