"""A new version waits, and is taken when the person says so; one that did not begin is told of."""

import flet as ft

from app.domain.errors import ERRORS
from app.locales import fault_text, tr
from app.ui import kit
from app.ui.session import Session


def update_card(session: Session) -> list[ft.Control]:
    """Nothing while no version waits and none was refused. It stands where nothing is open that it could interrupt; what
    was begun is a draft, and an upload goes on after it. Identifiers: update-ready, update; update-refused, update-again.
    """
    if session.update is None:
        return []
    return [_ready(session) if session.update == "ready" else _refused(session)]


def _ready(session: Session) -> ft.Control:
    async def take() -> None:
        if not await session.host.apply_update():
            session.set_update(None)
            session.say(tr("没有等待的新版本"))

    action = session.act("update", take)
    button = kit.side_action(tr("更新"), action, ident_name="update", mark=ft.Icons.SYSTEM_UPDATE_ALT, filled=True)
    words = [
        kit.ident("update-ready", kit.name(tr("新版本已就绪"))),
        kit.small(tr("更新只要几秒；记录、照片和草稿都在。")),
    ]
    return kit.card(kit.spaced([*words, button]), tone="primary")


def _refused(session: Session) -> ft.Control:
    """The version before goes on; the new one can be tried again."""
    fault = ERRORS["update_refused"].fault()
    words = kit.ident("update-refused", kit.small(f"{fault_text(fault)} [{fault.code}]", lines=6))
    again = session.act("update-again", session.host.try_again)
    button = kit.side_action(tr("重试新版本"), again, ident_name="update-again", mark=ft.Icons.REPLAY)
    return kit.card(kit.spaced([words, button]), tone="major")
