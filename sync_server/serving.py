"""Runs the server in this process: its port, its log, and the words on the terminal when it is ready."""

import contextlib
import logging
import logging.handlers
import socket
import sys

import uvicorn

from sync_server.config import ServerSettings
from sync_server.main import create_app
from sync_server.patience import PatientProtocol

LOG_BYTES = 5_000_000
STOP_WITHIN = 10  # seconds for requests under way


class PortTaken(Exception):
    """Another program listens there."""


def serve(settings: ServerSettings, lines: list[str]) -> None:
    """Serve until Ctrl-C or SIGTERM. lines: what to print below the address once it is ready. Raises what ended the start."""
    app = create_app(settings)
    listening = _listen(settings.host, settings.port)
    _log_to_file(settings)
    config = uvicorn.Config(
        app,
        log_config=None,
        timeout_graceful_shutdown=STOP_WITHIN,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        date_header=True,
        http=PatientProtocol,
    )
    try:
        with contextlib.suppress(KeyboardInterrupt):  # raised again by uvicorn after it has stopped in good order
            _Telling(config, _address(settings.host, settings.port), lines).run(sockets=[listening])
    except SystemExit:
        failed: BaseException | None = getattr(app.state, "failed", None)
        if failed is None:
            raise
        raise failed from None
    print("Stopped. What was saved is in the data folder.")


class _Telling(uvicorn.Server):
    """Says that it is ready when it is, and not before."""

    def __init__(self, config: uvicorn.Config, address: str, lines: list[str]) -> None:
        super().__init__(config)
        self._address, self._lines = address, lines

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(
                "\n".join(["", f"Zonewalk 巡区 is ready:  {self._address}", *self._lines, "Stop with Ctrl-C."]),
                flush=True,
            )


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise PortTaken(
            f"{host}:{port} cannot be listened on ({error.strerror}). Try another: PORT={port + 1}"
        ) from error
    return listening


def _address(host: str, port: int) -> str:
    """What to type into a browser. Offline use and the camera need https, or this machine itself."""
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


class _Log(logging.handlers.RotatingFileHandler):
    """On a full disk the log has gaps; the terminal still tells warnings."""

    def handleError(self, record: logging.LogRecord) -> None:
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)


def _log_to_file(settings: ServerSettings) -> None:
    """All in DATA/server.log, which never grows beyond four files; warnings on the terminal too."""
    settings.data.mkdir(parents=True, exist_ok=True)
    file = _Log(settings.data / "server.log", maxBytes=LOG_BYTES, backupCount=3, encoding="utf-8")
    terminal = logging.StreamHandler(sys.stderr)
    terminal.setLevel(logging.WARNING)
    form = logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    for handler in (file, terminal):
        handler.setFormatter(form)
        root.addHandler(handler)
