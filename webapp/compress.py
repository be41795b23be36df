"""Compressed copies beside each file (`NAME.br`, `NAME.gz`), so that the server never compresses while somebody waits."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # the package ships no types

from webapp.cache import cached_bytes, write_whole
from webapp.progress import Steps

ALREADY_COMPRESSED = frozenset({".woff2", ".png", ".gz", ".br", ".mp3", ".ico"})
SMALLEST = 1000  # bytes; below that a header costs as much as it saves


def compressible(site: Path) -> list[Path]:
    """The site's files worth compressing, largest first: the slow ones don't come last."""
    files = [path for path in site.rglob("*") if path.is_file() and path.suffix not in ALREADY_COMPRESSED]
    worth = [path for path in files if path.stat().st_size >= SMALLEST]
    return sorted(worth, key=lambda path: (-path.stat().st_size, path.as_posix()))


def compress(files: Iterable[Path], quality: int, steps: Steps) -> None:
    """Writes both copies of each file."""
    todo = list(files)
    counter = steps.counter("files compressed", len(todo))

    def one(path: Path) -> None:
        data = path.read_bytes()
        write_whole(
            path.with_name(path.name + ".br"), cached_bytes(f"br{quality}", data, lambda raw: _brotli(raw, quality))
        )
        write_whole(path.with_name(path.name + ".gz"), cached_bytes("gz", data, _gzip))

    with ThreadPoolExecutor(2) as pool:
        for _ in pool.map(one, todo):
            counter.add()


def _brotli(data: bytes, quality: int) -> bytes:
    return bytes(brotli.compress(data, quality=quality))


def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, 6, mtime=0)


def wire_size(path: Path) -> int:
    """Bytes that a browser with brotli receives for this file."""
    small = path.with_name(path.name + ".br")
    return (small if small.is_file() else path).stat().st_size
