"""The chip on every screen: what is on this phone, what is on its way, what the server has verified. Words, not a spinner."""

import flet as ft

from app.locales import language, tr
from app.store import Counts
from app.sync import SyncState
from app.ui import kit
from app.ui.session import Session
from app.ui.theme import Tone, large


def chip_words(state: SyncState, counts: Counts) -> tuple[str, Tone]:
    """The words and the tone. "Sent" is never called synced: photos still count until they are verified."""
    waiting = counts.facts + counts.photos
    match state.phase:
        case "pushing" | "pulling" | "photos" if state.total:
            return tr("上传中 {done}/{total}", done=state.done, total=state.total), "primary"
        case "needs_sign_in":
            return tr("请登录 · {n} 条在本机", n=waiting), "major"
        case "offline" | "error":
            return (
                tr("离线 · {n} 条在本机", n=waiting) if waiting else tr("离线 · 无待传")
            ), "major" if waiting else "plain"
        case _ if waiting:
            return tr("{n} 条在本机", n=waiting), "primary"
        case _ if counts.photos_lost:
            return tr("{n} 张照片缺失", n=counts.photos_lost), "major"
        case _:
            return tr("已核验"), "done"


def state_chip(session: Session) -> ft.Control:
    """A tap opens the sync page."""
    counts = session.store.unsent_counts(session.store.current.id if session.store.current else None)
    words, tone = chip_words(session.exchange.state, counts)
    # English words leave a title beside them no room on a phone; over two lines they do.
    lines = words.split(" · ") if language() == "en" and session.form == "phone" and not large() else [words]
    marks = {
        "done": ft.Icons.CLOUD_DONE_OUTLINED,
        "major": ft.Icons.CLOUD_OFF_OUTLINED,
        "primary": ft.Icons.CLOUD_UPLOAD_OUTLINED,
    }
    return kit.ident(
        "state-chip",
        ft.Container(
            kit.chip("\n".join(lines), tone, mark=marks.get(tone, ft.Icons.CLOUD_OFF_OUTLINED), in_bar=True), on_click=lambda e: session.go("/me"),
            padding=ft.Padding.symmetric(vertical=12 if len(lines) == 1 else 2), ink=True, border_radius=8,
        ),
        button=True,
    )  # fmt: skip
