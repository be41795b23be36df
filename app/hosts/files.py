"""Files in a plain folder, each flushed to the disk before anybody is told that it is there."""

import asyncio
import errno
import logging
import os
from pathlib import Path

from app.domain import crash
from app.domain.errors import ZonewalkError
from app.hosts.base import FOLDERS, Folder

log = logging.getLogger("zonewalk.host")


class FolderFiles:
    """The host's folders "photos" and "drafts" below `root`. threads: off where runs must replay alike."""

    def __init__(self, root: Path, *, threads: bool = True) -> None:
        self._root = root
        self._threads = threads
        for folder in FOLDERS:
            (root / folder).mkdir(parents=True, exist_ok=True)
            for left in (root / folder).glob("*.part"):  # a crash in the middle of a write
                left.unlink()

    async def put_file(self, folder: Folder, name: str, data: bytes) -> None:
        if self._threads:
            await asyncio.to_thread(self.write, folder, name, data)
        else:
            self.write(folder, name, data)

    def write(self, folder: Folder, name: str, data: bytes) -> None:
        """Write beside, flush, rename, flush the folder: at no instant is there half a file under its name."""
        path = self.path(folder, name)
        part = path.with_name(path.name + ".part")
        try:
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            crash.point("host.before_rename")
            part.replace(path)
            _flush_folder(path.parent)
        except OSError as error:
            part.unlink(missing_ok=True)
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            raise ZonewalkError("storage_full" if full else "storage_failed", str(error)) from error
        crash.point("host.after_file")

    async def get_file(self, folder: Folder, name: str) -> bytes:
        try:
            return self.path(folder, name).read_bytes()
        except FileNotFoundError:
            raise
        except OSError as error:
            raise ZonewalkError("file_unreadable", str(error)) from error

    async def delete_file(self, folder: Folder, name: str) -> bool:
        path = self.path(folder, name)
        there = path.exists()
        path.unlink(missing_ok=True)
        return there

    async def list_files(self, folder: Folder) -> list[str]:
        return sorted(path.name for path in (self._root / folder).iterdir() if path.suffix != ".part")

    def path(self, folder: Folder, name: str) -> Path:
        """Where a file lies. Raises ValueError for a folder or name that leads elsewhere."""
        if folder not in FOLDERS or name in ("", ".", "..") or "/" in name or "\\" in name:
            raise ValueError(f"no such place for a file: {folder}/{name}")
        return self._root / folder / name


class KeepsakeFile:
    """The host's keepsake as a file beside the data folder, not in it."""

    def __init__(self, data: Path) -> None:
        self._path = data.with_name(data.name + ".keepsake")

    def read(self) -> str | None:
        try:
            return self._path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def write(self, text: str | None) -> None:
        try:
            if text is None:
                self._path.unlink(missing_ok=True)
            else:
                self._path.write_text(text, encoding="utf-8")
        except OSError as error:
            log.info("no keepsake: %s", error)


class OnAFolder:
    """The part of `base.Host` that is a plain folder: the files, and the keepsake beside it. folder: made when it is not there."""

    def __init__(self, folder: Path, *, threads: bool = True) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.data_folder = str(folder)
        self._folder = folder
        self._files = FolderFiles(folder, threads=threads)
        self._keepsake = KeepsakeFile(folder)
        self.keepsake = self._keepsake.read()

    async def put_file(self, folder: Folder, name: str, data: bytes) -> None:
        await self._files.put_file(folder, name, data)

    async def get_file(self, folder: Folder, name: str) -> bytes:
        return await self._files.get_file(folder, name)

    async def delete_file(self, folder: Folder, name: str) -> bool:
        return await self._files.delete_file(folder, name)

    async def list_files(self, folder: Folder) -> list[str]:
        return await self._files.list_files(folder)

    async def put_keepsake(self, text: str | None) -> None:
        self._keepsake.write(text)


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows has no handle on a folder to flush
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
