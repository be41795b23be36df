"""A screen without a browser: the real app on a fake page, 0.2 s a test. What a browser would do (send a click, follow a
route) is done here; everything else is the product.

    app = FakeApp(tmp_path, account="u_lin")                 in a test marked `pytest.mark.anyio`, or the fixture `app`
    await app.open("/today")                                 all screens; one alone: app.open("/me", screen=Me)
    app.has("sign-in")  app.text("state-chip")  app.texts()  app.says("离线")  app.all("task-")  app.find("back")
    await app.tap("tab-me")  await app.type("words", "漏水")  await app.change("zone", "z1")  await app.back()
    app.host.shots.append(shot())                            what the camera will answer; app.host.codes likewise
    acts.sign_in(app.work, app.code("A1-1-T"), "scan")       what was done before, without a screen
    app.network.answer = lambda request: …                   the server's answers; without it there is no network
    await app.settle()                                       after something that no method here has started
"""

import asyncio
import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import flet as ft
from flet.controls.base_control import BaseControl
from flet.controls.context import _context_page

from app.domain.clock import SimulatedClock
from app.domain.exchange import Account, ChangesPage
from app.domain.records import Change
from app.domain.signcode import mint
from app.hosts.scripted import TestHost
from app.patrol.work import Work, at_work
from app.store import Store, open_store
from app.sync import Exchange
from app.ui.session import Session
from tests.ui.fake_page import FakePage, drawn, taker, views_of, walk, words_of
from tests.ui.stage import KEY, FakeImages, Network, bundle, demo, demo_records, shot

__all__ = ["NOW", "FakeApp", "shot"]

