"""For how long the checklist of a stop was open: kept in the confirmation (R7.13)."""

from dataclasses import dataclass, field

from app.domain.clock import Clock

_DAY_S = 86_400


@dataclass
class Stays:
    """Times by the monotonic clock of this start. A stop that lies under another screen is still being looked at."""

    clock: Clock
    _since: dict[str, int] = field(default_factory=dict)
    _before: dict[str, int] = field(default_factory=dict)

    def begin(self, place: str) -> None:
        self._since.setdefault(place, self.clock.mono_ms())

    def end(self, place: str) -> None:
        """The screen went; coming back goes on counting."""
        since = self._since.pop(place, None)
        if since is not None:
            self._before[place] = self._before.get(place, 0) + self.clock.mono_ms() - since

    def seconds(self, place: str) -> int:
        """So far, and the counting begins anew: it is asked for once, when the stop is confirmed."""
        now = self.clock.mono_ms()
        spent = self._before.pop(place, 0)
        if place in self._since:
            spent += now - self._since[place]
            self._since[place] = now
        return min(spent // 1000, _DAY_S)
