"""Disks that run full, or on which writes fail, each with a way to give and take room while a server works on it."""

import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

MB = 1_000_000
TMPFS = 160 * MB
FIRST_LIMIT = 4 * MB


@dataclass
class Disk:
    """data: where the server's files lie. leave(bytes, pid): so much may still be written. env: of the server's process.
    lose_power(): after the server was killed, the files are as the device holds them.
    begin(): the first files lie there."""

    name: str
    data: Path
    leave: Callable[[int, int], None]
    env: dict[str, str] = field(default_factory=dict)
    lose_power: Callable[[], None] = lambda: None
    begin: Callable[[], None] = lambda: None


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


@contextmanager
def failing(folder: Path) -> Iterator[Disk]:
    """A device that reports I/O errors at writes and flushes, loses what a failed flush was to write, and holds after a power
    cut only what was flushed (failing.c). Needs a C compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        raise SystemExit("A device with I/O errors needs a C compiler: install gcc, or name other disks.")
    data, durable, odds = folder / "failing", folder / "durable", folder / "odds"
    data.mkdir()
    durable.mkdir()
    odds.write_text("0")
    library = folder / "failing.so"
    _run(
        compiler,
        "-shared",
        "-fPIC",
        "-O1",
        "-Wall",
        "-o",
        str(library),
        str(Path(__file__).with_name("failing.c")),
        "-ldl",
    )

    def leave(room: int, _pid: int) -> None:
        """The less room is asked for, the more calls fail."""
        odds.write_text("300" if room < 60_000 else "20" if room < MB else "0")

    def begin() -> None:
        for file in data.glob("*.sqlite*"):
            shutil.copy(file, durable / file.name)

    def lose_power() -> None:
        for file in data.glob("*.sqlite*"):
            kept = durable / file.name
            if kept.exists():
                file.write_bytes(kept.read_bytes())  # the same file: a copy would be taken for one put back by hand
            else:
                file.unlink()

    env = {"LD_PRELOAD": str(library), "DISK_FOLDER": f"{data}/", "DISK_DURABLE": str(durable), "DISK_ODDS": str(odds)}
    yield Disk("failing (EIO, power cuts)", data, leave, env, lose_power, begin)


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
