"""How safe and how full this phone's storage is, and the way to have it protected."""

import flet as ft

from app.hosts import StorageState
from app.locales import tr
from app.ui import kit
from app.ui.frame import state_from
from app.ui.session import Session, here
from app.ui.theme import Tone

_MB = 1_000_000
_NEARLY_FULL = 0.9


_ASKED = "asked_to_keep"  # what the system answered the last time: true or false


async def ask_to_keep(session: Session) -> bool:
    """Have the storage protected: asked of the system when somebody signs in, and by the button. Whether it promised."""
    promised = await session.host.ask_persistence()
    session.store.put_meta(_ASKED, promised)
    return promised


@ft.component
def StorageCard() -> ft.Control:
    """Identifiers: storage, storage-protected, storage-asked, protect."""
    session = here()
    known, set_known = state_from(_unknown)

    async def look() -> None:
        set_known(await session.host.storage())

    async def protect() -> None:
        promised = await ask_to_keep(session)
        await look()
        session.say(tr("已受保护") if promised else tr("系统暂未允许；请将应用添加到主屏幕后重试"))

    ft.use_effect(look, [])
    return kit.card(kit.spaced([kit.name(tr("存储")), *(_lines(session, known, protect) if known else [])]))


def _unknown() -> StorageState | None:
    return None


def _lines(session: Session, known: StorageState, protect: kit.Tap) -> list[ft.Control]:
    lines: list[ft.Control] = [kit.ident("storage", kit.text(used_words(known)))]
    if known.quota:
        full = known.used / known.quota
        lines.append(kit.progress_bar(full, "critical" if full > _NEARLY_FULL else "primary"))
        if full > _NEARLY_FULL:
            lines.append(
                kit.notice(tr("手机空间不足。已保存的内容都在；请清理照片或应用，以免无法保存新内容。"), "critical")
            )
    words, tone, mark = _protection(known)
    lines.append(ft.Row([kit.ident("storage-protected", kit.chip(words, tone, mark=mark))]))
    if known.persisted is not True:
        if session.store.get_meta(_ASKED) is False:
            lines.append(kit.ident("storage-asked", kit.small(tr("已请求过，系统未允许。"))))
        lines += [
            kit.small(tr("未受保护时，系统在空间不足或很久不用时可能清除本机内容。请求保护后，只有您自己能删除它。")),
            kit.side_action(
                tr("请求保护"), session.act("protect", protect), ident_name="protect", mark=ft.Icons.SHIELD_OUTLINED
            ),
        ]
    return lines


def used_words(known: StorageState) -> str:
    """Used and allowed; a quota of 0 is one that nobody knows."""
    if not known.quota:
        return tr("已用 {used}", used=_size(known.used))
    return tr("已用 {used} / {quota}", used=_size(known.used), quota=_size(known.quota))


def _size(count: int) -> str:
    """Bytes as 65 MB or 10.8 GB."""
    return f"{count / 1000 / _MB:.1f} GB" if count >= 1000 * _MB else f"{count / _MB:.0f} MB"


def _protection(known: StorageState) -> tuple[str, Tone, ft.IconData]:
    match known.persisted:
        case True:
            return tr("受保护：系统不会自行清除"), "done", ft.Icons.VERIFIED_USER_OUTLINED
        case False:
            return tr("未受保护"), "major", ft.Icons.GPP_MAYBE_OUTLINED
        case None:
            return tr("系统未说明是否受保护"), "plain", ft.Icons.HELP_OUTLINE
