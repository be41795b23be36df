"""The outermost layer: size limits, security headers, and a fault for what nobody caught."""

import asyncio
import logging
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.domain.limits import PHOTO_CHUNK, PUSH_BYTES
from sync_server.api.faults import TooLarge, fault_response, http_fault
from sync_server.db.disk import disk_fault

log = logging.getLogger(__name__)

# Bytes of a request's body, by the beginning of its path; the first that fits.
LIMITS = (("/api/push", PUSH_BYTES), ("/api/photos", PHOTO_CHUNK), ("/api/session", 16_000), ("", 1_000_000))
PAUSE_S = 30.0  # for which a body may stop
SLOWEST_BYTES_A_S = 1_000  # over the whole of a body; phones give up far earlier (app/sync/wire.py)
TOO_LARGE = {"/api/photos": "photo_too_large"}

ON_EVERY_ANSWER = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# An answer of the API is data: no browser may run or keep it. A route that says otherwise itself is left alone.
ON_THE_API = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "Cache-Control": "no-store"}


class Guard:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        begun = False

        async def send_guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in (ON_EVERY_ANSWER | (ON_THE_API if path.startswith("/api") else {})).items():
                    headers.setdefault(name, value)
            await send(message)

        prefix, limit = next((start, most) for start, most in LIMITS if path.startswith(start))
        too_large = TOO_LARGE.get(prefix, "push_too_large")
        told = Headers(scope=scope).get("content-length", "")
        if told.isdecimal() and int(told) > limit:
            await fault_response(too_large)(scope, receive, send_guarded)
            return
        try:
            await self._app(scope, _limited(receive, limit, too_large), send_guarded)
        except HTTPException as error:
            await http_fault(error)(scope, receive, send_guarded)
        except ClientDisconnect:
            if begun:
                raise
            # Gone, or too slow; whoever still listens is told why, and the rest of the body is not waited for.
            await fault_response("request_slow", headers={"Connection": "close"})(scope, receive, send_guarded)
        except Exception as error:
            disk = disk_fault(error)
            if disk is not None:
                log.error("%s %s: %s", scope["method"], path, disk)
            else:
                log.exception("%s %s failed", scope["method"], path)
            if begun:
                raise
            await fault_response(disk.code if disk else "internal")(scope, receive, send_guarded)


def _limited(receive: Receive, limit: int, too_large: str) -> Receive:
    """A body that did not tell its length is counted as it comes. One that stops coming is cut off; so is one so slow that it
    seems to be for nothing but to hold the connection."""
    taken, whole = 0, False
    begun = time.monotonic()

    async def counted() -> Message:
        nonlocal taken, whole
        if whole:  # what is waited for now is only the end of the connection
            return await receive()
        most = PAUSE_S + taken / SLOWEST_BYTES_A_S - (time.monotonic() - begun)
        try:
            message = await asyncio.wait_for(receive(), max(0.0, most))
        except TimeoutError:
            return {"type": "http.disconnect"}
        whole = not message.get("more_body", False)
        taken += len(message.get("body", b""))
        if taken > limit:
            raise TooLarge(too_large)
        return message

    return counted
