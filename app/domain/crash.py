"""Named crash points: where a test may let the process die. In use they do nothing."""

from collections.abc import Callable

_hook: Callable[[str], None] | None = None


def point(name: str) -> None:
    """Pass the crash point `name`; the hook of a test may raise here."""
    if _hook is not None:
        _hook(name)


def set_hook(hook: Callable[[str], None] | None) -> None:
    """For tests and the simulation: `hook(name)` runs at each crash point; None takes it away."""
    global _hook
    _hook = hook
