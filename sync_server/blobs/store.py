"""The seam of the photo store: bytes by their SHA-256, whole or still arriving. A folder by default; S3 for many machines."""

from typing import BinaryIO, Literal, Protocol

CopySize = Literal["review", "thumb"]


class OffsetWrong(Exception):
    """A piece did not begin where the last one ended; `received` is where it has to begin (bytes)."""

    def __init__(self, received: int) -> None:
        self.received = received
        super().__init__(f"the next byte is {received}")


class BlobStore(Protocol):
    """Photos by digest (64 hex digits). What a method has returned from is on the disk, whatever dies next.

    A blob is *partial* until `finish`, and never seen under its name before it is whole. Each sender (`by`: letters and digits)
    has a partial of its own, which no other one can disturb.
    """

    def received(self, sha256: str, by: str = "") -> int:
        """Bytes of the partial that are safely there; 0 without one."""

    def put(self, sha256: str, offset: int, piece: bytes, by: str = "") -> int:
        """Append a piece to the partial and return the bytes it has now. OffsetWrong if it does not begin at its end."""

    def digest(self, sha256: str, by: str = "") -> str:
        """SHA-256 (hex) of the partial as it stands. FileNotFoundError without one."""

    def finish(self, sha256: str, by: str = "") -> None:
        """The partial becomes the blob, in one step. Harmless if the blob is there already."""

    def drop(self, sha256: str, by: str = "") -> None:
        """Throw the partial away."""

    def size(self, sha256: str) -> int | None:
        """Bytes of the whole blob; None if it is not there."""

    def open(self, sha256: str) -> BinaryIO:
        """The whole blob, to read. FileNotFoundError if it is not there."""

    def delete(self, sha256: str) -> None:
        """Take the blob and its copies away."""

    def put_copy(self, sha256: str, size: CopySize, data: bytes) -> None:
        """Keep a smaller copy. It can be made again at any time, so it need not outlive a crash."""

    def copy(self, sha256: str, size: CopySize) -> bytes | None:
        """A smaller copy kept before, if there is one."""


class Stores(Protocol):
    """Each estate has a store of its own: what one has, another one does not know of."""

    def of(self, estate: str) -> BlobStore:
        """The estate's own store."""
