"""Plays the same person in Firefox: the driver's words over WebDriver BiDi, which Firefox speaks by itself.

`Firefox` is a `Client` of tests/driver.py, so what tests/e2e/play.py does works here too, as far as `Page` can do it.
"""

import base64
import itertools
import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any, ClassVar

from playwright.sync_api import Error as PlaywrightError
from websockets.sync.client import connect

from tests.driver import Client, Said

# The names that deploy/make/browsers.sh looks for.
_NAMES = (os.environ.get("ZONEWALK_FIREFOX", ""), "firefox-esr", "firefox")
FIREFOX = next(filter(None, map(shutil.which, _NAMES)), None)
_PREFS = {
    "intl.accept_languages": "zh-CN",
    "browser.startup.page": 0,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "app.normandy.enabled": False,
    "services.settings.server": "data:,#",  # nothing is fetched from outside
}
_LISTENS = re.compile(rb"WebDriver BiDi listening on (ws://\S+)")
_KEYS = {"Control": "\ue009", "Delete": "\ue017", "Escape": "\ue00c", "Enter": "\ue007"}
_FUNCTION = re.compile(r"\s*(?:async\s*)?(?:\([^)]*\)|\w+)\s*=>")
_BOX = """selector => {
  const found = document.querySelector(selector);
  if (!found) return null;
  const {x, y, width, height} = found.getBoundingClientRect();
  return width && height && !found.disabled ? {x, y, width, height} : {};
}"""
_CHOOSER = "input[type=file]"
_NO_CHOOSER = """() => {
  const click = HTMLElement.prototype.click;
  HTMLInputElement.prototype.click = function () { if (this.type !== "file") click.call(this); };
}"""
# A page between two documents: the driver asks the next one again.
_BETWEEN = re.compile(r"no such frame|no such execution context|destroyed|NS_BINDING_ABORTED|discarded", re.IGNORECASE)


class Line:
    """A Firefox process and the WebSocket to it. said: what the pages' consoles said."""

    def __init__(self, profile: Path) -> None:
        assert FIREFOX, "no Firefox here: install firefox-esr, or name one with ZONEWALK_FIREFOX"
        profile.mkdir(parents=True, exist_ok=True)
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in _PREFS.items()]
        (profile / "user.js").write_text("\n".join(lines))
        self.said: list[Said] = []
        self._log = profile.parent / f"{profile.name}-firefox.log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [FIREFOX, "--headless", "--no-remote", "--remote-debugging-port=0", "--profile", str(profile)],
                env={**os.environ, "TZ": "Asia/Shanghai", "MOZ_HEADLESS": "1"},
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        self._numbers = itertools.count(1)
        self._socket = connect(f"{self._address()}/session", max_size=None, compression=None, legacy=True)
        self.send("session.new", capabilities={"alwaysMatch": {"unhandledPromptBehavior": {"file": "ignore"}}})
        self.send("session.subscribe", events=["log.entryAdded"])

    def _address(self, timeout: float = 60) -> str:
        end = time.monotonic() + timeout
        while not (found := _LISTENS.search(self._log.read_bytes())):
            if self._process.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"Firefox did not start:\n{self._log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.1)
        return found.group(1).decode()

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """One command and its result. Raises PlaywrightError, as the driver expects of its own engine."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            heard = json.loads(self._socket.recv(60))
            if heard.get("id") != number:
                self._hear(heard)
            elif heard["type"] == "error":
                words = f"{method}: {heard['error']}: {heard['message']}"
                raise PlaywrightError(f"navigation? {words}" if _BETWEEN.search(words) else words)
            else:
                result: dict[str, Any] = heard["result"]
                return result

    def listen(self, seconds: float) -> None:
        """Wait, and hear what the consoles say meanwhile."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                self._hear(json.loads(self._socket.recv(left)))
            except TimeoutError:
                return

    def _hear(self, heard: dict[str, Any]) -> None:
        if heard.get("method") == "log.entryAdded":
            entry = heard["params"]
            kind = "pageerror" if entry["type"] == "javascript" and entry["level"] == "error" else entry["level"]
            self.said.append(Said(kind, entry["text"] or "", ""))

    def close(self, *, kill: bool = False) -> None:
        """End this Firefox, in order or by SIGKILL."""
        try:
            if not kill:
                self.send("browser.close")
            self._socket.close()
        finally:
            if kill:
                self._process.kill()
            self._process.wait(30)


