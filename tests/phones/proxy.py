"""The TLS proxy as `deploy/Caddyfile` sets it up, with a local authority; and a home folder whose browser trusts that one."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Self

import pytest

from tests.serving import ROOT, free_port, wait_until_up

HOST = "zonewalk.test"
RESOLVED = f"--host-resolver-rules=MAP {HOST} 127.0.0.1"


def tool(name: str) -> str:
    """The program as deploy/make/tls_tools.sh found or unpacked it. Without it: a failure in the CI, else a skip."""
    found = shutil.which(name) or shutil.which(name, path=str(ROOT / "build" / "tools" / "usr" / "bin"))
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no {name} here: deploy/make/tls_tools.sh")
    return str(found)


class Proxy:
    """Caddy before a server on this machine. folder: its certificates; they outlive a stop."""

    def __init__(self, folder: Path, server_port: int) -> None:
        self.folder = folder
        self.port, self.plain_port = free_port(), free_port()
        self.url = f"https://{HOST}:{self.port}/"
        self.root = folder / "data" / "caddy" / "pki" / "authorities" / "local" / "root.crt"
        self._server_port = server_port
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start, and wait until the certificate is there."""
        self.folder.mkdir(exist_ok=True)
        environment = {
            **os.environ, "ZONEWALK_HOST": HOST, "ZONEWALK_TLS": "internal", "PORT": str(self._server_port),
            "ZONEWALK_HTTPS_PORT": str(self.port), "ZONEWALK_HTTP_PORT": str(self.plain_port),
            "XDG_DATA_HOME": str(self.folder / "data"), "XDG_CONFIG_HOME": str(self.folder / "config"),
        }  # fmt: skip
        log = self.folder / "caddy.log"
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                [tool("caddy"), "run", "--config", str(ROOT / "deploy" / "Caddyfile")],
                env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            )  # fmt: skip
        wait_until_up(self._process, self._certified, log, 30, "the proxy")

    def stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(10)
        self._process = None

    def trusting_home(self, home: Path) -> Path:
        """A home folder whose browser trusts this authority, as a phone on which its root certificate was installed."""
        store = home / ".pki" / "nssdb"
        store.mkdir(parents=True)
        for arguments in (["-N", "--empty-password"], ["-A", "-t", "C,,", "-n", "zonewalk", "-i", str(self.root)]):
            subprocess.run([tool("certutil"), "-d", f"sql:{store}", *arguments], check=True, capture_output=True)
        return home

    def _certified(self) -> bool:
        return any((self.folder / "data" / "caddy" / "certificates").rglob(f"{HOST}.crt"))
