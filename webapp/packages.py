"""The third-party packages that run inside the browser, as one pack.

`requirements-web.txt` is made anew (after a change of the `.in`) with
`pip download --only-binary=:all: PLATFORM -r requirements-web.in -d FOLDER` and `pip hash FOLDER/*`,
PLATFORM being the options below.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from webapp.byte_code import byte_compile, compiler_key
from webapp.cache import cached_folder
from webapp.pack import pack_folder
from webapp.where import WEBAPP, digest_of

REQUIREMENTS = WEBAPP / "requirements-web.txt"

PLATFORM = (
    *("--platform", "pyemscripten_2026_0_wasm32", "--python-version", "3.14.2", "--implementation", "cp"),
    *("--abi", "cp314", "--abi", "abi3", "--abi", "none"),
)

# Never imported in the browser: no sockets (httpx gets a transport on fetch), no other database, no OAuth, no tests.
PRUNED = (
    *(
        "bin",
        "anyio",
        "certifi",
        "h11",
        "httpcore",
        "oauthlib",
        "pydantic/v1",
        "sqlmodel/.agents",
        "sqlalchemy/testing",
    ),
    *(f"sqlalchemy/dialects/{name}" for name in ("mssql", "mysql", "oracle", "postgresql")),
)
PRUNED_DISTRIBUTIONS = ("anyio", "certifi", "h11", "httpcore", "oauthlib")
PRUNED_SUFFIXES = frozenset({".pyi", ".pyx", ".pxd", ".c", ".h"})
PRUNED_NAMES = frozenset({"py.typed", "RECORD", "INSTALLER", "REQUESTED", "direct_url.json"})
ZONES_KEPT = frozenset({"Asia", "Etc", "UTC", "__init__.py"})


def packages_pack(sources: bool) -> Path:
    """The file `packages.pack`, cached by the pinned requirements. `sources`: with sources, for readable tracebacks."""

    def make(folder: Path) -> None:
        tree = folder / "tree"
        # --no-compile: pip would add byte code of this machine's Python.
        command = [sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-compile"]
        command += [
            "--require-hashes",
            "--only-binary=:all:",
            *PLATFORM,
            "--target",
            str(tree),
            "-r",
            str(REQUIREMENTS),
        ]
        subprocess.run(command, check=True)
        prune(tree)
        if not sources:
            byte_compile(tree)
        (folder / "packages.pack").write_bytes(pack_folder(tree))
        shutil.rmtree(tree)

    key = digest_of(REQUIREMENTS, compiler_key(), Path(__file__), "sources" if sources else "byte code")
    return cached_folder("packages", key, make) / "packages.pack"


def prune(tree: Path) -> None:
    """Removes what the browser never loads. A pruned name that isn't there any more stops the build."""
    for name in PRUNED:
        if not (tree / name).is_dir():
            raise RuntimeError(f"requirements-web: nothing to prune at {name}; look what the package does now")
        shutil.rmtree(tree / name)
    for name in PRUNED_DISTRIBUTIONS:
        for folder in tree.glob(f"{name}-*.dist-info"):
            shutil.rmtree(folder)
    zones = tree / "tzdata" / "zoneinfo"
    for path in list(zones.iterdir()):
        if path.name not in ZONES_KEPT:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in list(tree.rglob("*")):
        if path.is_file() and (path.suffix in PRUNED_SUFFIXES or path.name in PRUNED_NAMES):
            path.unlink()
