"""While the camera is open a cheap phone may kill the page, and the photo with it. So it is noted on the disk that the camera
is open, and for what: whoever finds the note at the next start leads back there and says that the photo did not arrive."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.times import wire
from app.patrol.work import Work

_NOTE = "open_camera"


@dataclass(frozen=True)
class LostPhoto:
    """screen: the address that the camera was opened from. about: what there it was for (an item, a step, a task's sheet)."""

    screen: str
    about: str


def opened(work: Work, photo: LostPhoto) -> None:
    """Before the camera opens. Raises ZonewalkError storage_full, storage_failed."""
    note = {"account": work.account.id, "at": wire(work.now()), "screen": photo.screen, "about": photo.about}
    work.store.put_meta(_NOTE, note)


def closed(work: Work) -> None:
    """The camera gave a photo that is kept, or none, and the page is still there."""
    work.store.put_meta(_NOTE, None)


def left_open(work: Work) -> LostPhoto | None:
    """What the camera was open for when the page was killed, told once. None after the day is over, and to other people:
    what was entered waits among the drafts then."""
    note = work.store.get_meta(_NOTE)
    if note is None:
        return None
    closed(work)
    day = datetime.fromisoformat(note["at"]).astimezone(work.tz).date()
    own = note["account"] == work.account.id and day == work.today()
    return LostPhoto(note["screen"], note["about"]) if own else None
