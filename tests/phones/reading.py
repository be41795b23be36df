"""A screen as a screen reader has it, from Flutter's semantics tree in the page: what can be pressed, its name and its place."""

from dataclasses import dataclass
from typing import Any

from tests.driver import Client

# The place is cut at every list that scrolls: what is scrolled away is not on the screen.
_READ = """() => [...document.querySelectorAll("flt-semantics-host :is(flt-semantics, input, textarea)")].map((node) => {
  let {left, top, right, bottom} = node.getBoundingClientRect();
  const within = [];
  for (let up = node.parentElement; up; up = up.parentElement) {
    if (up.hasAttribute("flt-semantics-identifier")) within.push(up.getAttribute("flt-semantics-identifier"));
    if (getComputedStyle(up).overflow === "visible") continue;
    const box = up.getBoundingClientRect();
    [left, top, right, bottom] = [Math.max(left, box.left), Math.max(top, box.top), Math.min(right, box.right), Math.min(bottom, box.bottom)];
  }
  const field = node.matches("input, textarea");
  return {
    identifier: node.getAttribute("flt-semantics-identifier") ?? "", within, left, top, right, bottom,
    name: (node.getAttribute("aria-label") || node.innerText || "").trim(), role: node.getAttribute("role") ?? "",
    pressed: field || node.hasAttribute("flt-tappable"), focusable: node.tabIndex >= 0, off: node.getAttribute("aria-disabled") === "true",
  };
})"""
_FOCUSED = """() => document.activeElement?.closest("[flt-semantics-identifier]")?.getAttribute("flt-semantics-identifier") ?? "" """


@dataclass(frozen=True)
class Node:
    """One node. identifier: its own, "" for none; within: those around it. pressed: whether it takes a tap or typing."""

    identifier: str
    within: list[str]
    left: float
    top: float
    right: float
    bottom: float
    name: str
    role: str
    pressed: bool
    focusable: bool
    off: bool

    @property
    def seen(self) -> bool:
        """Whether enough of it to be pressed is on the screen, not scrolled away."""
        return self.right - self.left > 2 and self.bottom - self.top > 2

    def overlaps(self, other: "Node") -> bool:
        """By more than two pixels."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide > 2 and high > 2

    def holds(self, other: "Node") -> bool:
        return self.identifier != "" and self.identifier in other.within


def read(client: Client) -> list[Node]:
    """The tree, from the top of the page down."""
    raw: list[dict[str, Any]] = client.page.evaluate(_READ)
    return [Node(**each) for each in raw]


def focused(client: Client) -> str:
    """The identifier of what has the keyboard's focus, or of what is around it."""
    return str(client.page.evaluate(_FOCUSED))


def without_name(nodes: list[Node]) -> list[Node]:
    """What can be pressed and is called nothing."""
    return [node for node in nodes if node.pressed and not node.name]


def without_focus(nodes: list[Node]) -> list[str]:
    """What can be pressed by a finger but not reached by a keyboard; the ground beside a sheet has its close button instead."""
    return [n.identifier or n.name for n in nodes if n.pressed and not n.focusable and n.identifier != "sheet-scrim"]


def over_each_other(nodes: list[Node]) -> list[tuple[str, str]]:
    """Pairs of things to press of which one lies on the other; the ground beside a sheet lies under all of it."""
    taken = [n for n in nodes if n.pressed and n.seen and n.identifier != "sheet-scrim"]
    return [
        (one.identifier, other.identifier)
        for at, one in enumerate(taken)
        for other in taken[at + 1 :]
        if one.overlaps(other) and not one.holds(other) and not other.holds(one)
    ]
