"""The exchange in plain words: what is on this phone, what the server holds, when they last met, and 立即上传."""

from datetime import timedelta

import flet as ft

from app.domain.errors import ERRORS
from app.locales import fault_text, tr
from app.patrol.work import Work
from app.store import Counts
from app.sync import SyncState
from app.ui import kit
from app.ui.session import Session
from app.ui.theme import BODY, p
from app.ui.words import span, unsent_words, when

CLOCK_OFF_MS = 120_000  # a clock that is off by more is said; times are corrected by any amount

_SIGNS_IN: frozenset[str] = frozenset({"needs_sign_in"})


def sync_card(session: Session, work: Work, counts: Counts) -> list[ft.Control]:
    """Identifiers: sync-waiting, sync-phase, sync-last, sync-fault, clock-off, sync-now, sync-records, sync-retry."""
    state = session.exchange.state
    lines: list[ft.Control] = [
        kit.ident("sync-waiting", kit.name(waiting_words(counts))),
        kit.ident("sync-phase", kit.text(phase_words(state), BODY, color=p().quiet)),
    ]
    if state.total:
        lines.append(kit.progress_bar(state.done / state.total))
    lines += [
        kit.ident(f"sync-{name}", kit.text(words, BODY, color=p().ink_of("major"))) for name, words in _apart(counts)
    ]
    others = session.store.unsent_counts(None).unsent - counts.unsent
    if others > 0:
        lines.append(
            kit.ident("sync-others", kit.small(tr("同事在这台手机上还有 {n} 项，会以各自的名字上传。", n=others)))
        )
    lines.append(kit.ident("sync-last", kit.small(last_words(work, state))))
    if state.error is not None:
        lines.append(kit.notice(f"{fault_text(state.error)} [{state.error.code}]", "major", ident_name="sync-fault"))
    lines += _clock(session)
    running = state.phase in ("pushing", "pulling", "photos")
    actions = [
        kit.side_action(tr("立即上传"), None if running else session.act("sync-now", lambda: _now(session)), ident_name="sync-now",
                        mark=ft.Icons.CLOUD_UPLOAD_OUTLINED, filled=True),
        kit.side_action(tr("逐条查看"), lambda e: session.go("/me/records"), ident_name="sync-records", mark=ft.Icons.LIST_ALT),
    ]  # fmt: skip
    if state.phase in _SIGNS_IN:
        actions.append(
            kit.side_action(
                tr("重新登录"), lambda e: session.go("/sign-in"), ident_name="sync-sign-in", mark=ft.Icons.LOGIN
            )
        )
    if counts.aside:
        again = session.act("sync-retry", lambda: _again(session))
        actions.append(kit.side_action(tr("重新提交"), again, ident_name="sync-retry", mark=ft.Icons.REFRESH))
    return [kit.card(kit.spaced([*lines, kit.choices(actions)]))]


async def _now(session: Session) -> None:
    session.store.retry_photos()
    outcome = await session.exchange.run_once()
    if outcome.ok:
        session.say(tr("已与服务器核对"))


def _again(session: Session) -> None:
    session.store.retry_aside()
    session.exchange.kick()


def waiting_words(counts: Counts) -> str:
    """What is not yet on the server, or that nothing is."""
    what = unsent_words(counts.facts, counts.photos)
    return tr("还在本机：{what}", what=what) if what else tr("本机没有待传的内容")


def _apart(counts: Counts) -> list[tuple[str, str]]:
    """What the server has not simply accepted."""
    said = [
        ("held", counts.held, tr("{n} 条在服务器上，等待确认", n=counts.held)),
        ("refused", counts.refused, tr("{n} 条服务器未接受，原因见逐条查看", n=counts.refused)),
        (
            "photos-aside",
            counts.photos_aside,
            tr("{n} 张照片暂时传不上，稍后再传，原因见逐条查看", n=counts.photos_aside),
        ),
        ("photos-lost", counts.photos_lost, tr("{n} 张照片缺失，原因见逐条查看", n=counts.photos_lost)),
    ]
    return [(name, words) for name, n, words in said if n]


def phase_words(state: SyncState) -> str:
    """What the exchange does now. "Sent" is never called verified."""
    progress = f" {state.done}/{state.total}" if state.total else ""
    match state.phase:
        case "pushing":
            return tr("正在上传记录") + progress
        case "pulling":
            return tr("正在取回任务")
        case "photos":
            return tr("正在上传照片") + progress
        case "offline":
            return tr("离线")
        case "needs_sign_in":
            return tr("需要重新登录；本机内容不会丢")
        case "error":
            return tr("上次未完成，稍后自动重试")
        case _:
            return tr("有网络时自动上传")


def last_words(work: Work, state: SyncState) -> str:
    return (
        tr("上次成功：{when}", when=when(work, state.last_ok))
        if state.last_ok
        else tr("这台手机还没有与服务器完整交换过")
    )


def _clock(session: Session) -> list[ft.Control]:
    """A wrong clock is said with its amount; times are corrected all the same."""
    measured = session.store.clock_offset()
    if measured is None or abs(measured.offset_ms) < CLOCK_OFF_MS:
        return []
    off, slow = abs(measured.offset_ms), measured.offset_ms > 0
    amount = span(timedelta(milliseconds=off))
    how = tr("手机慢了 {span}。", span=amount) if slow else tr("手机快了 {span}。", span=amount)
    return [kit.notice(f"{how}{fault_text(ERRORS['clock_off'])}", "major", ident_name="clock-off")]
