"""Who wants to know of a host's events."""

from collections.abc import Callable

from app.hosts.base import EVENTS, HostEvent


class Events:
    """Callbacks by event; `on` gives back a function that takes the callback off again."""

    def __init__(self) -> None:
        self._callbacks: dict[HostEvent, list[Callable[[], None]]] = {event: [] for event in EVENTS}

    def on(self, event: HostEvent, callback: Callable[[], None]) -> Callable[[], None]:
        known = self._callbacks[event]
        known.append(callback)

        def off() -> None:
            if callback in known:
                known.remove(callback)

        return off

    def fire(self, event: HostEvent) -> None:
        """Tell everybody who asked for this event."""
        for callback in tuple(self._callbacks[event]):
            callback()
