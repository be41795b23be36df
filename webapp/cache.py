"""Keeps what was made under a key of everything it was made from.

A key names its contents for good, so nothing is ever stale: what changes gets another key. Old entries of the same
name are removed when a new one arrives.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from webapp.where import CACHE, digest_of

KEPT_PER_NAME = 3


def cached_folder(name: str, key: str, make: Callable[[Path], None]) -> Path:
    """The folder `build/cache/NAME-KEY`; `make(empty folder)` fills it when it isn't there. Made whole or not at all."""
    final = CACHE / f"{name}-{key[:20]}"
    if final.is_dir():
        os.utime(final)
        return final
    CACHE.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=CACHE))
    try:
        make(unfinished)
        unfinished.rename(final)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        if not final.is_dir():  # else a build beside this one was quicker with the same thing
            raise
    _drop_old(name)
    return final


def cached_bytes(name: str, data: bytes, make: Callable[[bytes], bytes]) -> bytes:
    """`make(data)`, remembered by the content of `data`."""
    folder = CACHE / name
    entry = folder / digest_of(data)
    if entry.is_file():
        os.utime(entry)
        return entry.read_bytes()
    made = make(data)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(entry, made)
    return made


def write_whole(path: Path, data: bytes) -> None:
    """Replaces the file in one step: a server that reads beside us sees the old one or the new one."""
    handle, unfinished = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    os.chmod(unfinished, 0o644)
    os.replace(unfinished, path)


def _drop_old(name: str) -> None:
    entries = [path for path in CACHE.glob(f"{name}-*") if path.is_dir()]
    for path in sorted(entries, key=lambda entry: entry.stat().st_mtime, reverse=True)[KEPT_PER_NAME:]:
        shutil.rmtree(path, ignore_errors=True)
