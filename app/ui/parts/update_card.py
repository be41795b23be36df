"""A new version waits: it is taken over only when nothing is open that it could interrupt."""

from collections.abc import Callable

import flet as ft

from app.locales import tr
from app.ui import kit
from app.ui.frame import state
from app.ui.session import Session, here


@ft.component
def UpdateCard() -> ft.Control:
    """Nothing while no version waits. Identifiers: update-ready, update."""
    session = here()
    ready, set_ready = state(False)

    def watch() -> Callable[[], None]:
        return session.host.on("update-ready", lambda: set_ready(True))

    async def take() -> None:
        if not await session.host.apply_update():
            set_ready(False)
            session.say(tr("没有等待的新版本"))

    ft.use_effect(watch, [])
    if not ready:
        return kit.gap(0)
    bar = why_not(session)
    action = session.act("update", take)
    button = kit.side_action(
        tr("更新"), None if bar else action, ident_name="update", mark=ft.Icons.SYSTEM_UPDATE_ALT, filled=True
    )
    words = [
        kit.ident("update-ready", kit.name(tr("新版本已备好"))),
        kit.small(bar or tr("更新只要几秒；已保存的内容都在。")),
    ]
    return kit.card(kit.spaced([*words, button]), tone="primary")


def why_not(session: Session) -> str | None:
    """Why this is no moment for it; None when it is."""
    if session.exchange.state.phase in ("pushing", "pulling", "photos"):
        return tr("正在上传，传完再更新。")
    if session.store.unsent_counts(None).drafts:
        return tr("有未完成的草稿，完成或放弃后再更新。")
    return None
