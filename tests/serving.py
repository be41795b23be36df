"""The real server as a process: started, waited for, killed like a machine that lost its power, started again."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parent.parent


def wait_until_up(
    process: subprocess.Popen[bytes], up: Callable[[], bool], log: Path, timeout: float, what: str
) -> None:
    """Wait for a process that was just started. AssertionError with the end of its log when it ended, or took too long."""
    end = time.monotonic() + timeout
    while not up():
        if process.poll() is not None or time.monotonic() > end:
            raise AssertionError(f"{what} did not start:\n{log.read_text(errors='replace')[-3000:]}")
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """The real server process. `site`: a built site's folder; `command`: another module to run (tests of the site alone)."""

    def __init__(
        self,
        data: Path,
        site: Path = ROOT / "build" / "web" / "site",
        *,
        port: int | None = None,
        command: Sequence[str] = ("-m", "sync_server"),
        environment: dict[str, str] | None = None,
    ) -> None:
        self.data, self.site, self.command = data, site, tuple(command)
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self.log = data.parent / f"{data.name}.log"
        self._environment = environment or {}
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self, timeout: float = 60) -> None:
        """Start, and wait until `GET /api/health` answers."""
        self.data.mkdir(parents=True, exist_ok=True)
        environment = {
            **os.environ,
            "PORT": str(self.port),
            "DATA": str(self.data),
            "SITE": str(self.site),
            "PYTHONUNBUFFERED": "1",
            **self._environment,
        }
        # A log of its own: a child on our pipe would keep a failed test run from ending.
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *self.command],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
        wait_until_up(self._process, self.answers, self.log, timeout, "the server")

    def answers(self) -> bool:
        try:
            self.get("api/health", timeout=2)
        except OSError:
            return False
        return True

    def get(self, path: str, timeout: float = 10) -> bytes:
        with urllib.request.urlopen(self.url + path, timeout=timeout) as answer:
            data: bytes = answer.read()
        return data

    def kill(self) -> None:
        """SIGKILL: the machine lost its power. `start()` brings it back with the same data."""
        if self._process and self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._process = None
