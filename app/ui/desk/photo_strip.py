"""What waits for review, as small pictures around the one that is shown."""

from collections.abc import Callable, Sequence

import flet as ft

from app.domain.facts import preview_bytes
from app.locales import tr
from app.patrol.reviews import Waiting
from app.ui import kit
from app.ui.desk.review_facts import PART_WORDS
from app.ui.desk.shell import fine
from app.ui.desk.sizes import STRIP
from app.ui.photo import Photo
from app.ui.session import Session
from app.ui.theme import DESK_SMALL, p, size, up_to

_BEFORE = 2


def photo_strip(session: Session, queue: Sequence[Waiting], at: int, show: Callable[[str], None]) -> ft.Control:
    """As many as the window is high: two before the one that is shown, the others after it."""
    room = max(3, int(((session.page.height or 800) - size(50)) // (84 + size(20))))
    begin = max(0, min(at - _BEFORE, len(queue) - room))
    shown = queue[begin : begin + room]
    left = len(queue) - begin - len(shown)
    lines: list[ft.Control] = [fine(tr("前面 {n} 张", n=begin) if begin else "", lines=1)]
    lines += [_one(each, n == at, show) for n, each in enumerate(shown, start=begin)]
    lines.append(fine(tr("后面 {n} 张", n=left) if left else "", lines=1))
    return kit.ident(
        "review-strip",
        ft.Container(
            ft.Column(lines, spacing=6, horizontal_alignment=ft.CrossAxisAlignment.CENTER), width=STRIP, bgcolor=p().card,
            padding=ft.Padding.symmetric(vertical=6), border=ft.Border(right=ft.BorderSide(p().line_width, p().line)),
        ),
    )  # fmt: skip


def _one(each: Waiting, here: bool, show: Callable[[str], None]) -> ft.Control:
    preview = preview_bytes(each.fact) if each.fact.photos[0].sha256 == each.key else None
    picture = Photo(
        each.key,
        96,
        68,
        f"strip-photo-{each.key[:8]}",
        size="thumb",
        preview=preview,
        radius=8,
        key=f"thumb-{each.key}",
    )
    ink = p().ink_of(each.severity)
    words = kit.text(tr(PART_WORDS[each.part]), up_to(DESK_SMALL, 1.1), color=ink, lines=1, expand=True)
    said = ft.Row([kit.icon(kit.TONE_ICONS[each.severity], up_to(14, 1.1), ink), words], spacing=3, width=112)
    return kit.ident(
        f"strip-{each.key[:8]}",
        ft.Container(
            ft.Column([picture, said], spacing=1, tight=True, horizontal_alignment=ft.CrossAxisAlignment.CENTER),
            on_click=lambda e: show(each.key), padding=3, border_radius=10, ink=True,
            border=ft.Border.all(2, p().primary if here else p().card),
        ),
        button=True, key=each.key,
    )  # fmt: skip
