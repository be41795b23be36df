"""Taking a photo from a screen: what the camera says, what is shown beside it, and what is stamped into the pixels."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from app.domain.facts import PhotoRole
from app.hosts import PhotoAsk
from app.locales import language, tr
from app.patrol import raw_shots
from app.patrol.evidence import Caption, Evidence, take
from app.patrol.open_camera import LostPhoto, closed, opened
from app.patrol.raw_shots import RawShot
from app.patrol.work import Work
from app.ui import words
from app.ui.photo import load_photo
from app.ui.session import Session


def caption_of(work: Work, place: str, item: str) -> Caption:
    """The stamp: estate, place, item, steward, in the language that is set."""
    return Caption(
        estate=words.said(work.estate.label), place=words.place(work, place), item=words.item(work, item),
        steward=words.person(work, work.account.id), tz=work.tz,
    )  # fmt: skip


@contextmanager
def camera_open(session: Session, work: Work, about: str, screen: str = "") -> Iterator[None]:
    """Around every use of the camera: a page that dies meanwhile comes back to this screen (see patrol/open_camera)."""
    opened(work, LostPhoto(screen or session.page.route, about))
    try:
        yield
    finally:
        # Not yet, but as soon as whoever asked for the photo has kept it.
        asyncio.get_running_loop().call_soon(closed, work)


async def shoot_raw(
    session: Session, work: Work, *, place: str, item: str, hint: str = "", have: Sequence[RawShot] = ()
) -> RawShot | None:
    """Open the camera for an item whose exact place may be chosen afterwards: the picture is kept as it is. have: those that
    are there already.

    None when the person cancelled, or chose one of those again. Raises ZonewalkError: camera_refused, camera_none, storage_full, storage_failed.
    """
    ask = PhotoAsk(title=f"{words.place(work, place)} · {words.item(work, item)}", hint=hint, lang=language())
    with camera_open(session, work, item):
        shot = await session.host.take_photo(ask)
        raw = await raw_shots.keep(work, shot, have) if shot else None
    if shot is not None and raw is None:
        session.say(tr("这张照片已经选过"))
    return raw


async def shoot(
    session: Session,
    work: Work,
    *,
    place: str,
    item: str,
    role: PhotoRole,
    hint: str = "",
    beside: str | None = None,
    album: bool = True,
    about: str = "",
    have: Sequence[Evidence] = (),
) -> Evidence | None:
    """Open the camera for a place and an item. beside: the digest of the photo that is shown next to the live picture.
    about: what the screen needs it for, the item by default. have: the photos that stand there already.

    None when the person cancelled, or chose one of those again.
    Raises ZonewalkError: camera_refused, camera_none, storage_full and what `take` raises.
    """
    compare = (await load_photo(session, beside)).data if beside else None
    ask = PhotoAsk(
        title=f"{words.place(work, place)} · {words.item(work, item)}", hint=hint, compare=compare, album=album, lang=language()
    )  # fmt: skip
    with camera_open(session, work, about or item):
        evidence = await take(session.host, work.taken, ask, caption_of(work, place, item), role)
    if evidence is not None:
        session.lost = None
        if any(evidence.ref.sha256 == shot.ref.sha256 for shot in have):
            session.say(tr("这张照片已经选过"))
            return None
    return evidence
