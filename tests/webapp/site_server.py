"""The site alone, with a health check and a count of what was sent: `python -m tests.webapp.site_server`."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route
from starlette.types import Message, Receive, Scope, Send

from sync_server.site import SiteApp, site_app

SITE = Path(os.environ["SITE"])


class Counted:
    """Counts answers by status and their bodies' bytes. `CUT=path:bytes` breaks the line once inside that file;
    `PACE=seconds` waits between the pieces of each body."""

    def __init__(self, site: SiteApp) -> None:
        self._site = site
        self.sent: dict[str, int] = {"bytes": 0}
        path, _, at = os.environ.get("CUT", "").partition(":")
        self._pace = float(os.environ.get("PACE", "0"))
        self._cut: tuple[str, int] | None = (path, int(at)) if path else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        cut = self._cut if self._cut and scope["path"].lstrip("/") == self._cut[0] else None
        passed = 0

        async def counted(message: Message) -> None:
            nonlocal passed
            if message["type"] == "http.response.start":
                status = str(message["status"])
                self.sent[status] = self.sent.get(status, 0) + 1
            else:
                passed += len(message.get("body", b""))
                self.sent["bytes"] += len(message.get("body", b""))
                if cut and passed > cut[1]:
                    self._cut = None
                    raise ConnectionError("the line breaks here, as a test asked")
                if self._pace:
                    await asyncio.sleep(self._pace)
            await send(message)

        await self._site(scope, receive, counted)


counted = Counted(site_app(SITE, (SITE.parent / "csp.txt").read_text()))


async def health(_: Request) -> JSONResponse:
    return JSONResponse({"ok": True})


async def sent(_: Request) -> JSONResponse:
    return JSONResponse(counted.sent)


app = Starlette(routes=[Route("/api/health", health), Route("/api/sent", sent), Mount("/", counted)])

if __name__ == "__main__":
    print(json.dumps({"site": str(SITE)}))
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")
