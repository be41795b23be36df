"""Photo evidence: taken in the app, stamped in the pixels, digested, and flushed before any fact may name it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from app.domain.facts import PhotoRef, PhotoRole
from app.domain.stamp import stamp_lines
from app.hosts import Host, PhotoAsk, Shot


@dataclass(frozen=True)
class Evidence:
    """A photo that is safe on the device. preview: the small JPEG that travels inside the fact."""

    ref: PhotoRef
    preview: bytes | None = None


@dataclass(frozen=True)
class Caption:
    """What the stamp says besides the time."""

    estate: str
    place: str
    item: str
    steward: str
    tz: ZoneInfo

    def lines(self, taken_at: datetime, *, album: bool, near: str = "") -> Sequence[str]:
        return stamp_lines(
            estate=self.estate, place=self.place, item=self.item, steward=self.steward, taken_at=taken_at, tz=self.tz, album=album,
            near=near,
        )  # fmt: skip


class Now(Protocol):
    def now(self) -> datetime: ...


def photo_file(sha256: str) -> str:
    """The name of a photo's file in the host's folder "photos"."""
    return f"{sha256}.jpg"


async def take(host: Host, clock: Now, ask: PhotoAsk, caption: Caption, role: PhotoRole) -> Evidence | None:
    """Take a photo and keep it. None when the person cancelled.

    Raises ZonewalkError: camera_refused, camera_none, not_a_photo, photo_too_large, photo_truncated, storage_full.
    """
    shot = await host.take_photo(ask)
    if shot is None:
        return None
    return await keep(host, shot, clock.now(), caption, role)


async def keep(host: Host, shot: Shot, taken_at: datetime, caption: Caption, role: PhotoRole) -> Evidence:
    """Scale, stamp, digest and flush a picture. After this the photo is on the disk under its own digest."""
    lines = caption.lines(taken_at, album=shot.source == "album", near=shot.near)
    prepared = await host.images.prepare(shot.data, lines)
    await host.put_file("photos", photo_file(prepared.sha256), prepared.data)
    ref = PhotoRef(
        sha256=prepared.sha256, role=role, w=prepared.w, h=prepared.h, bytes=len(prepared.data), taken_at=taken_at,
        source=shot.source,
    )  # fmt: skip
    return Evidence(ref, prepared.preview)
