"""A pack: many files in one that the worker can lay out without copying or inflating.

Layout: u32 little-endian length of the index; the index, JSON `[[path, size], …]`; the files' bytes in that order.
Uncompressed inside, because the web server compresses the whole. Sorted and without times: the same tree gives the
same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path


def pack(files: Mapping[str, bytes]) -> bytes:
    """Packs `path → content`; paths are relative, with forward slashes."""
    for path in files:
        if path.startswith("/") or ".." in path.split("/"):
            raise ValueError(f"not a path inside the pack: {path!r}")
    names = sorted(files)
    index = json.dumps([[name, len(files[name])] for name in names], ensure_ascii=False, separators=(",", ":")).encode()
    return b"".join([len(index).to_bytes(4, "little"), index, *(files[name] for name in names)])


def unpack(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The files of a pack. `ValueError` when the sizes don't add up to its length."""
    start = 4 + int.from_bytes(data[:4], "little")
    index: list[tuple[str, int]] = json.loads(data[4:start])
    if start + sum(size for _, size in index) != len(data):
        raise ValueError("the pack is cut off or has something after its end")
    for name, size in index:
        yield name, data[start : start + size]
        start += size


def pack_folder(folder: Path) -> bytes:
    """Packs every file below `folder`."""
    return pack(
        {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    )
