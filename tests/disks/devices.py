"""Disks that run full, or on which writes fail, each with a way to give and take room while a server works on it."""

import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MB = 1_000_000
TMPFS = 160 * MB
FIRST_LIMIT = 4 * MB


@dataclass
class Disk:
    """data: where the server's files lie. leave(bytes, pid): so much may still be written."""

    name: str
    data: Path
    leave: Callable[[int, int], None]


def may_mount() -> bool:
    return os.geteuid() == 0 and shutil.which("mount") is not None


@contextmanager
def full(folder: Path) -> Iterator[Disk]:
    """A tmpfs with a file beside the data that takes the room: SQLite meets ENOSPC."""
    with _mounted(folder / "full", "-t", "tmpfs", "-o", f"size={TMPFS}", "tmpfs") as at:
        (at / "data").mkdir()
        yield Disk("full (tmpfs, ENOSPC)", at / "data", _Ballast(at).leave)


@contextmanager
def bounded(folder: Path) -> Iterator[Disk]:
    """No device at all: the system bounds how large a file of the server may grow (`ulimit -f`), and moves that bound. SQLite
    meets EFBIG, which is an I/O error to it. Works for everybody."""
    (folder / "bounded").mkdir()

    def leave(room: int, pid: int) -> None:
        largest = max((path.stat().st_size for path in (folder / "bounded").glob("*")), default=0)
        resource.prlimit(
            pid, resource.RLIMIT_FSIZE, (max(FIRST_LIMIT, largest + room - 2 * MB), resource.RLIM_INFINITY)
        )

    yield Disk("bounded (ulimit -f, EFBIG)", folder / "bounded", leave)


class _Ballast:
    """A file that takes all room of a file system but what is left."""

    def __init__(self, at: Path) -> None:
        self._at, self._file = at, at / "ballast"

    def leave(self, room: int, _pid: int) -> None:
        free = shutil.disk_usage(self._at).free
        with self._file.open("ab") as file:
            size = file.seek(0, os.SEEK_END)
            wanted = max(0, size + free - room)
            try:
                if wanted > size:
                    os.posix_fallocate(file.fileno(), size, wanted - size)
                else:
                    file.truncate(wanted)
            except OSError:  # the server was quicker: what is left is less than asked
                return


@contextmanager
def _mounted(at: Path, *arguments: str) -> Iterator[Path]:
    at.mkdir()
    _run("mount", *arguments, str(at))
    try:
        yield at
    finally:
        _run("umount", "-l", str(at))


def _run(*command: str) -> None:
    subprocess.run(command, check=True)
