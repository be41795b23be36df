"""Pictures as they came from the camera, until what they show is saved: only then is the place known that their stamp says."""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain import ids
from app.domain.errors import ZonewalkError
from app.domain.facts import PhotoRole
from app.domain.times import wire
from app.hosts import Shot, ShotSource
from app.patrol.evidence import Caption, Evidence
from app.patrol.evidence import keep as keep_photo
from app.patrol.shutter import Taken
from app.patrol.work import Work

log = logging.getLogger("zonewalk")


@dataclass(frozen=True)
class RawShot:
    """A picture as it came from the camera. file: its name in the host's folder "drafts". taken_at: the shutter's time,
    None where nobody knows it; sure: see `Taken`. near: the phone's position, where it told one. digest: SHA-256 of its bytes; "" in drafts of
    older versions."""

    file: str
    taken_at: datetime | None
    source: ShotSource
    near: str = ""
    digest: str = ""
    sure: bool = True


def to_json(shots: Sequence[RawShot]) -> list[dict[str, Any]]:
    """As a draft keeps them."""
    return [
        {
            "file": s.file,
            "taken_at": wire(s.taken_at) if s.taken_at else None,
            "source": s.source,
            "near": s.near,
            "digest": s.digest,
            "sure": s.sure,
        }
        for s in shots
    ]


def of(raw: Sequence[dict[str, Any]]) -> tuple[RawShot, ...]:
    """As a draft kept them."""
    return tuple(
        RawShot(
            s["file"],
            datetime.fromisoformat(s["taken_at"]) if s["taken_at"] else None,
            s["source"],
            s.get("near", ""),
            s.get("digest", ""),
            s.get("sure", True),
        )
        for s in raw
    )


async def keep(work: Work, shot: Shot, have: Sequence[RawShot] = ()) -> RawShot | None:
    """Keep a picture as it is; its file is flushed when this returns. None where it stands among those that are there already.

    Raises ZonewalkError storage_full, storage_failed, storage_gone.
    """
    digest = hashlib.sha256(shot.data).hexdigest()
    if any(digest == raw.digest for raw in have):
        return None
    when = work.taken(shot)
    raw = RawShot(f"{ids.new(work.clock, work.rng).hex}.raw", when.at, when.source, shot.near, digest, when.sure)
    await work.host.put_file("drafts", raw.file, shot.data)
    return raw


async def stamped(
    work: Work, shots: Sequence[RawShot], caption: Caption, roles: Sequence[PhotoRole]
) -> tuple[Evidence, ...]:
    """Stamp with the shutter's time and the place of the caption, digest and flush; the raw files stay (see `sweep`).

    Raises ZonewalkError: what `evidence.keep` raises, photo_missing, file_unreadable.
    """
    return tuple(
        [
            await keep_photo(
                work.host, await _raw(work, shot), Taken(shot.source, shot.taken_at, shot.sure), caption, role
            )
            for shot, role in zip(shots, roles, strict=True)
        ]
    )


async def _raw(work: Work, shot: RawShot) -> Shot:
    try:
        data = await work.host.get_file("drafts", shot.file)
    except FileNotFoundError as error:
        raise ZonewalkError("photo_missing", shot.file) from error
    return Shot(data, shot.source, shot.near)


def roles(count: int, *, on_spot: bool, meter: bool) -> list[PhotoRole]:
    """Put right on the spot: the first picture is from before, the last from after."""
    if on_spot:
        return ["before" if n == 0 else "after" if n == count - 1 else "evidence" for n in range(count)]
    return ["meter" if meter else "evidence"] * count


async def sweep(work: Work) -> None:
    """Delete the files that no draft names. Only ever called after a draft went, never while a shot is being kept."""
    for name in await work.host.list_files("drafts"):
        if work.store.names_draft_file(name):
            continue
        try:
            await work.host.delete_file("drafts", name)
        except ZonewalkError as error:
            log.warning("a draft's file stays until the app starts again: %s", error)
