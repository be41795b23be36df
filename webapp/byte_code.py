"""Byte-compiles for the browser's interpreter, with that interpreter: Pyodide under Node.

What Pyodide ships, and what pip installs, is source; compiling it anew at every start cost more than a second.
The byte code is not checked against a source at run time (there is none), and holds no times.
"""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

from webapp.cache import cached_folder
from webapp.flet_client import interpreter_key
from webapp.npm import node_environment
from webapp.where import digest_of, flet_web_folder, tool

ZIP_EPOCH = (2020, 1, 1, 0, 0, 0)


SCRIPT = Path(__file__).with_name("byte_code.mjs")


def compiler_key() -> str:
    """Changes with the interpreter and with the way we compile."""
    return digest_of(interpreter_key(), SCRIPT)


def byte_compile(folder: Path) -> None:
    """Turns each `.py` below `folder` into a `.pyc` in its place, with its documentation left out."""
    interpreter = flet_web_folder() / "pyodide" / "pyodide.mjs"
    subprocess.run([tool("node"), SCRIPT, interpreter, folder], env=node_environment(), check=True)
    left = next(folder.rglob("*.py"), None)
    if left is not None:
        raise RuntimeError(f"byte-compiling left a source behind: {left.relative_to(folder)}")


def compiled_standard_library() -> Path:
    """Pyodide's `python_stdlib.zip` with byte code in place of sources, stored so that nothing need be inflated."""
    stock = flet_web_folder() / "pyodide" / "python_stdlib.zip"

    def make(folder: Path) -> None:
        tree = folder / "tree"
        with zipfile.ZipFile(stock) as archive:
            archive.extractall(tree)
        byte_compile(tree)
        with zipfile.ZipFile(folder / stock.name, "w", zipfile.ZIP_STORED) as archive:
            for path in sorted(tree.rglob("*")):
                if path.is_file():
                    archive.writestr(zipfile.ZipInfo(path.relative_to(tree).as_posix(), ZIP_EPOCH), path.read_bytes())
        shutil.rmtree(tree)

    key = digest_of(stock, compiler_key(), Path(__file__))
    return cached_folder("stdlib", key, make) / stock.name
