"""The photo store in a folder for each estate: `ab/cdef….jpg`, what still arrives in `partial/`, smaller copies in `copies/`."""

import contextlib
import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sync_server.blobs.store import CopySize, OffsetWrong

ESTATES = "estates"
_UNFIT = re.compile(r"^$|[^a-z0-9_-]|^.{32}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class FolderStore:
    """Passes the contract of `BlobStore` on a local file system. Several processes may share the folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._partial = root / "partial"
        self._copies = root / "copies"
        self._partial.mkdir(parents=True, exist_ok=True)

    def received(self, sha256: str, by: str = "") -> int:
        try:
            return self._arriving(sha256, by).stat().st_size
        except FileNotFoundError:
            return 0

    def put(self, sha256: str, offset: int, piece: bytes, by: str = "") -> int:
        path = self._arriving(sha256, by)
        new = not path.exists()
        with _locked(path) as file:
            end = file.seek(0, os.SEEK_END)
            if end != offset:
                raise OffsetWrong(end)
            try:
                file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                # A full disk must not leave bytes that were never promised.
                file.truncate(end)
                raise
        if new:
            _sync_folder(self._partial)
        return end + len(piece)

    def digest(self, sha256: str, by: str = "") -> str:
        with self._arriving(sha256, by).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def finish(self, sha256: str, by: str = "") -> None:
        target = self.path(sha256)
        if not target.parent.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            _sync_folder(self.root)
        try:
            self._arriving(sha256, by).replace(target)
        except FileNotFoundError:
            if not target.exists():
                raise
        _sync_folder(target.parent)

    def drop(self, sha256: str, by: str = "") -> None:
        self._arriving(sha256, by).unlink(missing_ok=True)

    def size(self, sha256: str) -> int | None:
        try:
            return self.path(sha256).stat().st_size
        except FileNotFoundError:
            return None

    def open(self, sha256: str) -> BinaryIO:
        return self.path(sha256).open("rb")

    def delete(self, sha256: str) -> None:
        self.path(sha256).unlink(missing_ok=True)
        for size in ("review", "thumb"):
            self._copy(sha256, size).unlink(missing_ok=True)

    def put_copy(self, sha256: str, size: CopySize, data: bytes) -> None:
        path = self._copy(sha256, size)
        path.parent.mkdir(parents=True, exist_ok=True)
        # Two requests may make the same copy at once: each writes its own file, the last name wins.
        half = path.with_suffix(f".{os.getpid()}.{os.urandom(4).hex()}")
        try:
            half.write_bytes(data)
            half.replace(path)
        except OSError:
            half.unlink(missing_ok=True)
            raise

    def copy(self, sha256: str, size: CopySize) -> bytes | None:
        try:
            return self._copy(sha256, size).read_bytes()
        except FileNotFoundError:
            return None

    def _arriving(self, sha256: str, by: str) -> Path:
        if by and not by.isalnum():
            raise ValueError("a sender is letters and digits")
        return self._partial / ".".join(filter(None, (_checked(sha256), by)))

    def path(self, sha256: str) -> Path:
        """Where the whole blob lies, or will lie."""
        name = _checked(sha256)
        return self.root / name[:2] / f"{name[2:]}.jpg"

    def _copy(self, sha256: str, size: str) -> Path:
        name = _checked(sha256)
        return self._copies / size / name[:2] / f"{name[2:]}.jpg"


class FolderStores:
    """A folder for each estate below one."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._known: dict[str, FolderStore] = {}

    def of(self, estate: str) -> FolderStore:
        if estate not in self._known:
            self._known[estate] = FolderStore(self.root / ESTATES / folder_of(estate))
        return self._known[estate]


def folder_of(estate: str) -> str:
    """The estate's id as a name that any file system takes, and that is no other estate's."""
    return hashlib.sha256(estate.encode()).hexdigest()[:32] if _UNFIT.search(estate) else estate


def _checked(sha256: str) -> str:
    """A digest becomes part of a path: nothing else may."""
    if not _SHA256.fullmatch(sha256):
        raise ValueError("a photo's name is 64 hex digits")
    return sha256


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[BinaryIO]:
    """The file, open to append, for one writer at a time: a phone's second try may meet its first one still running."""
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _sync_folder(folder: Path) -> None:
    """A file's name is on the disk only after its folder was flushed."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