class Page:
    """The part of Playwright's page that the driver and the stories use. Selectors are plain CSS."""

    def __init__(self, line: Line, viewport: dict[str, int]) -> None:
        self._line = line
        self._context = line.send("browsingContext.getTree")["contexts"][0]["context"]
        line.send("browsingContext.setViewport", context=self._context, viewport=viewport)
        self.mouse, self.keyboard = _Mouse(self._act), _Keyboard(self._act)

    def goto(self, url: str, wait_until: str = "commit") -> None:
        self._line.send("browsingContext.navigate", context=self._context, url=url, wait="none")

    def reload(self, wait_until: str = "commit") -> None:
        self._line.send("browsingContext.reload", context=self._context, wait="none")

    def evaluate(self, script: str, argument: Any = None) -> Any:
        """The value of an expression, or of a function called with the argument; promises are awaited, JSON travels."""
        function = script if _FUNCTION.match(script) else f"() => ({script}\n)"
        told = self._line.send(
            "script.callFunction",
            functionDeclaration=f"async (given) => JSON.stringify(await ({function})(JSON.parse(given))) ?? 'null'",
            arguments=[{"type": "string", "value": json.dumps(argument)}],
            awaitPromise=True, target={"context": self._context}, userActivation=False,
        )  # fmt: skip
        if told["type"] == "exception":
            raise PlaywrightError(told["exceptionDetails"]["text"])
        return json.loads(told["result"]["value"])

    def wait_for_timeout(self, ms: float) -> None:
        self._line.listen(ms / 1000)

    def wait_for_selector(self, selector: str, state: str = "visible", timeout: float = 30) -> None:
        """Until it can be seen and pressed ("visible"), is in the document ("attached"), or is not ("detached")."""
        end = time.monotonic() + timeout
        while True:
            box = self.evaluate(_BOX, selector)
            if {"visible": bool(box), "attached": box is not None, "detached": box is None}[state]:
                return
            assert time.monotonic() < end, f"{selector} never became {state}"
            self.wait_for_timeout(50)

    def click(self, selector: str) -> None:
        self.wait_for_selector(selector)
        box = self.evaluate(_BOX, selector)
        self.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def inner_text(self, selector: str) -> str:
        return str(self.evaluate("selector => document.querySelector(selector).innerText", selector))

    def choose(self, button: str, *files: Path) -> None:
        """Press a button that opens a file chooser, and choose.

        Without a screen Firefox cannot show one and says "cancelled" at once: it is kept shut, the files come all the same.
        """
        self.evaluate(_NO_CHOOSER)
        self.click(button)
        self.wait_for_selector(_CHOOSER, "attached")
        locator = {"type": "css", "value": _CHOOSER}
        (node,) = self._line.send("browsingContext.locateNodes", context=self._context, locator=locator)["nodes"]
        element = {"sharedId": node["sharedId"]}
        self._line.send("input.setFiles", context=self._context, element=element, files=[str(file) for file in files])

    def screenshot(self, path: str) -> None:
        told = self._line.send("browsingContext.captureScreenshot", context=self._context)
        Path(path).write_bytes(base64.b64decode(told["data"]))

    def _act(self, kind: str, *actions: dict[str, Any]) -> None:
        source = {"type": kind, "id": kind, "actions": list(actions)}
        self._line.send("input.performActions", context=self._context, actions=[source])


class _Mouse:
    def __init__(self, act: Any) -> None:
        self._act, self._at = act, (0, 0)

    def move(self, x: float, y: float) -> None:
        self._at = round(x), round(y)
        self._act("pointer", self._to())

    def click(self, x: float, y: float) -> None:
        self._at = round(x), round(y)
        self._act("pointer", self._to(), {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0})

    def wheel(self, dx: float, dy: float) -> None:
        x, y = self._at
        self._act("wheel", {"type": "scroll", "x": x, "y": y, "deltaX": round(dx), "deltaY": round(dy)})

    def _to(self) -> dict[str, Any]:
        return {"type": "pointerMove", "x": self._at[0], "y": self._at[1]}


class _Keyboard:
    def __init__(self, act: Any) -> None:
        self._act = act

    def type(self, text: str) -> None:
        for key in text:
            self.press(key)

    def press(self, keys: str) -> None:
        """One key, or several at once: "a", "Escape", "Control+A"."""
        names = (
            [_KEYS.get(name, name.lower() if "+" in keys else name) for name in keys.split("+")]
            if len(keys) > 1
            else [keys]
        )
        down = [{"type": "keyDown", "value": key} for key in names]
        self._act("key", *down, *({"type": "keyUp", "value": key} for key in reversed(names)))


class Firefox(Client):
    """390×844 in Firefox, without a camera; the profile outlives it."""

    viewport: ClassVar = {"width": 390, "height": 844}

    def __init__(self, profile: Path) -> None:
        self.profile = profile
        self._line = Line(profile)
        self.said = self._line.said
        self.page = Page(self._line, self.viewport)  # type: ignore[assignment]

    def close(self) -> None:
        self._line.close()

    def kill(self) -> None:
        self._line.close(kill=True)
