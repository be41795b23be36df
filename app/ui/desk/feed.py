"""What was last seen, at the side of today."""

import flet as ft

from app.locales import tr
from app.patrol.work import Work
from app.ui import kit, words
from app.ui.desk.day import News
from app.ui.desk.shell import fine, panel
from app.ui.desk.sizes import LARGE_TEXT
from app.ui.fact_words import fact_line, fact_mark
from app.ui.theme import NAME, p, text_scale

WIDTH = 300


def feed(work: Work, latest: list[News]) -> ft.Control:
    """The latest first; it grows as facts come in."""
    lines = [_news(work, each) for each in latest]
    if not lines:
        lines = [kit.empty(tr("今天还没有记录"), tr("同事的签到和发现会出现在这里。"), ft.Icons.RSS_FEED)]
    return panel([kit.text(tr("最新"), NAME, strong=True), *lines], width=WIDTH, ident_name="feed")


def _news(work: Work, each: News) -> ft.Control:
    mark, tone = fact_mark(each.kind)
    if each.fact is not None and each.matter is not None:
        item, what = words.item(work, each.matter.item), fact_line(work, each.matter, each.fact)
        said = tr("{item}：{what}", item=item, what=what)
    else:
        said = {"signed_in": tr("已签到"), "confirmed": tr("其余正常"), "skipped": tr("未查，已说明")}[each.kind]
    today = each.at.astimezone(work.tz).date() == work.today()
    at = words.clock(work, each.at) if today else words.day(work, each.at)
    roomy = text_scale() <= LARGE_TEXT  # large text in the narrow panel is never cut
    return ft.Row(
        [
            kit.icon(mark, 18, p().ink_of(tone)),
            ft.Column(
                [kit.text(words.place(work, each.place), 14, lines=1 if roomy else None),
                 fine(said, color=p().ink, lines=2 if roomy else None),
                 fine(f"{at} {words.person(work, each.by)}", lines=1 if roomy else None)],
                spacing=0, expand=True,
            ),
        ],
        spacing=8, vertical_alignment=ft.CrossAxisAlignment.START, key=each.key,
    )  # fmt: skip
