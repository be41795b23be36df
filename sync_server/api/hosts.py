"""Which names this server answers to. A page that makes its own name point here (DNS rebinding) is turned away."""

import ipaddress
from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from sync_server.api.faults import fault_response

ANY = "*"
LOCAL = "localhost"


class Hosts:
    """Addresses need no name and can't be made to point elsewhere: those, localhost and `allowed` are answered; others get 421."""

    def __init__(self, app: ASGIApp, allowed: Iterable[str]) -> None:
        self._app, self._allowed = app, frozenset(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._answers(Headers(scope=scope).get("host", "")):
            await self._app(scope, receive, send)
        else:
            await fault_response("host_unknown")(scope, receive, send)

    def _answers(self, host: str) -> bool:
        name = _without_port(host.lower())
        return ANY in self._allowed or name in self._allowed or name == LOCAL or _is_address(name)


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].rstrip(".")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
