"""Our own app as a pack: the folder `app/`, without what only a desktop or a developer needs."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from webapp.byte_code import byte_compile, compiler_key
from webapp.cache import cached_folder
from webapp.pack import pack_folder
from webapp.where import digest_of, digest_of_tree, files_under

SHIPPED = ("*.py", "*.json", "*.mo")
# Other hosts, and their picture work by Pillow: the browser uses its own canvas. `imaging/base.py`, the seam, goes along.
LEFT_OUT = frozenset(
    {
        *("imaging/pillow_tools.py", "imaging/stamp_pixels.py"),
        *(f"hosts/{name}.py" for name in ("desktop", "folder", "phone", "phone_camera", "phone_device", "scripted")),
    }
)


def app_files(app: Path) -> list[Path]:
    """The files of the app that run in the browser."""
    return [path for path in files_under(app, *SHIPPED) if path.relative_to(app).as_posix() not in LEFT_OUT]


def app_pack(app: Path, sources: bool) -> Path:
    """The file `app.pack` with `app/**`: unpacked at `/app`, `import app.domain` works. Cached by content."""
    files = app_files(app)

    def make(folder: Path) -> None:
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            tree = Path(scratch)
            for path in files:
                target = tree / "app" / path.relative_to(app)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
            if not sources:
                byte_compile(tree)
            (folder / "app.pack").write_bytes(pack_folder(tree))

    key = digest_of(digest_of_tree(app, files), compiler_key(), Path(__file__), "sources" if sources else "byte code")
    return cached_folder("app", key, make) / "app.pack"
