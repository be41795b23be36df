"""Serves the offline browser app's files: an ASGI application to mount behind `/api`.

Every answer may be kept but must be asked about again (`no-cache` + ETag + 304), so that a phone fetches nothing twice
and never runs a stale version. Compressed copies made by the build are sent as they are.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from app.domain.errors import ERRORS

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".frag": "text/plain",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".mp3": "audio/mpeg",
    ".otf": "font/otf",
    ".pack": "application/octet-stream",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".wasm": "application/wasm",  # any other type, and the browser won't compile while it loads
    ".woff2": "font/woff2",
    ".zip": "application/zip",
}
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
FONTS = "assets/fonts/"
ANY_FONT = "assets/fonts/roboto.woff2"
PAGE = "index.html"


@dataclass
class SiteApp:
    """`site`: the folder that the build made; `csp`: the policy that belongs to it (`csp.txt`)."""

    site: Path
    csp: str
    _digests: dict[tuple[Path, int, int], str] = field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise HTTPException(404)
        request = Request(scope)
        await self.answer(request)(scope, receive, send)

    def answer(self, request: Request) -> Response:
        """The response to one request; 404 and 405 say their code in plain text."""
        if request.method not in ("GET", "HEAD"):
            return _plain("method_wrong", {"Allow": "GET, HEAD"})
        path = self._file_for(request)
        if path is None:
            return _plain("not_found", {})
        sent, encoding = _compressed(path, request.headers.get("accept-encoding", ""))
        headers = self._headers(path)
        if encoding:
            headers["Content-Encoding"] = encoding
        headers["ETag"] = self._etag(sent)
        if headers["ETag"] in _etags(request.headers.get("if-none-match", "")):
            return Response(status_code=304, headers=headers)
        kind = TYPES.get(path.suffix, "application/octet-stream")
        return FileResponse(sent, media_type=kind, headers=headers)

    def _file_for(self, request: Request) -> Path | None:
        """A file of the site; for an unknown font any font, for an unknown page the app; else nothing."""
        root = self.site.resolve()
        # A mounted application's path still holds the prefix it was mounted at.
        name = request.scope["path"].removeprefix(request.scope.get("root_path", "")).lstrip("/")
        try:
            path = (root / (name or PAGE)).resolve() if "\0" not in name else root
            found = path.is_relative_to(root) and path.is_file()
        except OSError:  # a name longer than the file system allows: no file can be called so
            found = False
        if found:
            return path
        if name.startswith(FONTS):
            return root / ANY_FONT
        if "text/html" in request.headers.get("accept", ""):
            return root / PAGE
        return None

    def _headers(self, path: Path) -> dict[str, str]:
        headers = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}
        # A worker has a policy of its own, which comes with its script. On other scripts it does nothing.
        if path.suffix in (".html", ".js"):
            headers["Content-Security-Policy"] = self.csp
        if path.suffix == ".html":
            headers["Permissions-Policy"] = "camera=(self), geolocation=(self), microphone=()"
            headers["Referrer-Policy"] = "same-origin"
        return headers

    def _etag(self, path: Path) -> str:
        """By content: the same on every machine and after every build, so that a phone fetches only what changed."""
        stat = path.stat()
        key = (path, stat.st_mtime_ns, stat.st_size)
        if key not in self._digests:
            self._digests[key] = hashlib.sha256(path.read_bytes()).hexdigest()[:32]
        return f'"{self._digests[key]}"'


def site_app(site: Path, csp: str) -> SiteApp:
    """The application for `app.mount("/", site_app(...))`, after every other route. `FileNotFoundError` if nothing was built."""
    if not (site / PAGE).is_file():
        raise FileNotFoundError(f"no offline app in {site}: run python -m webapp.build first")
    return SiteApp(site, csp.strip())


def _plain(code: str, headers: dict[str, str]) -> Response:
    kind = ERRORS[code]
    text = f"{code}\n{kind.zh}\n{kind.en}\n"
    return PlainTextResponse(text, kind.status, {"Cache-Control": "no-store", **headers})


def _compressed(path: Path, accepted: str) -> tuple[Path, str | None]:
    """The best copy that the client takes, and its encoding. `q=0` refuses one."""
    names = {}
    for part in accepted.lower().split(","):
        name, _, parameters = part.strip().partition(";")
        names[name.strip()] = parameters.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    for encoding, suffix in ENCODINGS:
        copy = path.with_name(path.name + suffix)
        if names.get(encoding) and copy.is_file():
            return copy, encoding
    return path, None


def _etags(header: str) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in header.split(",") if tag.strip()}
