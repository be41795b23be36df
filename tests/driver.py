"""Plays a person in front of the real thing: a phone's browser, a desk's browser (the server: `tests/serving.py`).

Everything on a Flutter screen is found by its semantics identifier (`ft.Semantics(identifier=…)`); what the page draws
itself (camera, code, plain pages) is found by CSS through `.page`.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Self

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Playwright, sync_playwright
from playwright.sync_api import Error as PlaywrightError

# The names that deploy/make/browsers.sh looks for.
_CHROMIUMS = (
    os.environ.get("ZONEWALK_CHROMIUM", ""),
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
)
CHROMIUM = next(filter(None, map(shutil.which, _CHROMIUMS)), "chromium")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--use-fake-device-for-media-stream"),
)
ALLOW_CAMERA = "--use-fake-ui-for-media-stream"
ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36"
# The one thing that a first visit's server answers with 404, by design; and what being offline looks like.
EXPECTED_ERRORS = re.compile(r"rive-not-used|net::ERR_(CONNECTION|INTERNET|NETWORK|FAILED|EMPTY|INCOMPLETE|ABORTED)")

_TURN_ON_SEMANTICS = """() => {
  const button = document.querySelector("flt-semantics-placeholder");
  if (!button) return Boolean(document.querySelector("flt-semantics-host flt-semantics"));
  const box = button.getBoundingClientRect();
  const at = {bubbles: true, clientX: box.left + box.width / 2, clientY: box.top + box.height / 2, pointerId: 1, pointerType: "touch"};
  for (const kind of ["pointerdown", "pointerup", "click"]) button.dispatchEvent(new PointerEvent(kind, at));
  return false;
}"""
_TEXT = """identifier => {
  const found = document.querySelector(`[flt-semantics-identifier="${CSS.escape(identifier)}"]`);
  if (!found) return null;
  const parts = [];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) parts.push(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    if (node.hasAttribute("aria-label")) parts.push(node.getAttribute("aria-label"));
    if (node.matches("input, textarea")) parts.push(node.value);
    for (const child of node.childNodes) walk(child);
  };
  walk(found);
  const said = parts.map((part) => part.trim()).filter(Boolean).join(" ");
  return said.replaceAll("\\u00a0", " ").replaceAll("\\u2060", "");  // what only keeps words in one line
}"""
_BOX = """identifier => {
  const found = document.querySelector(`[flt-semantics-identifier="${CSS.escape(identifier)}"]`);
  if (!found) return null;
  const {x, y, width, height} = found.getBoundingClientRect();
  return {x, y, width, height};
}"""
_ALL = """prefix => [...document.querySelectorAll("[flt-semantics-identifier]")]
  .map((found) => found.getAttribute("flt-semantics-identifier"))
  .filter((identifier) => identifier.startsWith(prefix))"""
# A page that is not seen draws nothing.
_TWO_FRAMES = """() => new Promise((done) => {
  setTimeout(() => done(true), 1000);
  requestAnimationFrame(() => requestAnimationFrame(() => done(true)));
})"""
_FOCUSED = "() => ['INPUT', 'TEXTAREA'].includes(document.activeElement?.tagName)"
_SCENE = """() => [...document.querySelectorAll("[flt-semantics-identifier]")]
  .map((found) => found.getAttribute("flt-semantics-identifier") + Math.round(found.getBoundingClientRect().y)).join()"""


class _Engine:
    """Playwright, running only while a browser is open: its event loop would stand in the way of asynchronous tests."""

    def __init__(self) -> None:
        self._users = 0
        self._running: Playwright | None = None

    def take(self) -> Playwright:
        if self._running is None:
            self._running = sync_playwright().start()
        self._users += 1
        return self._running

    def give_back(self) -> None:
        self._users -= 1
        if not self._users and self._running:
            self._running.stop()
            self._running = None


_engine = _Engine()


@dataclass(frozen=True)
class Said:
    """A line of the browser's console."""

    kind: str
    text: str
    url: str


# Browsers tell a power of two; this machine's own would be told else.
_MEMORY = "Object.defineProperty(Navigator.prototype, 'deviceMemory', { get: () => %s })"


