"""The running app as the screens see it: host, store, exchange, who is signed in, and how things are drawn."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import flet as ft

from app.domain.bundle import Bundle
from app.domain.clock import Clock
from app.domain.errors import ERRORS, ZonewalkError
from app.domain.facts import Fact
from app.domain.ids import Rng
from app.hosts import Host
from app.locales import Lang, fault_text, set_language, tr
from app.patrol import rounds
from app.patrol.open_camera import LostPhoto, left_open
from app.patrol.rounds import Today
from app.patrol.stays import Stays
from app.patrol.work import Work, at_work
from app.store import Store
from app.sync import Exchange
from app.sync.keepsake import notice
from app.ui import theme
from app.ui.moment import AFTER_THE_SCREEN_S, Moment
from app.ui.routes import above, below, tab_of
from app.ui.theme import ThemeName

log = logging.getLogger("zonewalk")

Listener = Callable[[], bool]
T = TypeVar("T")

# For what Flutter itself says: tooltips of its buttons, the menu over a marked text.
LOCALES: dict[Lang, ft.Locale] = {"zh": ft.Locale("zh", "CN"), "en": ft.Locale("en", "US")}


@dataclass
class Look:
    """How the person wants the screens: kept on the device."""

    lang: Lang = "zh"
    theme: ThemeName = "light"
    text_scale: float = 1.0


@dataclass
class Session:
    """One run of the app. Screens reach it by `here()`; it lives as the page's data."""

    host: Host
    store: Store
    exchange: Exchange
    bundle: Bundle
    clock: Clock
    rng: Rng
    page: ft.Page = field(init=False)
    look: Look = field(default_factory=Look)
    work: Work | None = None
    version: int = 0
    update: Literal["ready", "refused"] | None = None  # of the app itself: a version waits, or one did not begin
    last_spots: dict[str, str] = field(default_factory=dict)
    lost: LostPhoto | None = None
    leg: int = 0  # the leg that 巡查 shows; 0: where one is
    stays: Stays = field(init=False)
    moment: Moment = field(init=False)
    _estate: dict[str, Any] | None = None
    _listeners: set[Listener] = field(default_factory=set)
    _waiting: set[Listener] = field(default_factory=set)
    _busy: set[str] = field(default_factory=set)
    _worked_out: tuple[tuple[int, str], dict[Hashable, Any]] = field(default_factory=lambda: ((0, ""), {}))
    _heading: str = ""  # the route to which one is on the way, or that is shown
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.stays = Stays(self.clock)
        self.moment = Moment(self)

    # -- who and how
    def foresee(self) -> None:
        """Work out before there is a page what the first screen will ask for."""
        self.open_work()
        if self.work is not None:
            self.today(self.work)

    def today(self, work: Work) -> Today:
        """How far the day is."""
        return self.once(("today", work.day), lambda: rounds.today(work))

    def begin(self, page: ft.Page) -> None:
        """Become the page's, and take up where the device was left: the look, and the person who was signed in."""
        self.page = page
        page.data = self
        # Flutter tells of routes where a handler stands when the page is first drawn; the router puts its own there later.
        page.on_route_change = lambda event: self.moved()
        saved = json.loads(self.store.get_meta("look") or "{}")
        self.look = Look(**{key: saved[key] for key in ("lang", "theme", "text_scale") if key in saved})
        self.apply_look()
        notice(self.host, self.store)
        self.open_work()
        self.store.subscribe(self._on_store)
        self.host.on("visible", self._came_back)
        self.host.on("update-refused", lambda: self.set_update("refused"))
        self.host.on("update-ready", lambda: self.set_update("ready"))
        self.lost = left_open(self.work) if self.work else None
        if self.lost and self.page.route != self.lost.screen:
            self.go(self.lost.screen)  # where the camera was open when the page was killed

    def set_update(self, state: Literal["ready", "refused"] | None) -> None:
        self.update = state
        self.touch()

    def open_work(self) -> None:
        """The work of the current account, as the store knows its estate now."""
        current = self.store.current
        raw = self.store.record(current.id, "estate", current.estate) if current else None
        if self.work is not None and self.work.account == current and raw == self._estate:
            return  # the same rules: what was folded by them stays good
        self._estate = raw
        self.work = at_work(self.host, self.store, self.clock, self.rng, self.bundle, current) if current else None

    def set_look(self, **changed: Any) -> None:
        self.look = Look(**{**self.look.__dict__, **changed})
        self.store.put_meta("look", json.dumps(self.look.__dict__))
        self.apply_look()
        self.touch()

    def apply_look(self) -> None:
        set_language(self.look.lang)
        theme.use(self.look.theme, self.look.text_scale)
        palette = theme.p()
        self.page.theme = theme.flet_theme(palette)
        self.page.theme_mode = ft.ThemeMode.DARK if palette.name == "dark" else ft.ThemeMode.LIGHT
        self.page.dark_theme = theme.flet_theme(palette)
        self.page.title = tr("巡区")
        self.page.locale_configuration = ft.LocaleConfiguration(list(LOCALES.values()), LOCALES[self.look.lang])
        self.page.update()

    # -- redrawing
    def _on_store(self, topics: set[str]) -> None:
        if "records" in topics or "accounts" in topics:
            self.open_work()
        if topics == {"draft"}:
            self._touch_later()
        else:
            self.touch()

    def touch(self) -> None:
        """Something changed: the screens that listen draw themselves anew."""
        self.version += 1
        self._hear(self._listeners)

    def _came_back(self) -> None:
        """A phone that slept over the end of its day or round wakes with the new one, without a network too."""
        if self.work is not None and self._worked_out[0][1] != self.work.day:
            self.touch()

    def _touch_later(self) -> None:
        """What changed is shown where it was entered already: the others draw it when they come on top again."""
        self.version += 1
        self._waiting |= self._listeners

    def moved(self) -> None:
        """Another screen lies on top: what waited under others hears what it missed, and a word stays where it was said."""
        self._heading = self.page.route
        if self.form == "phone":
            self.moment.moved(self.page.route)
        self._hear(self._waiting)

    def _hear(self, listeners: set[Listener]) -> None:
        for listener in list(listeners):
            (self._waiting.discard if listener() else self._waiting.add)(listener)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call it at every change, until the returned function is called. It says whether it took notice; else it waits
        until another screen lies on top."""
        self._listeners.add(listener)

        def leave() -> None:
            self._listeners.discard(listener)
            self._waiting.discard(listener)

        return leave

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What several parts of a screen ask for is worked out once for each change, and anew when the day has turned."""
        standing = (self.version, self.work.day if self.work else "")
        if self._worked_out[0] != standing:
            self._worked_out = (standing, {})
        known = self._worked_out[1]
        if key not in known:
            known[key] = make()
        found: T = known[key]
        return found

    # -- saying things
    def say(self, words: str, *, undo: Callable[[], Any] | None = None, seconds: int = 4) -> None:
        """A short word at the bottom; with undo it stays ten seconds. It belongs to the screen to which one is on the way."""
        self.moment.say(words, undo, seconds, self._heading or self.page.route)

    def hush(self) -> None:
        """What opens over the screen does not compete with the last word; taking back is still at the thing itself."""
        self.moment.hush()

    def hush_other_rooms(self) -> None:
        """A word stays in the room in which it was said."""
        self.moment.moved(self.page.route)

    def undo(self, fact: Fact) -> Callable[[], Any]:
        """A handler that takes a fact back and says so (rules: undo is a fact of its own)."""

        def take_back() -> None:
            assert self.work is not None
            self.work.retract(fact.id, place=fact.place, item=fact.item)
            self.say(tr("已撤销"))
            self.exchange.kick()

        return take_back

    def saved(self, fact: Fact, words: str = "") -> None:
        """After the durable commit: said with a way back, and the exchange may begin. words: 已存本机 by default."""
        self.lost = None
        self.say(words or tr("已存本机"), undo=self.undo(fact))
        self.exchange.kick()

    def tell(self, error: Exception) -> None:
        """An error in the person's own words, with its stable code; what is not ours goes to the log whole."""
        if isinstance(error, ZonewalkError):
            fault = error.fault()
        else:
            log.error("a screen failed", exc_info=error)
            fault = ERRORS["screen_failed"].fault(str(error))
        self.say(f"{fault_text(fault)} [{fault.code}]", seconds=8)

    def act(self, name: str, fn: Callable[..., Awaitable[Any] | Any]) -> Callable[[Any], Awaitable[None]]:
        """A handler that says its errors, and that a second tap cannot start again while it runs."""

        async def handler(event: Any = None) -> None:
            if name in self._busy:
                return
            self._busy.add(name)
            try:
                result = fn()
                if isinstance(result, Awaitable):
                    await result
            except Exception as error:  # noqa: BLE001  the one place where a screen's errors end: said and logged
                self.tell(error)
            finally:
                self._busy.discard(name)

        return handler

    def spawn(self, work: Awaitable[object]) -> None:
        """Run something beside the screens; its errors are logged."""

        async def run() -> None:
            try:
                await work
            except Exception as error:
                log.error("a background task failed", exc_info=error)

        task = asyncio.get_running_loop().create_task(run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def soon(self, fn: Callable[[], None]) -> None:
        """Run it once the screen is drawn; its errors are said."""

        async def run() -> None:
            await asyncio.sleep(AFTER_THE_SCREEN_S)
            try:
                fn()
            except ZonewalkError as error:
                self.tell(error)

        self.spawn(run())

    # -- going places
    def go(self, route: str) -> None:
        self._heading = route
        self.page.navigate(route)

    def arrive(self, at: str | None = None) -> None:
        """After signing in: the root shows home by itself, another address is left for it. at: the address where signing
        in began, when that took a while: whoever has gone on meanwhile is not called back."""
        if self.page.route not in ("", "/") and at in (None, self.page.route):
            self.go(self.home)

    @property
    def tab(self) -> str:
        """The tab over which the current screen lies: "/today", "/patrol", "/tasks"."""
        return tab_of(self.page.route)

    def at_leg(self, leg: int) -> None:
        """A stop of this leg was opened: the list of stops under it shows the same leg."""
        if leg != self.leg:
            self.leg = leg
            self._touch_later()

    def choose_leg(self, leg: int) -> None:
        self.leg = leg
        self.touch()

    def deeper(self, rest: str) -> None:
        """Open a case or a task over the screen that is shown."""
        self.go(below(self.page.route, rest))

    def up(self) -> None:
        """Back to the screen under this one."""
        self.go(above(self.page.route))

    @property
    def home(self) -> str:
        """Where a person begins: a supervisor in a wide window at the desk, everybody else at today."""
        at_desk = self.form == "desk" and self.work is not None and self.work.is_supervisor()
        return "/desk" if at_desk else "/today"

    @property
    def form(self) -> Literal["phone", "desk"]:
        """The desk begins at 768 px of width (screens.md)."""
        return "desk" if (self.page.width or 0) >= 768 else "phone"


def here() -> Session:
    """The session of the page that is being drawn."""
    session = ft.context.page.data
    assert isinstance(session, Session)
    return session
