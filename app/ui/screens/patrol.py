"""巡查: the legs of the route, and in each the stops and sign-in points in the order of walking."""

import flet as ft

from app.domain.records import PointDay
from app.locales import language, name, tr
from app.patrol import rounds
from app.patrol.rounds import Leg, PointRow, StopRow
from app.patrol.work import Work
from app.ui import kit
from app.ui.chip import state_chip
from app.ui.frame import screen, state_from, use_session, view
from app.ui.parts.round_end import round_end_sheet, round_line
from app.ui.parts.sign_in_flow import sign_in_flow
from app.ui.round_words import visits_words, when_words
from app.ui.routes import path_of, place_of, query_of, stop_route
from app.ui.screens.sign_in import SignIn
from app.ui.session import Session
from app.ui.tabs import tab_bar
from app.ui.theme import Tone, large, p

STATE_MARKS: dict[rounds.StopState, tuple[ft.IconData, Tone, str]] = {
    "todo": (ft.Icons.RADIO_BUTTON_UNCHECKED, "plain", "未巡查"),
    "begun": (ft.Icons.INCOMPLETE_CIRCLE, "major", "已开始"),
    "done": (ft.Icons.CHECK_CIRCLE, "done", "已确认"),
    "skipped": (ft.Icons.DO_NOT_DISTURB_ON_OUTLINED, "minor", "未能查看"),
}


@screen
def Patrol() -> ft.Control:
    session = use_session()
    state_from(lambda: _begin_at(session))
    ending, set_ending = ft.use_state(False)
    work = session.work
    if work is None:
        return SignIn()
    day = rounds.today(work)
    if not day.legs:
        body: list[ft.Control] = [
            kit.empty(tr("今天没有排给您的巡查区"), tr("发现问题，点下方「发现」。"), ft.Icons.EVENT_AVAILABLE)
        ]
        return view(body, top=kit.bar(tr("巡查"), actions=[state_chip(session)]), foot=tab_bar(session, "patrol"))
    leg = next((each for each in day.legs if each.id == session.leg), None) or _where_one_is(day)
    signed, points = leg.signed
    under = tr("签到 {done}/{n}", done=signed, n=points) if leg.points else None
    rows: list[ft.Control] = [_leg_chips(day, leg, session.choose_leg), *_walk(session, work, leg)]
    rows += round_line(work, lambda: set_ending(True))
    return view(
        rows, top=kit.bar(f"{tr('巡查')} · {name(leg)}", under=under, actions=[state_chip(session)]), bottom=_bottom(session, leg),
        foot=tab_bar(session, "patrol"), on_close_sheet=lambda e: set_ending(False),
        sheet=round_end_sheet(session, work, day, lambda: set_ending(False)) if ending else None,
    )  # fmt: skip


def _begin_at(session: Session) -> None:
    """The leg that the address asks for (?leg=3), or that of the stop which lies over the list after a reload; else where one is."""
    route = session.page.route
    asked = query_of(route).get("leg", "")
    stop = (
        session.work.estate.stop(place_of(path_of(route).partition("/stop/")[2].partition("/")[0]))
        if session.work
        else None
    )
    session.leg = int(asked) if asked.isdigit() else stop.leg if stop else 0


def _where_one_is(day: rounds.Today) -> Leg:
    return next((leg for leg in day.legs if not leg.walked), day.legs[0])


def _leg_chips(day: rounds.Today, current: Leg, choose: kit.Tap) -> ft.Control:
    """All legs in sight: nobody looks sideways for the next one. Large texts would fill the screen with them: there they
    are one line that is pushed sideways."""
    chips = [
        kit.choice(
            f"{name(leg)}{_how_far(leg)}", leg.id == current.id,
            lambda e, leg=leg: choose(leg.id), ident_name=f"walk-{leg.id}", slim=True,
        )
        for leg in day.legs
    ]  # fmt: skip
    if large():
        return kit.ident("legs", ft.Row(chips, spacing=kit.GAP, scroll=ft.ScrollMode.AUTO))
    return kit.choices(chips)


def _how_far(leg: Leg) -> str:
    """Nothing before the leg is begun: five times 0% would be read for nothing."""
    return " ✓" if leg.share >= 1 else f" {round(leg.share * 100)}%" if leg.share > 0 else ""


