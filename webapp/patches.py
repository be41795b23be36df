"""Changes to files of others. Each names what it looks for and must find it exactly once.

An upgrade of Flet or Pyodide that moves one of these places stops the build; half a patch is never shipped.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path


class PatchError(Exception):
    """A file of a third party isn't what this build was written against."""


@dataclass(frozen=True)
class Patch:
    """In `file` (below the site), `sought` becomes `becomes`. `pattern`: `sought` is a regular expression."""

    file: str
    sought: str
    becomes: str
    why: str
    pattern: bool = False

    def apply(self, site: Path) -> None:
        path = site / self.file
        if not path.is_file():
            raise PatchError(f"{self.file}: not there; wanted to change it because {self.why}")
        text = path.read_text(encoding="utf-8")
        sought = self.sought if self.pattern else re.escape(self.sought)
        changed, count = re.subn(sought, lambda _: self.becomes, text, flags=re.DOTALL)
        if count != 1:
            raise PatchError(f"{self.file}: expected exactly one {self.sought[:90]!r}, found {count} ({self.why})")
        path.write_text(changed, encoding="utf-8")


@dataclass(frozen=True)
class Replaced:
    """A stock file that we ship our own version of. Its digest is what ours was written against."""

    file: str
    sha256: str
    ours: str

    def check(self, stock: Path) -> None:
        path = stock / self.file
        found = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "no such file"
        if found != self.sha256:
            raise PatchError(
                f"{self.file}: changed upstream (sha256 {found}, expected {self.sha256}). "
                f"Compare it with webapp/client/{self.ours}, then write the new digest into webapp/patches.py"
            )


PATCHES = (
    Patch(
        "flutter_bootstrap.js",
        r"\n    serviceWorkerSettings: \{.*?\n    \},",
        "",
        "Flutter's own registration waits for a service worker that unregisters itself; we register ours",
        pattern=True,
    ),
    Patch(
        "main.dart.js",
        '"https://cdn.jsdelivr.net/npm/@rive-app/flutter-native-wasm@44.0.0/"',
        '"/rive-not-used/"',
        "the client fetches this script from another host at every start; nothing here uses it",
    ),
    Patch(
        "main.dart.js",
        ',null,null,null,"Flet")',
        ',null,null,null,"巡区 Zonewalk")',
        "the client calls the page so until the app's own title comes",
    ),
    Patch(
        "pyodide/pyodide.asm.mjs",
        "function ___syscall_fdatasync(fd){try{var stream=SYSCALLS.getStreamFromFD(fd);return 0}",
        "function ___syscall_fdatasync(fd){try{var stream=SYSCALLS.getStreamFromFD(fd);"
        "return stream.stream_ops?.fsync?.(stream)??0}",
        "SQLite commits with fdatasync; doing nothing there, no commit would be durable",
    ),
)

REPLACED = (
    Replaced("index.html", "971ecd93a39b8258db024a9d9a4d48bc454bbaff342567bc7f90db4bf63fa3ee", "index.html"),
    Replaced("python.js", "067edcca8116732076fb2962067d3b5e739658ccf103cef7932f62904d32fbd5", "page/boot.js"),
    Replaced(
        "python-worker.js", "5c2f0c4ac3a7c2a8376226124942cfd29515a4abd95e97267fa4db371b94b947", "python-worker.js"
    ),
    Replaced("flutter_service_worker.js", "a131df5ca46154cc4eb79044f7f5a14029c2f8bfccf8cef34e3ec3b5a9f5a88c", "sw.js"),
    Replaced("manifest.json", "09616ea779b9a72144b728850ed73f6ac0210eef8f9d91c7ba9317e3d831f296", "manifest.json"),
)
