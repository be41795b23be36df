"""Where the pictures go, and how a person gets to the screens that are photographed."""

import os
import re
from pathlib import Path

from tests.driver import Client

# So many can really be looked at.
AT_MOST = 120
FOLDER = Path(os.environ.get("OUT", "screens"))
# Flutter draws a frame or two after its semantics tree is there; photos are decoded meanwhile.
SETTLE_MS = 450


class Album:
    """Pictures of one client, in the look that is set. What is asserted is only that each screen comes up."""

    taken = 0

    def __init__(self, client: Client, form: str) -> None:
        self.client, self.form, self.look = client, form, "zh"

    def path(self, name: str) -> Path:
        """`phone-zh-today.png`. AssertionError when there are too many pictures."""
        type(self).taken += 1
        assert type(self).taken <= AT_MOST, "too many pictures: nobody looks at them all"
        return FOLDER / f"{self.form}-{self.look}-{name}.png"

    def take(self, name: str, *, settle: int = SETTLE_MS) -> None:
        """One picture. AssertionError when a screen failed."""
        assert not self.client.has("failed"), self.client.text("failed")
        self.client.page.mouse.move(1, 1)  # nothing looks pointed at
        self.client.page.wait_for_timeout(settle)
        self.client.screenshot(self.path(name))

    def resize(self, width: int, height: int) -> None:
        """Another phone; the client scrolls by the size it knows."""
        self.client.viewport = {"width": width, "height": height}  # type: ignore[misc]
        self.client.page.set_viewport_size({"width": width, "height": height})

    def go(self, route: str, shows: str) -> None:
        """Go to an address inside the app, without loading it anew."""
        self.client.page.evaluate("route => { location.hash = route; }", route)
        self.client.wait(shows)

    def dress(self, *choices: str) -> None:
        """On 我, choose language, colours or size: `lang-en`, `theme-dark`, `text-200`."""
        self.go("/me", "sync-now")
        for choice in choices:
            self.client.scroll_to(choice)
            self.client.tap(choice)
            self.client.page.wait_for_timeout(400)

    def first(self, prefix: str) -> str:
        """The identifier of the first thing on the screen whose name begins so and goes on with an id."""
        self.client.until(lambda: bool(self._ids(prefix)), 20, lambda: f"no {prefix}…; there are {self.client.all('')}")
        return self._ids(prefix)[0]

    def _ids(self, prefix: str) -> list[str]:
        return [name for name in self.client.all(prefix) if re.fullmatch(re.escape(prefix) + "[0-9a-f]{8}", name)]
