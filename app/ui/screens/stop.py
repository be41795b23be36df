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
from app.patrol.begun import begun_here
from app.patrol.drafts import FoundDraft
from app.patrol.unit_flags import flags
from app.patrol.work import Work
from app.ui import kit
from app.ui.chip import state_chip
from app.ui.frame import part, screen, scrolling, state_from, thumb_bar, use_session, view
from app.ui.parts.begun import Begun, begin, left_of, left_open
from app.ui.parts.item_sheet import ItemSheet
from app.ui.parts.site_visit import site_visit
from app.ui.parts.stop_actions import done_words, skip_sheet, soon_sheet, stop_actions, stop_done
from app.ui.parts.stop_rows import free_row, group_rows
from app.ui.parts.unit_flags import flag_band
from app.ui.routes import found_route, place_of, query_of
from app.ui.screens.sign_in import SignIn
from app.ui.session import Session


@screen
def StopScreen() -> ft.Control:
    """The screen holds what lies over the list; list, title and actions draw themselves, so that a sheet costs only itself."""
    session = use_session(of=_standing)
    place = place_of(ft.use_route_params().get("stop", ""))
    open_sheet, set_open = state_from(lambda: _left_open(session, place))
    asking, set_asking = ft.use_state("")
    work = session.work
    stop = work.estate.stop(place) if work else None
    show = ft.use_memo(lambda: _Sheets(session, stop, set_open), [stop])

    def asks(what: str) -> None:
        session.hush()  # its 撤销 would lie where the thumb has just been
        set_asking(what)

    ask = ft.use_memo(lambda: asks, [])

    def stay() -> Callable[[], None]:
        session.stays.begin(place)
        if stop is not None:
            session.at_leg(stop.leg)
        return lambda: session.stays.end(place)

    ft.use_effect(stay, [place])
    if work is None:
        return SignIn()
    if stop is None:
        return view(
            [kit.empty(tr("没有这个地点"), tr("请返回巡查重新选择。"))],
            top=kit.bar(tr("巡查点"), back=lambda e: session.go("/patrol")),
        )
    shown = None
    if open_sheet is not None:
        item = work.rules.catalogue.item(open_sheet.item)
        shown = ItemSheet(stop, item, open_sheet, lambda: set_open(None), key=str(open_sheet.id))
    elif asking == "skip":
        shown = skip_sheet(session, work, stop, lambda: set_asking(""))
    elif asking == "soon" and (here := _here(session, place)) is not None:
        shown = soon_sheet(session, work, stop, here.row, here.groups, lambda: set_asking(""))
    return view(
        StopList(place, show), top=StopTop(place), bottom=StopActions(place, ask),
        sheet=shown, on_close_sheet=lambda e: (set_open(None), set_asking("")),
    )  # fmt: skip


def _standing(session: Session) -> Hashable:
    """What the screen itself shows: whose work, and how it looks."""
    return id(session.work), session.look.lang, session.look.theme, session.look.text_scale


class _Sheets:
    """Handlers that open an item's sheet; a row is drawn anew only when it has changed, so its handler stays the same one."""

    def __init__(self, session: Session, stop: Stop | None, set_open: Callable[[Begun | None], None]) -> None:
        self._session, self._stop, self._set_open = session, stop, set_open
        self._handlers: dict[tuple[str, str | None], Callable[..., None]] = {}

    def __call__(self, item: Item, at: str | None = None) -> Callable[..., None]:
        def opens(event: object = None) -> None:
            assert self._stop is not None
            assert self._session.work is not None
            left = left_of(self._session.work, self._stop, item.id, at)
            if isinstance(left, FoundDraft):
                self._session.go(found_route(draft=left.id, back=self._session.page.route))
            else:
                self._set_open(left or begin(self._session, self._stop, item, at))

        return self._handlers.setdefault((item.id, at), opens)


@dataclass(frozen=True)
class _Here:
    """The stop as it stands now. begun: items that are being filled in, each with its place."""

    work: Work
    stop: Stop
    row: rounds.StopRow
    begun: frozenset[tuple[str, str | None]]

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
        begun = frozenset((draft.data["item"], draft.data.get("place")) for draft in begun_here(work, stop))
        return _Here(work, stop, rounds.stop_row(work, stop), begun)

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
    body: list[ft.Control] = stop_done(session, here.work, here.row)
    body += [flag_band(here.work, flag, session.deeper) for flag in marks]
    if here.stop.type == "site":
        body += site_visit(session, here.work, here.stop, here.visit)
    for group in here.groups:
        body += group_rows(session, here.work, here.stop, here.row, group, show, here.begun)
    return scrolling([*body, *free_row(show, here.work, here.row, here.begun)])


@part
def StopActions(place: str, ask: Callable[[str], None]) -> ft.Control:
    """ask: opens the sheet with the reasons ("skip") or with the question of one who was quick ("soon")."""
    session = use_session()
    here = _here(session, place)
    if here is None:
        return thumb_bar([])
    return thumb_bar(
        stop_actions(
            session, here.work, here.stop, here.row, here.groups, skip=lambda: ask("skip"), ask=lambda: ask("soon")
        )
    )


def _left_open(session: Session, place: str) -> Begun | None:
    """What the address names (?draft=…), or what was on the screen when the page was killed."""
    work = session.work
    stop = work.estate.stop(place) if work else None
    return left_open(work, stop, query_of(session.page.route).get("draft", "")) if work and stop else None