class Client:
    """A browser with a profile of its own that outlives it: close it, open another on the same folder, and go on."""

    viewport: ClassVar = {"width": 390, "height": 844}
    touch = True
    agent: str | None = ANDROID
    scale = 2.0

    def __init__(
        self,
        profile: Path,
        *,
        camera: bool = True,
        flags: Sequence[str] = (),
        agent: str | None = None,
        lang: str = "zh-CN",
        home: Path | None = None,
        memory_gb: float = 1,
    ) -> None:
        """home: another home folder, with the certificate authorities that its browser trusts. memory_gb: what the phone says
        it has; from 2 on the app, when nobody touches it, keeps the interpreter's memory for its next start."""
        self.profile = profile
        self.said: list[Said] = []
        self._base = ""
        arguments = [*FLAGS, *([ALLOW_CAMERA] if camera else ["--deny-permission-prompts"]), *flags]
        self._context: BrowserContext = _engine.take().chromium.launch_persistent_context(
            str(profile),
            executable_path=CHROMIUM,
            headless=True,
            args=arguments,
            viewport=self.viewport,  # type: ignore[arg-type]
            device_scale_factor=self.scale,
            is_mobile=self.touch,
            has_touch=self.touch,
            user_agent=agent or self.agent,
            permissions=["camera"] if camera else [],
            timezone_id="Asia/Shanghai",
            locale=lang,
            accept_downloads=True,
            env={**os.environ, "HOME": str(home)} if home else None,
        )
        self._context.add_init_script(_MEMORY % memory_gb)
        self.page: Page = self._context.pages[0] if self._context.pages else self._context.new_page()
        self._listen(self.page)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            with suppress(PlaywrightError):  # what failed is to be told, not that its picture could not be taken
                self.screenshot(self.profile.parent / f"{self.profile.name}-failed.png")
        self.close()

    @property
    def context(self) -> BrowserContext:
        return self._context

    def new_page(self) -> Page:
        """A second tab, its console heard too."""
        page = self._context.new_page()
        self._listen(page)
        return page

    def open(self, url: str, *, ready: bool = True, timeout: float = 60) -> None:
        """Go to the address; with `ready`, wait until Flutter draws, and turn its semantics on."""
        self.page.goto(url, wait_until="commit")  # a slow load is itself something to be seen
        if ready:
            self.semantics(timeout)

    def reload(self, *, ready: bool = True, timeout: float = 60) -> None:
        """The reload button. While the last load is only half way, Chromium swaps the page under the driver: press again."""

        def pressed() -> bool:
            try:
                self.page.reload(wait_until="commit")
            except PlaywrightError as error:
                if "Not attached to an active page" not in str(error):
                    raise
                return False
            return True

        self.until(pressed, timeout, lambda: "the page could not be reloaded")
        if ready:
            self.semantics(timeout)

    def semantics(self, timeout: float = 60) -> None:
        """Turn Flutter's semantics tree on; returns when it is there."""
        self.until(
            lambda: bool(self.page.evaluate(_TURN_ON_SEMANTICS)), timeout, lambda: "Flutter's semantics tree never came"
        )

    def has(self, identifier: str) -> bool:
        return self._box(identifier) is not None

    def all(self, prefix: str) -> list[str]:
        """Identifiers on the screen that begin with `prefix`, from top to bottom."""
        return list(self.page.evaluate(_ALL, prefix))

    def text(self, identifier: str) -> str:
        """What a screen reader would say of it, the values of text fields included. AssertionError when it isn't there."""
        found = self.page.evaluate(_TEXT, identifier)
        assert found is not None, f"{identifier} isn't on the screen; there are {self.all('')}"
        return str(found)

    def wait(self, identifier: str, pattern: str | None = None, timeout: float = 20) -> str:
        """Wait until it is there (and its text matches the regular expression); returns the text."""

        said: list[str] = []

        def there() -> bool:
            self.page.evaluate(_TURN_ON_SEMANTICS)  # again, should the page have started anew
            found = self.page.evaluate(_TEXT, identifier)
            said[:] = [found or ""]
            return found is not None and (pattern is None or re.search(pattern, found) is not None)

        def complaint() -> str:
            if self.has(identifier):
                return f"{identifier}: wanted {pattern!r}, it says {self.text(identifier)!r}"
            return f"{identifier} never came; there are {self.all('')}"

        self.until(there, timeout, complaint)
        return said[0]

    def wait_gone(self, identifier: str, timeout: float = 20) -> None:
        self.until(lambda: not self.has(identifier), timeout, lambda: f"{identifier} never went")

    def tap(self, identifier: str, timeout: float = 20) -> None:
        """Tap the middle of it, as it lies on the screen (a DOM click is not always taken by Flutter), and see the answer as a
        person would before the next tap: the next picture waits for it."""
        self.wait(identifier, timeout=timeout)
        box = self._still_box(identifier)
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.until(lambda: bool(self.page.evaluate(_TWO_FRAMES)), 10, lambda: f"no picture after a tap on {identifier}")

    def type(self, identifier: str, text: str, *, clear: bool = False) -> None:
        """Tap a text field, wait until it has the focus, type key by key."""
        self.tap(identifier)
        self.until(lambda: bool(self.page.evaluate(_FOCUSED)), 10, lambda: f"{identifier} took no focus")
        self.page.wait_for_timeout(400)  # Flutter places its editing element a moment after the focus
        if clear:
            self.page.keyboard.press("Control+A")
            self.page.keyboard.press("Delete")
        self.page.keyboard.type(text)
        self.page.wait_for_timeout(100)

    def scroll_to(self, identifier: str, *, top: int = 80, bottom: int = 230, timeout: float = 30) -> None:
        """Scroll the list in the middle of the screen, down and then up, until it lies between the bars."""
        width, height = self.page.evaluate("[innerWidth, innerHeight]")  # as it is now: a test may have resized it
        self.page.mouse.move(width / 2, min(height / 2, height - bottom - 20))  # over the list, not over the bar below
        down, turned, end = True, False, time.monotonic() + timeout
        while time.monotonic() < end:
            box = self._box(identifier)
            if box and top <= box["y"] and box["y"] + min(box["height"], height / 3) <= height - bottom:
                self._still_box(identifier)
                return
            before = self.page.evaluate(_SCENE)
            lowest = height - bottom - min(box["height"], height / 3) - 20 if box else 0
            step = box["y"] - min(height / 2, lowest) if box else height * 0.5 * (1 if down else -1)
            self.page.mouse.wheel(0, step)
            self.page.wait_for_timeout(200)
            if self.page.evaluate(_SCENE) == before:
                if box:
                    return  # at the list's end: it lies as well as it can
                assert not turned, f"{identifier} is nowhere in the list; there are {self.all('')}"
                down, turned = not down, True
        raise AssertionError(f"{identifier} could not be scrolled into view")

    def screenshot(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(path))

    def marks(self) -> dict[str, float]:
        """Times of the last start, in milliseconds since the page began to load."""
        told = self.page.evaluate(
            "() => Object.fromEntries(Object.entries(window.zonewalk?.marks ?? {}).map(([k, v]) => [k, v - performance.timeOrigin]))"
        )
        return dict(told)

    def console(self, pattern: str = "") -> list[str]:
        return [said.text for said in self.said if re.search(pattern, said.text)]

    def console_errors(self) -> list[str]:
        """Errors that nobody expected."""
        bad = [said for said in self.said if said.kind in ("error", "pageerror")]
        return [f"{said.text} ({said.url})" for said in bad if not EXPECTED_ERRORS.search(said.text + said.url)]

    def close(self) -> None:
        """Close the browser as a person does; the profile stays."""
        try:
            self._context.close()
        except PlaywrightError:
            pass  # killed before: nothing to close
        finally:
            _engine.give_back()

    def kill(self) -> None:
        """SIGKILL, as when the phone's battery dies."""
        mine = f"--user-data-dir={self.profile}"
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                command = (folder / "cmdline").read_bytes().decode(errors="ignore")
            except OSError:
                continue  # ended while we looked
            if mine in command and "--type=" not in command:
                os.kill(int(folder.name), signal.SIGKILL)
        self.close()

    def _box(self, identifier: str) -> dict[str, float] | None:
        found: dict[str, float] | None = self.page.evaluate(_BOX, identifier)
        return found

    def _still_box(self, identifier: str) -> dict[str, float]:
        """Its place once it has stopped moving: a sheet that slides in is tapped where it will be."""
        last: dict[str, float] | None = None

        def still() -> bool:
            nonlocal last
            box = self._box(identifier)
            same = box is not None and box == last
            last = box
            if not same:
                self.page.wait_for_timeout(60)
            return same

        self.until(still, 10, lambda: f"{identifier} never lay still")
        assert last is not None
        return last

    def until(self, condition: Callable[[], bool], timeout: float, complaint: Callable[[], str]) -> None:
        """Wait until it holds; the complaint is the AssertionError's text. A page that changes meanwhile is asked again."""
        end = time.monotonic() + timeout
        while True:
            try:
                if condition():
                    return
            except PlaywrightError as error:
                # The page is between two documents; the condition is asked of the next one.
                if "navigat" not in str(error) and "context was destroyed" not in str(error):
                    raise
            if time.monotonic() > end:
                raise AssertionError(complaint() + self._trouble())
            self.page.wait_for_timeout(40)  # Playwright's own wait: console lines arrive meanwhile

    def _trouble(self) -> str:
        plain = self.page.evaluate("() => document.querySelector('#zw-plain')?.innerText ?? ''")
        errors = "\n".join(self.console_errors()[-5:])
        return f"\nplain page: {plain}" * bool(plain) + f"\nconsole: {errors}" * bool(errors)

    def _listen(self, page: Page) -> None:
        def heard(message: ConsoleMessage) -> None:
            self.said.append(Said(message.type, message.text, str(message.location.get("url", ""))))

        page.on("console", heard)
        page.on("pageerror", lambda error: self.said.append(Said("pageerror", str(error), "")))


class Phone(Client):
    """390×844, touch, Android, with a camera that shows a moving test picture."""


class Desk(Client):
    """1280×800 with a mouse."""

    viewport: ClassVar = {"width": 1280, "height": 800}
    touch = False
    agent = None
    scale = 1.0
