"""The desk's today: zones, what is critical, towers by floor, and what was last seen."""

import flet as ft

from app.locales import language, tr
from app.patrol.orphans import Orphan, orphans
from app.patrol.reviews import waiting
from app.patrol.tasks import overdue
from app.patrol.unit_flags import flags
from app.patrol.work import Work
from app.ui import kit, words
from app.ui.desk import day
from app.ui.desk.address import address
from app.ui.desk.doubt_rows import doubt_cards
from app.ui.desk.feed import feed
from app.ui.desk.heat import heat_map
from app.ui.desk.keys import key_sheet, use_keys
from app.ui.desk.shell import desk_room, desk_view, fine, heading, help_button
from app.ui.desk.zone_rows import zone_row
from app.ui.fact_words import fact_line
from app.ui.frame import use_session
from app.ui.parts.unit_flags import flag_band
from app.ui.parts.unread_card import unread_card
from app.ui.parts.update_card import update_card
from app.ui.screens.sign_in import SignIn
from app.ui.session import Session
from app.ui.theme import NAME, Tone, p

FEED = 40
MOST_ORPHANS = 5
KEYS = (("1", "今日"), ("2", "照片"), ("3", "任务"), ("?", "快捷键"))


@desk_room("today")
def DeskToday() -> ft.Control:
    session = use_session()
    sheet, set_sheet = ft.use_state(False)
    use_keys(
        session,
        {
            "Escape": lambda: set_sheet(False), "?": lambda: set_sheet(not sheet),
            "2": lambda: session.go("/desk/photos"), "3": lambda: session.go("/desk/tasks"),
        },
    )  # fmt: skip
    work = session.work
    if work is None:
        return SignIn()
    now = session.store.true_now()
    matters = work.store.matters(work.account.id, work.rules)
    late = [task for matter in matters for task in matter.tasks if task.open and words.reported_late(task)]
    under = f"{work.estate.label.text(language())} · {words.day(work, now)}"
    zones = [zone_row(session, work, row, now) for row in day.zone_days(work, matters, late, now)]
    main = ft.Column(
        [
            *update_card(session),
            *unread_card(work),
            _figures(session, work, len(waiting(work.rules, matters))),
            *_section(tr("各区")),
            *zones,
            *doubt_cards(work),
            *_critical(session, work, day.critical_cases(matters)),
            *_orphans(work, orphans(work.rules, matters, now)),
            *[flag_band(work, flag, lambda route: session.go(f"/today/{route}")) for flag in flags(work)],
            *_section(tr("楼层")),
            kit.card(heat_map(day.towers(work, matters))),
            kit.gap(16),
        ],
        spacing=10, scroll=ft.ScrollMode.AUTO, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )  # fmt: skip
    left = ft.Column(
        [
            heading(session, tr("今日"), under=under, actions=[help_button(lambda e: set_sheet(True))]),
            ft.Container(main, padding=ft.Padding.symmetric(horizontal=20), expand=True),
        ],
        spacing=0, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )  # fmt: skip
    body = ft.Row([left, feed(work, day.news(work, matters, FEED))], spacing=0, expand=True,
                  vertical_alignment=ft.CrossAxisAlignment.STRETCH)  # fmt: skip
    over = key_sheet([(key, tr(said)) for key, said in KEYS], lambda e: set_sheet(False)) if sheet else None
    return desk_view(session, "today", body, over=over, on_close=lambda e: set_sheet(False))


def _section(said: str) -> list[ft.Control]:
    return [ft.Container(kit.text(said, NAME, strong=True), padding=ft.Padding.only(top=8))]