NOW = datetime(2026, 5, 20, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai on the demo day
SIZES = {"phone": (390, 844), "desk": (1280, 800)}
HANG_S, QUIET_S = 10.0, 0.12


class FakeApp:
    """account: who is signed in, None for nobody. form: phone (390×844) or desk (1280×800). fetched: whether the estate
    has come down. The store lies in `folder`: after `close`, a new FakeApp on the same folder is the app started again."""

    page: ft.Page
    session: Session

    def __init__(
        self,
        folder: Path,
        *,
        account: str | None = "u_lin",
        form: Literal["phone", "desk"] = "phone",
        at: datetime = NOW,
        fetched: bool = True,
        seed: int = 1,
    ) -> None:
        self.rng = random.Random(f"{seed} {len(list(folder.iterdir()))}")  # a second start has other ids
        self.clock = SimulatedClock(at, start=UUID(bytes=self.rng.randbytes(16)))
        self.images = FakeImages()
        self.network = Network()
        self.host = TestHost(folder, self.images, transport=self.network)
        self.engine = open_store(str(folder / "app.db"), exclusive=False)
        self.store = Store(self.engine, self.clock, self.rng)
        self.exchange = Exchange(self.host, self.store, self.clock)
        self.folder, self.form = folder, form
        self._fake: FakePage | None = None
        self._ours: set[asyncio.Task[Any]] = set()
        self._old_tasks: set[asyncio.Task[Any]] = set()
        if account is not None and self.store.account(account) is None:
            self.sign_in(account, fetched=fetched)

    # -- setting the stage
    def sign_in(self, account: str, *, fetched: bool = True) -> None:
        """As if this person had signed in here, and fetched the estate."""
        person = demo(self.today())[0].person(account)
        assert person is not None, f"{account} is nobody of the demo estate"
        known = Account(
            id=person.id, zh=person.label.zh, en=person.label.en, roles=list(person.roles), estate="qinglan"
        )
        session, until = UUID(bytes=self.rng.randbytes(16)), self.clock.now() + timedelta(days=30)
        self.store.measured(self.clock.now())
        self.store.put_account(known, session, until, token="a device token")
        if fetched:
            self.put_records(account, demo_records(account, self.today()))

    def put_records(self, account: str, changes: list[Change]) -> None:
        """As if the server had sent these records."""
        page = ChangesPage(changes=changes, cursor="g.1.s", more=False, server_time=self.clock.now(), generation="g")
        self.store.apply_page(account, page)

    def settings(self, account: str = "u_lin", **changed: Any) -> None:
        """As if the estate had these settings; dots are written as double underscores."""
        estate = demo(self.today())[0]
        own = {**estate.settings, **{key.replace("__", "."): value for key, value in changed.items()}}
        data = estate.model_copy(update={"settings": own}).model_dump(mode="json")
        self.put_records(account, [Change(kind="estate", id=estate.id, rev=500, data=data)])

    def today(self) -> date:
        """The day in Shanghai."""
        return (self.clock.now() + timedelta(hours=8)).date()

    @property
    def work(self) -> Work:
        """The work of whoever is signed in; before `open`, one without screens."""
        current = self.store.current
        assert current is not None, "nobody is signed in"
        opened = self.session.work if self._fake is not None else None
        work = opened or at_work(self.host, self.store, self.clock, self.rng, bundle(), current)
        assert work is not None, "the estate has not come down"
        return work

    @staticmethod
    def code(point: str) -> str:
        """The genuine sign-in code of a point of the demo estate."""
        return mint(point, bytes.fromhex(KEY))

    # -- opening and going
    async def open(self, route: str, *, screen: Callable[..., Any] | None = None, pattern: str = "") -> None:
        """Start the app at a route; a second call goes to another one. screen: only this component, at `pattern` (say
        "stop/:stop") or at the route itself; anywhere else stands "elsewhere" with the route's text."""
        if self._fake is not None:
            self.page.navigate(route)
            return await self.settle()
        fake = self._fake = FakePage()
        fake.on_route = self._follow
        _context_page.set(fake.session.page)
        page = self.page = fake.start(route, *SIZES[self.form])
        self.session = Session(self.host, self.store, self.exchange, bundle(), self.clock, self.rng)
        self.session.begin(page)
        self._old_tasks = asyncio.all_tasks()
        page.render_views(
            _all_screens() if screen is None else _only(screen, pattern or route.partition("?")[0].strip("/"))
        )
        self._old_tasks |= asyncio.all_tasks()  # Flet's own loop, which never ends
        return await self.settle()

    @property
    def route(self) -> str:
        return str(self.page.route)

    def _follow(self, route: str) -> None:
        assert self._fake is not None
        self._fake.session.apply_page_patch({"route": route})
        self._dispatch(self.page, "route_change", {"route": route})

    async def back(self) -> None:
        """The system's back: a view that holds it is asked, any other is popped."""
        view = views_of(self.page)[-1]
        if view.can_pop is False:
            self._dispatch(view, "confirm_pop", None)
        else:
            self._dispatch(self.page, "view_pop", {"route": view.route})
        await self.settle()

    def close(self) -> None:
        """The app is gone; what was saved is on the disk."""
        if self._fake is not None:
            self._fake.dispose()
        self.engine.dispose()

    # -- looking
    def shown(self) -> Iterator[BaseControl]:
        """Every control that the person sees: the top view and what lies over it."""
        yield from walk(views_of(self.page)[-1])
        for dialog in self.page._dialogs.controls:
            if dialog.open:
                yield from walk(dialog)

    def all(self, prefix: str = "") -> list[str]:
        """The identifiers that begin so, in the order of the screen."""
        named = (c.identifier or "" for c in self.shown() if isinstance(c, ft.Semantics))
        return [identifier for identifier in named if identifier and identifier.startswith(prefix)]

    def has(self, identifier: str) -> bool:
        return identifier in self.all(identifier)

    def semantics(self, identifier: str) -> ft.Semantics:
        """AssertionError when it is not shown, or more than once."""
        found = [c for c in self.shown() if isinstance(c, ft.Semantics) and c.identifier == identifier]
        assert found, f"no {identifier!r} on {self.route}; there are {sorted(set(self.all()))}"
        assert len(found) == 1, f"{identifier!r} stands {len(found)} times on {self.route}"
        return found[0]

    def find(self, identifier: str) -> Any:
        """The control that bears this identifier."""
        return drawn(self.semantics(identifier).content)

    def text(self, identifier: str) -> str:
        """All words inside it, with blanks between; a field's label and value, too."""
        return " ".join(words_of(walk(self.semantics(identifier))))

    def texts(self) -> list[str]:
        """All words on the screen, in order."""
        return list(words_of(self.shown()))

    def says(self, words: str) -> bool:
        """Whether these words stand anywhere on the screen."""
        return any(words in each for each in self.texts())

    @property
    def snack(self) -> str:
        """What the word of the moment says; empty when there is none."""
        return self.text("snack") if self.has("snack") else ""

    def enabled(self, identifier: str) -> bool:
        """Whether a press would do anything."""
        return taker(self.semantics(identifier), "on_click") is not None

    # -- touching
    async def tap(self, identifier: str, *, wait: bool = True) -> None:
        """Press it. wait=False returns at once. AssertionError when nothing there takes a press (disabled)."""
        await self._fire(identifier, "click", wait=wait)

    async def long_press(self, identifier: str) -> None:
        await self._fire(identifier, "long_press")

    async def submit(self, identifier: str) -> None:
        """The keyboard's enter in a field."""
        await self._fire(identifier, "submit")

    async def type(self, identifier: str, text: str) -> None:
        """Type over what stands in a field, one change for each character, as a keyboard does."""
        for end in range(1, len(text) + 1) if text else [0]:
            await self.change(identifier, text[:end])

    async def focus(self, identifier: str) -> None:
        """The caret is put into a field."""
        await self._fire(identifier, "focus")

    async def change(self, identifier: str, value: Any) -> None:
        """Give a field, switch, slider or drop-down another value."""
        control = taker(self.semantics(identifier), "on_change")
        assert control is not None, f"{identifier!r} takes no change"
        assert self._fake is not None
        self._fake.session.apply_patch(control._i, {"value": value})
        self._dispatch(control, "change", value)
        await self.settle()

    async def snack_action(self) -> None:
        """Press 撤销 in the word of the moment."""
        await self.tap("snack-undo")

    async def key(self, key: str, **held: bool) -> None:
        """A key of the desk's keyboard. held: shift, ctrl, alt, meta."""
        modifiers = {"shift": False, "ctrl": False, "alt": False, "meta": False}
        self._dispatch(self.page, "keyboard_event", {"key": key, **modifiers, **held})
        await self.settle()

    async def _fire(self, identifier: str, event: str, *, wait: bool = True) -> None:
        control = taker(self.semantics(identifier), f"on_{event}")
        assert control is not None, f"{identifier!r} takes no {event}: it is disabled"
        self._dispatch(control, event, None)
        if wait:
            await self.settle()

    def _dispatch(self, control: BaseControl, event: str, data: Any) -> None:
        assert self._fake is not None, "open a route first"
        task = asyncio.get_running_loop().create_task(self._fake.session.dispatch_event(control._i, event, data))
        self._ours.add(task)
        task.add_done_callback(self._ours.discard)

    # -- waiting
    async def settle(self) -> None:
        """Until handlers have ended and the screens are drawn. What waits for longer (a clock that ticks) does not hold it
        up; a handler that hangs does, and fails the test, as does whatever Flet would show as a crash."""
        assert self._fake is not None, "open a route first"
        loop = asyncio.get_running_loop()
        deadline = loop.time() + HANG_S
        while True:
            for _ in range(8):
                await asyncio.sleep(0)
            if self._fake.crashes:
                raise AssertionError(self._fake.crashes[0])
            held = self._ours | self.session._tasks
            others = asyncio.all_tasks() - self._old_tasks - {asyncio.current_task()}
            if not others and not self._fake.busy():
                return
            assert loop.time() < deadline, f"hangs: {held}"
            before = self._fake.patches
            done, _ = await asyncio.wait(others, timeout=QUIET_S, return_when="FIRST_COMPLETED") if others else ((), ())
            if not (done or held or self._fake.busy()) and before == self._fake.patches:
                return


def _all_screens() -> Callable[..., Any]:
    from app.ui.app import App

    return App


def _only(screen: Callable[..., Any], pattern: str) -> Callable[..., Any]:
    """A router with one screen; every other route leads to a view that says where one is."""

    @ft.component
    def Elsewhere() -> ft.Control:
        return ft.Semantics(identifier="elsewhere", content=ft.Text(ft.context.page.route))

    @ft.component
    def One() -> Any:
        return ft.Router([ft.Route(path=pattern, component=screen)], manage_views=True, not_found=Elsewhere)

    return One
