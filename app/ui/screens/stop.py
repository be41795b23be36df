"""停留: the checklist of one stop. What is wrong is entered first; then one tap says that the rest is in order."""

from collections.abc import Callable

import flet as ft

from app.domain import calendar
from app.domain.asked import Group
from app.domain.catalogue import Item
from app.domain.estate import Stop
from app.locales import language, tr
from app.patrol import rounds
from app.patrol.work import Work
from app.ui import kit
from app.ui.chip import state_chip
from app.ui.frame import screen, state_from, use_session, view
from app.ui.parts.item_sheet import DRAFT_KIND, Begun, ItemSheet, begin, begun_of
from app.ui.parts.site_visit import site_visit
from app.ui.parts.stop_actions import skip_sheet, stop_actions
from app.ui.parts.stop_rows import free_row, group_rows
from app.ui.routes import place_of
from app.ui.screens.sign_in import SignIn
from app.ui.session import Session


@screen
def StopScreen() -> ft.Control:
    session = use_session()
    place = place_of(ft.use_route_params().get("stop", ""))
    open_sheet, set_open = state_from(lambda: _left_open(session, place))
    skipping, set_skipping = ft.use_state(False)
    work = session.work
    stop = work.estate.stop(place) if work else None
    # A row is drawn anew only when it has changed; for that its handler has to stay the same one.
    shows: dict[tuple[str, str | None], Callable[..., None]] = ft.use_memo(dict, [stop])
    if work is None:
        return SignIn()
    if stop is None:
        return view(
            [kit.empty(tr("没有这个地点"), tr("请返回巡查重新选择。"))],
            top=kit.bar(tr("停留"), back=lambda e: session.go("/patrol")),
        )
    row = rounds.stop_row(work, stop)
    visit = row.record.visit if row.record else None
    groups = _groups(work, stop, visit)

    def show(item: Item, at: str | None = None) -> Callable[..., None]:
        def opens(event: object = None) -> None:
            set_open((item, begin(session, stop, item, at)))

        return shows.setdefault((item.id, at), opens)

    body: list[ft.Control] = []
    if stop.type == "site":
        body += site_visit(session, work, stop, visit)
    for group in groups:
        body += group_rows(session, work, stop, row, group, show)
    body += free_row(show, work, row)
    shown = None
    if open_sheet is not None:
        item, begun = open_sheet
        shown = ItemSheet(stop, item, begun, lambda: set_open(None), key=str(begun.id))
    elif skipping:
        shown = skip_sheet(session, work, stop, lambda: set_skipping(False))
    under = {"todo": None, "begun": None, "done": tr("已确认"), "skipped": tr("未能查看")}[row.state]
    return view(
        body,
        top=kit.bar(stop.label.text(language()), back=lambda e: session.up(), under=under, actions=[state_chip(session)]),
        bottom=stop_actions(session, work, stop, row, groups, lambda: set_skipping(True)),
        sheet=shown, on_close_sheet=lambda e: (set_open(None), set_skipping(False)),
    )  # fmt: skip


def _left_open(session: Session, place: str) -> tuple[Item, Begun] | None:
    """A sheet that was open when the page was killed (the system's camera does that) opens again as it was."""
    if session.work is None:
        return None
    for draft in session.work.store.drafts(session.work.account.id):
        if draft.kind == DRAFT_KIND and draft.data["stop"] == place:
            begun = begun_of(draft)
            return session.work.rules.catalogue.item(begun.item), begun
    return None


def _groups(work: Work, stop: Stop, visit: str | None) -> tuple[Group, ...]:
    season = calendar.in_season(work.today(), work.rules.settings)
    return work.estate.items_at(
        stop, work.rules.catalogue, day=work.today(), in_season=season, visit=visit, register=work.register
    )  # fmt: skip