def _walk(session: Session, work: Work, leg: Leg) -> list[ft.Control]:
    """Stops in order, each building under its own heading with its points."""
    rows: list[ft.Control] = []
    heading = None
    points = {row.point.id: row for row in leg.points}
    for row in leg.stops:
        building = row.stop.place.split("/")[1] if row.stop.place.startswith("b/") else None
        if building and building != heading:
            known = work.estate.building(building)
            rows.append(kit.text(known.label.text(language()) if known else building, 16, color=p().quiet))
        heading = building
        rows.append(_stop_row(session, row))
        for point in [point for point in points.values() if work.estate.stop_of(point.point.place) == row.stop.place]:
            rows.append(_point_row(session, work, points.pop(point.point.id)))
    rows += [_point_row(session, work, point) for point in points.values()]
    return rows


def _stop_row(session: Session, row: StopRow) -> ft.Control:
    mark, tone, words = STATE_MARKS[row.state]
    right: list[ft.Control] = []
    if row.found:
        right.append(kit.chip(tr("发现 {n}", n=len(row.found)), row.worst or "minor", mark=ft.Icons.FLAG_OUTLINED))
    elif row.open_tasks:
        right.append(kit.chip(tr("未结 {n}", n=len(row.open_tasks)), row.worst or "minor"))
    when = when_words(session.work, row) if session.work else ""
    lines: list[ft.Control] = [kit.name(row.stop.label.text(language()), lines=2), kit.small(tr(words) + when)]
    if large():
        lines += [kit.choices(right)] if right else []
        right = []
    inside = ft.Row(
        [
            kit.icon(mark, 26, p().ink_of(tone)), kit.spaced(lines, spacing=0, expand=True),
            *right, kit.icon(ft.Icons.CHEVRON_RIGHT),
        ],
        spacing=12,
    )  # fmt: skip
    ident = f"stop-{row.stop.place.replace('/', '~')}"
    return kit.ident(
        ident, kit.card(inside, on_click=lambda e: session.go(stop_route("/patrol", row.stop.place)), padding=12),
        button=True, key=ident,
    )  # fmt: skip


def _point_row(session: Session, work: Work, row: PointRow) -> ft.Control:
    record: PointDay | None = row.record
    words = (
        visits_words(work, record)
        if record and row.signed
        else tr("签到点 · 本轮未签")
        if row.times
        else tr("签到点 · 未签")
    )
    tone: Tone = "done" if row.signed else "primary"
    inside = ft.Row(
        [
            kit.icon(ft.Icons.WHERE_TO_VOTE if row.signed else ft.Icons.QR_CODE_2, 24, p().ink_of(tone)),
            kit.spaced([kit.text(row.point.label.text(language()), lines=1), kit.small(words)], spacing=0, expand=True),
        ],
        spacing=12,
    )  # fmt: skip
    ident = f"point-{row.point.id}"
    return kit.ident(
        ident,
        ft.Container(inside, padding=ft.Padding.only(left=28, right=12, top=8, bottom=8), border_radius=12, ink=True,
                     on_click=session.act("scan", lambda: sign_in_flow(session))),
        button=True, key=ident,
    )  # fmt: skip


def _bottom(session: Session, leg: Leg) -> list[ft.Control]:
    unsigned = next((row for row in leg.points if not row.signed), None)
    todo = next((row for row in leg.stops if row.state in ("todo", "begun")), None)
    if unsigned is not None:
        words = tr("扫码签到 · {place}", place=unsigned.point.label.text(language()))
        return [
            kit.main_action(
                words,
                session.act("scan", lambda: sign_in_flow(session)),
                ident_name="scan",
                mark=ft.Icons.QR_CODE_SCANNER,
            )
        ]
    if todo is not None:
        words = tr("继续 · {place}", place=todo.stop.label.text(language()))
        return [
            kit.main_action(
                words,
                lambda e: session.go(stop_route("/patrol", todo.stop.place)),
                ident_name="next-stop",
                mark=ft.Icons.ROUTE,
            )
        ]
    return [kit.notice(tr("本段已巡完。"), "done", ident_name="leg-done")]