def _figures(session: Session, work: Work, photos: int) -> ft.Control:
    """What waits for this person, each with the way there."""
    tasks = [task for matter in work.store.matters(work.account.id, work.rules) for task in matter.tasks]
    now = session.store.true_now()
    late = sum(overdue(task, now) for task in tasks)
    filed = sum(task.state == "filed" for task in tasks)
    return ft.Row(
        [
            _figure(session, "photos", photos, tr("照片待审核"), "/desk/photos", ft.Icons.PHOTO_LIBRARY_OUTLINED, "primary"),
            _figure(session, "filed", filed, tr("任务待接单"), address("/desk/tasks", {"state": "filed"}),
                    ft.Icons.INBOX_OUTLINED, "major"),
            _figure(session, "overdue", late, tr("任务逾期"), address("/desk/tasks", {"overdue": "1"}), ft.Icons.SCHEDULE, "critical"),
        ],
        spacing=12,
    )  # fmt: skip


def _figure(
    session: Session, ident_name: str, count: int, said: str, route: str, mark: ft.IconData, tone: Tone
) -> ft.Control:
    ink = p().ink_of(tone) if count else p().quiet
    card = kit.card(
        ft.Row([kit.icon(mark, 26, ink), kit.text(str(count), 22, color=ink, strong=True), fine(said, expand=True)], spacing=10),
        on_click=lambda e: session.go(route), padding=12,
    )  # fmt: skip
    return kit.ident(f"figure-{ident_name}", card, button=True, expand=True)


def _critical(session: Session, work: Work, cases: list[day.OpenCase]) -> list[ft.Control]:
    head = tr("紧急，未结 {n} 件", n=len(cases)) if cases else tr("紧急")
    if not cases:
        return [*_section(head), kit.notice(tr("没有未结的紧急事项"), "done", ident_name="no-critical")]
    return [*_section(head), *[_case(session, work, each) for each in cases]]


def _orphans(work: Work, found: list[Orphan]) -> list[ft.Control]:
    """Records of which the finding or task never came: whose phone to look at."""
    return [
        kit.notice(
            tr("{place} · {item}：{what}，但所属的发现或任务一直未收到，请核实 {who} 的手机（{when} 收到）",
               place=words.place(work, each.matter.place), item=words.item(work, each.matter.item),
               what=fact_line(work, each.matter, each.fact), who=words.person(work, each.fact.author),
               when=words.when(work, each.waiting_since)),
            "major", ident_name=f"orphan-{each.fact.id.hex[-8:]}",
        )
        for each in found[:MOST_ORPHANS]
    ]  # fmt: skip


def _case(session: Session, work: Work, each: day.OpenCase) -> ft.Control:
    """A critical case: what, where, since when, and its next step."""
    matter = each.matter
    step = next_step(work, each)
    card = kit.card(
        ft.Row(
            [
                kit.icon(kit.TONE_ICONS["critical"], 26, p().ink_of("critical")),
                ft.Column(
                    [kit.text(f"{words.place(work, matter.place)} · {words.item(work, matter.item)} · "
                              f"{words.finding(work, matter.item, each.finding)}", lines=1),
                     fine(f"{words.when(work, each.finding.at)} {words.person(work, each.case.opened_by)} · "
                          f"{words.protocol(work, each.case.protocol)}", lines=1)],
                    spacing=2, expand=True,
                ),
                ft.Column([fine(tr("下一步")), kit.text(step, 14, lines=2)], spacing=2, width=230),
            ],
            spacing=12, vertical_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        tone="critical", padding=12,
        on_click=(lambda e, t=each.task: session.go(f"/desk/tasks/{matter.id.hex}/{t.id.hex}")) if each.task else None,
    )  # fmt: skip
    return kit.ident(f"critical-{each.case.id.hex[:8]}", card, button=each.task is not None, key=each.case.id.hex)


def next_step(work: Work, each: day.OpenCase) -> str:
    """The words of the case's next step; that it waits for its tasks when it has none."""
    if each.case.next_step is None:
        return tr("等待任务办结")
    try:
        step = work.rules.protocols[each.case.protocol].step(each.case.next_step)
    except KeyError:
        return each.case.next_step
    return words.said(step.label(work.kind_of(each.matter)))
