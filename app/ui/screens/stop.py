"""巡查点: the checklist of one stop. What is wrong is entered first; then one tap says that the rest is in order."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property

import flet as ft

from app.domain import calendar
from app.domain.asked import Group
from app.domain.catalogue import Item
from app.domain.estate import Stop
from app.locales import language, tr
from app.patrol import rounds
from app.patrol.unit_flags import flags
from app.patrol.work import Work
from app.ui import kit
from app.ui.chip import state_chip
from app.ui.frame import part, screen, scrolling, state_from, thumb_bar, use_session, view
from app.ui.parts.item_sheet import DRAFT_KIND, Begun, ItemSheet, begin, begun_of
from app.ui.parts.site_visit import site_visit
from app.ui.parts.stop_actions import done_words, skip_sheet, stop_actions
from app.ui.parts.stop_rows import free_row, group_rows
from app.ui.parts.unit_flags import flag_band
from app.ui.routes import place_of
from app.ui.screens.sign_in import SignIn
from app.ui.session import Session


@screen
def StopScreen() -> ft.Control:
    """The screen holds what lies over the list; list, title and actions draw themselves, so that a sheet costs only itself."""
    session = use_session(of=_standing)
    place = place_of(ft.use_route_params().get("stop", ""))
    open_sheet, set_open = state_from(lambda: _left_open(session, place))
    skipping, set_skipping = ft.use_state(False)
    work = session.work
    stop = work.estate.stop(place) if work else None
    show = ft.use_memo(lambda: _Sheets(session, stop, set_open), [stop])
    skip = ft.use_memo(lambda: lambda: set_skipping(True), [])
    if work is None:
        return SignIn()
    if stop is None:
        return view(
            [kit.empty(tr("没有这个地点"), tr("请返回巡查重新选择。"))],
            top=kit.bar(tr("巡查点"), back=lambda e: session.go("/patrol")),
        )
    shown = None
    if open_sheet is not None:
        item, begun = open_sheet
        shown = ItemSheet(stop, item, begun, lambda: set_open(None), key=str(begun.id))
    elif skipping:
        shown = skip_sheet(session, work, stop, lambda: set_skipping(False))
    return view(
        StopList(place, show), top=StopTop(place), bottom=StopActions(place, skip),
        sheet=shown, on_close_sheet=lambda e: (set_open(None), set_skipping(False)),
    )  # fmt: skip


def _standing(session: Session) -> Hashable:
    """What the screen itself shows: whose work, and how it looks."""
    return id(session.work), session.look.lang, session.look.theme, session.look.text_scale


class _Sheets:
    """Handlers that open an item's sheet; a row is drawn anew only when it has changed, so its handler stays the same one."""

    def __init__(
        self, session: Session, stop: Stop | None, set_open: Callable[[tuple[Item, Begun] | None], None]
    ) -> None:
        self._session, self._stop, self._set_open = session, stop, set_open
        self._handlers: dict[tuple[str, str | None], Callable[..., None]] = {}

    def __call__(self, item: Item, at: str | None = None) -> Callable[..., None]:
        def opens(event: object = None) -> None:
            assert self._stop is not None
            left = _left_open(self._session, self._stop.place, item.id)
            self._set_open(left or (item, begin(self._session, self._stop, item, at)))

        return self._handlers.setdefault((item.id, at), opens)


@dataclass(frozen=True)
class _Here:
    """The stop as it stands now."""

    work: Work
    stop: Stop
    row: rounds.StopRow

    @property
    def visit(self) -> str | None:
        return self.row.record.visit if self.row.record else None

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        work = self.work
        season = calendar.in_season(work.today(), work.rules.settings)
        return work.estate.items_at(
            self.stop, work.rules.catalogue, day=work.today(), in_season=season, visit=self.visit, register=work.register
        )  # fmt: skip


def _here(session: Session, place: str) -> _Here | None:
    """None while nobody is signed in, or the stop has left the estate: the screen says so."""

    def look() -> _Here | None:
        work = session.work
        stop = work.estate.stop(place) if work else None
        if work is None or stop is None:
            return None
        return _Here(work, stop, rounds.stop_row(work, stop))

    return session.once(("stop", place), look)


@part
def StopTop(place: str) -> ft.Control:
    session = use_session()
    here = _here(session, place)
    if here is None:
        return ft.Container()
    under: str | ft.Control | None = tr("未能查看") if here.row.state == "skipped" else None
    if here.row.state == "done" and here.row.record is not None:
        under = kit.ident("stop-done", kit.under_title(done_words(here.work, here.row.record), "done"))
    return kit.bar(
        here.stop.label.text(language()), back=lambda e: session.up(), under=under, actions=[state_chip(session)]
    )


@part
def StopList(place: str, show: Callable[..., Callable[..., None]]) -> ft.Control:
    session = use_session()
    here = _here(session, place)
    if here is None:
        return ft.Container()
    marks = [flag for flag in flags(here.work) if here.work.estate.stop_of(flag.place) == here.stop.place]
    body: list[ft.Control] = [flag_band(here.work, flag, session.deeper) for flag in marks]
    if here.stop.type == "site":
        body += site_visit(session, here.work, here.stop, here.visit)
    for group in here.groups:
        body += group_rows(session, here.work, here.stop, here.row, group, show)
    return scrolling([*body, *free_row(show, here.work, here.row)])


@part
def StopActions(place: str, skip: Callable[[], None]) -> ft.Control:
    session = use_session()
    here = _here(session, place)
    return thumb_bar(stop_actions(session, here.work, here.stop, here.row, here.groups, skip) if here else [])


def _left_open(session: Session, place: str, item: str | None = None) -> tuple[Item, Begun] | None:
    """A sheet that was left without saving (by back, or the page was killed) opens again as it was. item: that item's alone."""
    if session.work is None:
        return None
    for draft in session.work.store.drafts(session.work.account.id):
        if draft.kind == DRAFT_KIND and draft.data["stop"] == place and item in (None, draft.data["item"]):
            begun = begun_of(draft)
            return session.work.rules.catalogue.item(begun.item), begun
    return None
