"""Photo evidence: taken in the app, stamped in the pixels, digested, and flushed before any fact may name it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.domain.facts import PhotoRef, PhotoRole, photo_file
from app.domain.stamp import stamp_lines, time_in_stamp
from app.hosts import Host, PhotoAsk, Shot
from app.locales import tr
from app.patrol.shutter import Taken


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

    def lines(self, taken: Taken, near: str = "") -> Sequence[str]:
        return stamp_lines(
            estate=self.estate,
            place=self.place,
            item=self.item,
            steward=self.steward,
            when=self._when(taken),
            near=near,
        )

    def _when(self, taken: Taken) -> str:
        if taken.at is None:
            return tr("相册照片 · 拍摄时间不详")
        time = time_in_stamp(taken.at, self.tz)
        if taken.source == "album":
            return tr("相册照片 · 拍于 {time}", time=time)
        return time if taken.sure else tr("{time} 未校时", time=time)


async def take(
    host: Host, when: Callable[[Shot], Taken], ask: PhotoAsk, caption: Caption, role: PhotoRole
) -> Evidence | None:
    """Take a photo and keep it. None when the person cancelled. when: the time of a picture that has just come (`Work.taken`).

    Raises ZonewalkError: camera_refused, camera_none, not_a_photo, photo_too_large, photo_truncated, storage_full.
    """
    shot = await host.take_photo(ask)
    if shot is None:
        return None
    return await keep(host, shot, when(shot), caption, role)


async def keep(host: Host, shot: Shot, when: Taken, caption: Caption, role: PhotoRole) -> Evidence:
    """Scale, stamp, digest and flush a picture. After this the photo is on the disk under its own digest."""
    prepared = await host.images.prepare(shot.data, caption.lines(when, shot.near))
    await host.put_file("photos", photo_file(prepared.sha256), prepared.data)
    ref = PhotoRef(
        sha256=prepared.sha256, role=role, w=prepared.w, h=prepared.h, bytes=len(prepared.data), taken_at=when.at,
        source=when.source,
    )  # fmt: skip
    return Evidence(ref, prepared.preview)
