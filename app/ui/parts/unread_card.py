"""Records that this version cannot read are left out of every screen; that is said where a day begins."""

import flet as ft

from app.locales import tr
from app.patrol.work import Work
from app.ui import kit


def unread_card(work: Work) -> list[ft.Control]:
    """Nothing while all that was asked for could be read: ask for it after the screen's other parts. Identifier: unread."""
    many = work.store.unread(work.account.id)
    if not many:
        return []
    return [
        kit.notice(
            tr("有 {n} 条记录无法显示，其余不受影响。请更新应用或联系管理员。", n=many), "major", ident_name="unread"
        )
    ]
