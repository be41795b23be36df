"""The folders that the build reads and writes."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEBAPP = ROOT / "webapp"
CLIENT = WEBAPP / "client"
APP = ROOT / "app"
ASSETS = ROOT / "assets"
CACHE = ROOT / "build" / "cache"

# Folders of the checkout that Python or editors leave behind and no build step may look at.
LEFTOVERS = frozenset({"__pycache__", ".mypy_cache", ".ruff_cache", "node_modules"})


def flet_web_folder() -> Path:
    """Flet's Flutter client with Pyodide inside, as the installed `flet-web` wheel holds it."""
    return Path(str(import_module("flet_web").get_package_web_dir()))


def tool(name: str) -> Path:
    """A console script of the environment that runs this build (`node`, `npm`)."""
    return Path(sys.executable).parent / name


def files_under(folder: Path, *patterns: str) -> list[Path]:
    """Files below `folder` that match one of the glob patterns, sorted, without leftovers."""
    found = {path for pattern in patterns for path in folder.rglob(pattern) if path.is_file()}
    return sorted(path for path in found if not LEFTOVERS.intersection(path.relative_to(folder).parts))


def digest_of(*parts: str | bytes | Path) -> str:
    """SHA-256 (hex) over strings, bytes and files' contents; each part is length-prefixed, so that none runs into the next."""
    sha = hashlib.sha256()
    for part in parts:
        data = part.read_bytes() if isinstance(part, Path) else part.encode() if isinstance(part, str) else part
        sha.update(len(data).to_bytes(8, "big") + data)
    return sha.hexdigest()


def digest_of_tree(folder: Path, files: Iterable[Path]) -> str:
    """SHA-256 (hex) over the files' names below `folder` and their contents."""
    parts: list[str | Path] = []
    for path in files:
        parts += [path.relative_to(folder).as_posix(), path]
    return digest_of(*parts)
