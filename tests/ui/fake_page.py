"""The browser's end of the line in Python, and ways to look at what it would draw."""

import asyncio
import dataclasses
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import flet as ft
import msgpack
from flet.components.component import Component
from flet.controls.base_control import BaseControl
from flet.messaging.connection import Connection
from flet.messaging.protocol import Message, MessageAction, configure_encode_object_for_msgpack
from flet.messaging.session import Session as FletSession
from flet.pubsub.pubsub_hub import PubSubHub

from app.ui import flet_quick
from app.ui.basics import JOINER, NO_BREAK

flet_quick.install()


class FakePage(Connection):
    """Takes every message as a browser would (so what can't be sent fails here too), and answers what has to be answered.

    patches: how many changes were drawn. crashes: what Flet would have shown on a full red screen. calls: methods that
    were asked of the browser, with their arguments.
    """

    def __init__(self) -> None:
        super().__init__()
        self.pubsubhub, self.loop = PubSubHub(), asyncio.get_running_loop()
        self.page_url, self.executor = "http://phone.test", ThreadPoolExecutor(1)
        self.patches = 0
        self.crashes: list[str] = []
        self.calls: list[tuple[str, Any]] = []
        self.on_route: Callable[[str], None] = lambda route: None
        self._encode = configure_encode_object_for_msgpack(BaseControl)
        self.session = FletSession(self)

    def send_message(self, message: Message) -> None:
        # Encoding is what gives Flet the base of its next diff, so it is done though nobody reads the bytes.
        msgpack.packb([message.action, message.body], default=self._encode)
        body = message.body
        if message.action == MessageAction.INVOKE_METHOD:
            self.calls.append((body.name, body.args))
            if body.name == "push_route":
                self.on_route(body.args["route"])
            self.loop.call_soon(self.session.handle_invoke_method_results, body.control_id, body.call_id, None, None)
        elif message.action == MessageAction.SESSION_CRASHED:
            self.crashes.append(body.message)
        else:
            self.patches += 1

    def start(self, route: str, width: int, height: int) -> ft.Page:
        """What happens when a browser has loaded the app and tells its size."""
        self.session.apply_page_patch({"route": route, "width": width, "height": height, "web": True})
        first = self.session.get_page_patch()
        msgpack.packb(first, default=self._encode)
        return self.session.page

    def busy(self) -> bool:
        """Whether Flet still has something to draw, or effects to run."""
        return bool(self.session._Session__pending_updates or self.session._Session__pending_effects)

    def dispose(self) -> None:
        """Stop drawing. (Flet's own `close` wants a running loop; the test's is over by now.)"""
        updates = self.session._Session__updates_task
        if updates is not None and not updates.done():
            updates.cancel()
        self.executor.shutdown(wait=False)


def drawn(value: Any) -> Any:
    """What a component has drawn; anything else is itself."""
    while isinstance(value, Component):
        value = value._b
    return value


def views_of(page: ft.Page) -> list[ft.View]:
    """The views of a page, from the bottom to the top."""

    def flat(value: Any) -> Iterator[ft.View]:
        value = drawn(value)
        for each in value if isinstance(value, list) else []:
            yield from flat(each)
        if isinstance(value, ft.View):
            yield value

    return list(flat(page.views))


def walk(value: Any) -> Iterator[BaseControl]:
    """A control and all below it, in the order of drawing; what is not visible is left out."""
    value = drawn(value)
    if isinstance(value, list | tuple):
        for each in value:
            yield from walk(each)
    elif isinstance(value, BaseControl) and getattr(value, "visible", True):
        yield value
        for field in dataclasses.fields(value):
            if not field.name.startswith("_") and field.name != "data" and "skip" not in field.metadata:
                yield from walk(getattr(value, field.name))


def words_of(controls: Iterable[BaseControl]) -> Iterator[str]:
    """The words that these controls draw or say to a screen reader, without what only keeps them in one line."""
    for control in controls:
        if isinstance(control, ft.Text):
            yield (control.value or "").replace(NO_BREAK, " ").replace(JOINER, "")
        elif isinstance(control, ft.TextField):
            yield from (each for each in (str(control.label or ""), control.value or "") if each)
        elif isinstance(control, ft.Semantics) and control.label:
            yield control.label
        elif isinstance(control, ft.SnackBarAction):
            yield str(control.label)


def taker(root: Any, handler: str) -> BaseControl | None:
    """The first control at or below `root` that takes this event."""
    for control in walk(root):
        if getattr(control, handler, None) is not None and not getattr(control, "disabled", False):
            return control
    return None
