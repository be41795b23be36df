"""A start over an emptied storage says so: what had waited here, what the server never got, and what to do about it."""

import flet as ft

from app.domain.exchange import Elsewhere
from app.locales import name, tr
from app.patrol.work import Work
from app.sync.keepsake import Emptied, Keepsake, emptied, has_read
from app.ui import kit
from app.ui.session import Session
from app.ui.theme import BODY
from app.ui.words import brief, item, listed, place, span, unsent_words, when

SHOWN_PHOTOS = 5


def emptied_card(session: Session) -> list[ft.Control]:
    """Nothing while there is nothing to say. Identifiers: emptied, emptied-seen, emptied-told, emptied-photos, emptied-read."""
    known = emptied(session.store)
    work = session.work
    if known is None or not known.concerns(work.account.id if work else None):
        return []
    title = tr("这台手机的本机存储被清空过") if known.seen else tr("您的另一台设备还有未上传的内容")
    lines: list[ft.Control] = [kit.name(title)]
    if known.seen is not None:
        lines.append(kit.ident("emptied-seen", kit.text(seen_words(session, known.seen), BODY)))
    if work is None:
        lines.append(kit.small(tr("服务器上的内容都在。登录后取回任务，并列出缺少的内容。")))
    else:
        lines += _told(session, work, known)
    return [kit.ident("emptied", kit.card(kit.spaced(lines, spacing=8), tone="major"), key="emptied")]


def _told(session: Session, work: Work, known: Emptied) -> list[ft.Control]:
    def read() -> None:
        has_read(session.store, work.account.id)

    account = work.account.id
    lost = known.facts_lost(account)
    lines: list[ft.Control] = []
    for device in known.told.get(account, []):
        lines.append(
            kit.ident("emptied-told", kit.text(told_words(work, device, lost if device.before else None), BODY))
        )
        if device.lacking:
            lines += _photos(work, device)
    if lost:
        lines.append(kit.small(tr("如果导出过文件，请交给主管取回。")))
    lines.append(
        kit.side_action(tr("知道了"), session.act("emptied-read", read), ident_name="emptied-read", mark=ft.Icons.CHECK)
    )
    return lines


def _photos(work: Work, device: Elsewhere) -> list[ft.Control]:
    """Where the photos were taken that never arrived."""
    shown = device.photos[:SHOWN_PHOTOS]
    rows = [
        listed(
            [*([place(work, photo.place)] if photo.place else []), *([item(work, photo.item)] if photo.item else [])]
        )
        + f" · {brief(work, photo.at)}"
        for photo in shown
    ]
    more = [tr("还有 {n} 张", n=device.lacking - len(shown))] if device.lacking > len(shown) else []
    words = tr("服务器未收到 {n} 张照片，请补拍：", n=device.lacking)
    return [
        kit.ident("emptied-photos", kit.spaced([kit.text(words, BODY), *map(kit.small, [*rows, *more])], spacing=2))
    ]


def seen_words(session: Session, seen: Keepsake) -> str:
    """What had not been sent when the storage was last seen whole."""
    ago = span(session.store.true_now() - seen.at)
    if not seen.unsent:
        return tr("{span}前最后一次记录时，没有未上传的内容。", span=ago)
    whose = listed(tr("{name} {n} 项", name=name(each), n=each.n) for each in seen.people)
    return tr(
        "{span}前最后一次记录时，尚未上传：{what}（{whose}）。",
        span=ago, what=unsent_words(seen.facts, seen.photos, seen.drafts), whose=whose,
    )  # fmt: skip


def told_words(work: Work, device: Elsewhere, lost: int | None) -> str:
    """How far the server got with that device. lost: facts that never arrived, None where nobody can know."""
    if device.last_at is None:
        got = tr("服务器没有收到过那台设备的记录。")
    else:
        got = tr("服务器收到的记录到第 {seq} 条（{when}）为止。", seq=device.last_seq, when=when(work, device.last_at))
    if lost is None:
        return got
    return "\n".join([got, tr("之后 {n} 条未收到，请补记。", n=lost) if lost else tr("记录已全部收到。")])
