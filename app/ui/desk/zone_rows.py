"""One zone of the day in one row: how much is done, when it was signed at, and what is wrong."""

from datetime import datetime

import flet as ft

from app.locales import language, name, tr
from app.patrol.work import Work
from app.ui import kit, words
from app.ui.desk.address import address
from app.ui.desk.day import Visit, ZoneDay
from app.ui.desk.shell import fine
from app.ui.desk.sizes import LARGE_TEXT
from app.ui.session import Session
from app.ui.theme import Tone, p, size, text_scale

STRIP = 250  # pixels
_FIRST, _LAST = 7 * 60, 20 * 60  # minutes of the day that the strip shows; what is outside stands at its ends


def zone_row(session: Session, work: Work, row: ZoneDay, now: datetime) -> ft.Control:
    """The row; its figures lead to the tasks of the zone."""
    id_ = row.zone.id
    who = words.listed(words.person(work, walker) for walker in row.walkers) or tr("无人巡查")
    figures_said = tr("巡查点 {a}/{b} · 签到 {c}/{d}", a=row.stops[0], b=row.stops[1], c=row.points[0], d=row.points[1])
    per_day = work.rules.settings.count("rounds.per_day")
    rounds_said = [fine(tr("每日 {n} 轮", n=per_day), lines=1)] if per_day > 1 else []
    said = ft.Column(
        [kit.text(name(row.zone.label), strong=True, lines=2), fine(who, lines=1), fine(figures_said, lines=1), *rounds_said],
        spacing=1, expand=True,
    )  # fmt: skip

    def to_tasks(query: dict[str, str]) -> str:
        return address("/desk/tasks", {"zone": id_, **query})

    figures = ft.Row(
        [
            _figure(
                session, f"{id_}-critical", row.critical, tr("紧急"), "critical", to_tasks({"severity": "critical"})
            ),
            _figure(session, f"{id_}-overdue", row.overdue, tr("逾期"), "critical", to_tasks({"overdue": "1"})),
            _figure(session, f"{id_}-late", row.late, tr("补报"), "major", to_tasks({})),
            _figure(session, f"{id_}-skipped", len(row.skipped), tr("未能查看"), "major", None, wide=True),
        ],
        spacing=6,
    )
    ring = kit.ident(
        f"ring-{id_}", kit.ring(row.share, int(size(60))), label=tr("今日完成 {n}%", n=round(row.share * 100))
    )
    strip = _strip(work, id_, row.visits, now)
    roomy = text_scale() <= LARGE_TEXT
    line = ft.Row(
        [ring, said, *([strip] if roomy else []), figures], spacing=14, vertical_alignment=ft.CrossAxisAlignment.CENTER
    )
    content = line if roomy else ft.Column([line, strip], spacing=6, tight=True)
    return kit.ident(f"zone-{id_}", kit.card(content, padding=12), key=id_)


def strip_x(work: Work, at: datetime, width: float = STRIP) -> float:
    """Where a moment stands on the strip, in pixels from its left end."""
    local = at.astimezone(work.tz)
    minute = min(max(local.hour * 60 + local.minute, _FIRST), _LAST)
    return width * (minute - _FIRST) / (_LAST - _FIRST)


def _strip(work: Work, zone: str, visits: tuple[Visit, ...], now: datetime) -> ft.Control:
    """Sign-ins as dots by their time, from seven to eight; a line says where now is."""
    line: list[ft.Control] = [
        ft.Container(left=0, right=0, top=17, height=2, bgcolor=p().line),
        ft.Container(left=strip_x(work, now), top=8, width=2, height=20, bgcolor=p().quiet),
    ]
    for hour in (8, 12, 16, 20):
        line.append(ft.Container(fine(f"{hour}"), left=STRIP * (hour * 60 - _FIRST) / (_LAST - _FIRST) - 8, top=26))
    for visit in visits:
        line.append(
            ft.Container(
                left=strip_x(work, visit.at) - 4, top=13, width=9, height=9, border_radius=5, bgcolor=p().primary
            )
        )
    said = tr("签到 {n} 次", n=len(visits))
    if visits:
        said += tr("，最近 {at}", at=words.clock(work, visits[-1].at))
    return kit.ident(f"strip-{zone}", ft.Stack(line, width=STRIP + size(16), height=26 + size(20)), label=said)


def _figure(
    session: Session, ident_name: str, count: int, said: str, tone: Tone, route: str | None, *, wide: bool = False
) -> ft.Control:
    """A count and what it counts. wide: for words that are longer than those of the others."""
    ink = p().ink_of(tone) if count else p().quiet
    narrow, broad = (48, 60) if language() == "zh" else (62, 84)
    return kit.ident(
        f"count-{ident_name}",
        ft.Container(
            ft.Column([kit.text(str(count), color=ink, strong=count > 0), fine(said, color=ink)], spacing=0, tight=True,
                      horizontal_alignment=ft.CrossAxisAlignment.CENTER),
            width=size(broad if wide else narrow), padding=ft.Padding.symmetric(vertical=4), border_radius=10, alignment=ft.Alignment.CENTER,
            bgcolor=p().ground_of(tone) if count else None, ink=bool(count and route),
            on_click=(lambda e: session.go(route)) if count and route else None,
        ),
        button=bool(count and route),
    )  # fmt: skip
