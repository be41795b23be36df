"""The folder of the server's files: for nobody else to read, and used by servers or by a restore, never by both."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = "server.lock"


class InUse(Exception):
    """Somebody else works on the folder; the text says what to do."""


def only_ours() -> None:
    """From now on this process makes files that only its user may read (0600, folders 0700)."""
    os.umask(0o077)


def private_folder(data: Path) -> None:
    """Make the folder, or take the rights on it from everybody else. PermissionError where it is somebody else's."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if data.stat().st_mode & 0o077:
        data.chmod(0o700)


@contextmanager
def in_use(data: Path, *, alone: bool) -> Iterator[None]:
    """Hold the folder while the block runs: several servers may share it, a restore has it alone. Raises InUse."""
    private_folder(data)
    with (data / LOCK).open("ab") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError as error:
            what = "A server runs on it: stop it first." if alone else "A back-up is being restored: wait for its end."
            raise InUse(f"{data} is in use. {what}") from error
        yield
