"""Flet's Flutter client and Pyodide: copied without what is never loaded, checked, and patched."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from webapp.patches import PATCHES, REPLACED, PatchError
from webapp.where import digest_of, digest_of_tree, flet_web_folder

# Debug symbols, the other renderer (Skia on WebAssembly threads), the interpreter's command line, wheels of packages
# that we pin ourselves, formula fonts, Flet's own pictures.
NOT_SHIPPED = re.compile(
    r"(\.map|\.symbols|\.d\.ts)$"
    r"|^main\.dart\.(wasm|mjs)$"
    r"|^canvaskit/(skwasm|wimp|experimental)"
    r"|^pyodide/(python(\.bat|\.exe|_cli_entry\.mjs)?|pyodide\.js|package\.json|.*\.whl|console.*)$"
    r"|^assets/packages/flutter_math_fork/"
    r"|^icons/|^favicon\.png$"
)
REPLACED_NAMES = frozenset(item.file for item in REPLACED)

SUBSET_FONT = "assets/fonts/NotoSansSC-subset.woff2"


def copy_client(site: Path) -> None:
    """Fills `site` with the patched client. `PatchError` if the installed `flet-web` isn't the one we know."""
    stock = flet_web_folder()
    for item in REPLACED:
        item.check(stock)
    for path in sorted(stock.rglob("*")):
        name = path.relative_to(stock).as_posix()
        if path.is_file() and name not in REPLACED_NAMES and not NOT_SHIPPED.search(name):
            target = site / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    for patch in PATCHES:
        patch.apply(site)
    _name_fonts(site / "assets" / "FontManifest.json")


def client_key() -> str:
    """Changes when the installed client, or what we do to it, changes."""
    stock = flet_web_folder()
    # Names and sizes of a pinned wheel's files tell enough, and cost nothing; the replaced ones are checked by digest.
    listing = "\n".join(
        f"{path.relative_to(stock).as_posix()} {path.stat().st_size}"
        for path in sorted(stock.rglob("*"))
        if path.is_file()
    )
    here = Path(__file__)
    return digest_of(listing, digest_of_tree(here.parent, [here, here.with_name("patches.py")]))


def interpreter_key() -> str:
    """Names the interpreter whose byte code the packs hold."""
    return digest_of(flet_web_folder() / "pyodide" / "pyodide-lock.json")


def _name_fonts(manifest: Path) -> None:
    """The Chinese subset takes the name Roboto, Flutter's default family.

    So every text is covered, Flet's own error panel too, and the renderer never looks for a fall-back font.
    """
    families = json.loads(manifest.read_text(encoding="utf-8"))
    kept = [entry for entry in families if "flutter_math_fork" not in entry["family"]]
    if len(kept) == len(families) or any(entry["family"] == "Roboto" for entry in kept):
        raise PatchError("assets/FontManifest.json: expected formula fonts to drop and no family Roboto")
    kept.append({"family": "Roboto", "fonts": [{"asset": SUBSET_FONT.removeprefix("assets/")}]})
    manifest.write_text(json.dumps(kept, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
