"""httpx over the browser's fetch, for the Python worker."""

import asyncio

import httpx
from js import AbortController, Object, fetch
from pyodide.ffi import JsException, to_js

# The browser sets these itself and refuses to be told.
_NOT_OURS = frozenset({"host", "content-length", "connection", "accept-encoding", "user-agent"})
# fetch has unpacked the body already.
_NOT_TRUE = frozenset({"content-encoding", "content-length", "transfer-encoding"})


class FetchTransport(httpx.AsyncBaseTransport):
    """Raises httpx.ReadTimeout after the request's read time-out, httpx.ConnectError when fetch fails."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        stop = AbortController.new()
        options = {
            "method": request.method,
            "headers": [[name, value] for name, value in request.headers.items() if name.lower() not in _NOT_OURS],
            "signal": stop.signal,
            "cache": "no-store",
            "redirect": "manual",
        }
        if body:
            options["body"] = to_js(body)
        limits = request.extensions.get("timeout", {})
        try:
            return await asyncio.wait_for(_fetch(request, options), limits.get("read") or limits.get("connect"))
        except TimeoutError as error:
            stop.abort()
            raise httpx.ReadTimeout("fetch timed out", request=request) from error
        except asyncio.CancelledError:
            stop.abort()
            raise
        except JsException as error:
            raise httpx.ConnectError(str(error), request=request) from error


async def _fetch(request: httpx.Request, options: dict[str, object]) -> httpx.Response:
    answer = await fetch(str(request.url), to_js(options, dict_converter=Object.fromEntries))
    data = (await answer.arrayBuffer()).to_bytes()
    headers = [(pair[0], pair[1]) for pair in answer.headers.entries() if pair[0].lower() not in _NOT_TRUE]
    # A redirect that was not followed has status 0 in fetch; nothing of ours redirects, so it is not our server.
    return httpx.Response(answer.status or 502, headers=headers, content=data, request=request)
