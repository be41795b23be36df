"""Before somebody signs out or the phone is emptied: what is on this phone alone is counted, and sent or taken away first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import flet as ft

from app.locales import tr
from app.store import Counts, DeviceAccount
from app.sync import UnsentWork
from app.ui import kit
from app.ui.frame import sheet
from app.ui.parts.export import export
from app.ui.session import Session
from app.ui.words import unsent_words

Way = Literal["sign-out", "reset"]


@dataclass(frozen=True)
class Leaving:
    """What was asked for. exported: whether a file was taken away since."""

    way: Way
    exported: bool = False


async def sign_out(session: Session, account: DeviceAccount, *, even_unsent: bool = False) -> bool:
    """Sign out; False while something of theirs would be on this phone alone."""
    try:
        await session.exchange.sign_out(account.id, even_unsent=even_unsent)
    except UnsentWork:
        return False
    session.open_work()
    session.go("/sign-in")
    return True


def leave_sheet(
    session: Session, account: DeviceAccount, leaving: Leaving, change: Callable[[Leaving | None], None]
) -> ft.Control:
    """Why it waits, and what can be done. After an export it can go on: signed out, the facts stay here and are still sent.

    Identifiers: sign-out-sheet or reset-sheet, leave-why, leave-sync, leave-export, leave-anyway, leave-close.
    """
    emptying = leaving.way == "reset"
    counts = session.store.unsent_counts(None if emptying else account.id)

    async def sync() -> None:
        if (await session.exchange.run_once()).ok and not emptying:
            change(None)

    async def save() -> None:
        await export(session)
        change(Leaving(leaving.way, exported=True))

    async def anyway() -> None:
        if emptying:
            await session.exchange.reset(even_unsent=leaving.exported)
        else:
            await sign_out(session, account, even_unsent=True)

    may_go = leaving.exported or (emptying and not counts.unsent)
    first = [
        kit.main_action(tr("立即上传"), session.act("leave-sync", sync), ident_name="leave-sync", mark=ft.Icons.CLOUD_UPLOAD_OUTLINED),
        kit.side_action(tr("导出未上传内容"), session.act("leave-export", save), ident_name="leave-export",
                        mark=ft.Icons.FILE_DOWNLOAD_OUTLINED),
    ]  # fmt: skip
    go_on = kit.side_action(
        _go_words(emptying, counts), session.act("leave-anyway", anyway), ident_name="leave-anyway", tone="critical"
    )
    return sheet(
        [
            *_why(emptying, counts),
            *(first if counts.unsent else []),
            *([go_on] if may_go else []),
            kit.side_action(tr("暂不清空") if emptying else tr("暂不退出"), lambda e: change(None), ident_name="leave-close", tone="plain"),
        ],
        ident_name=f"{leaving.way}-sheet",
        height_share=0,
    )  # fmt: skip


def _why(emptying: bool, counts: Counts) -> list[ft.Control]:
    what = unsent_words(counts.facts + counts.aside, counts.photos, counts.drafts)
    if not what:
        words = tr("本机内容均已上传。清空后须重新登录才能使用。")
        return [kit.name(tr("清空本机")), kit.ident("leave-why", kit.text(words))]
    then = tr("先上传或导出，再清空本机。") if emptying else tr("先上传或导出，再退出登录。")
    notes = [tr("草稿请先完成或放弃。")] if counts.drafts else []
    notes += [] if emptying else [tr("切换账号无需退出登录。")]
    return [
        kit.name(tr("还有内容只在这台手机上")),
        kit.ident("leave-why", kit.spaced([kit.text(tr("{what}尚未上传。", what=what)), kit.text(then)], spacing=4)),
        *map(kit.small, notes),
    ]


def _go_words(emptying: bool, counts: Counts) -> str:
    if not emptying:
        return tr("已导出，退出登录")
    return tr("已导出，清空本机") if counts.unsent else tr("清空本机")
