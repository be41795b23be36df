"""Ends connections that begin a request and never finish its head, which uvicorn waits for without a bound."""

import asyncio
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

HEAD_WITHIN_S = 10.0  # twice this, at most, until a connection without a whole head is closed
# The body has its own bound (api/guard.py): it comes while the request already runs.


class PatientProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """uvicorn's own protocol, and every HEAD_WITHIN_S a look whether a request runs. Nothing running at two looks with no new
    request in between: nobody is served by waiting."""

    _looking: asyncio.TimerHandle | None = None
    _seen: object = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._seen = transport  # no request yet
        self._look_later()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._looking is not None:
            self._looking.cancel()
        super().connection_lost(exc)

    def _look_later(self) -> None:
        self._looking = asyncio.get_running_loop().call_later(HEAD_WITHIN_S, self._look)

    def _look(self) -> None:
        runs = self.cycle is not None and not self.cycle.response_complete
        if not runs and self._seen is self.cycle:
            self.transport.close()
            return
        self._seen = None if runs else self.cycle
        self._look_later()
