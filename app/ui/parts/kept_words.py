"""Words of a sheet without photos (办结, 挂起, 取消, 审核): kept at every change, until they are sent or cleared."""

from dataclasses import dataclass
from typing import Literal

from app.patrol.kept import forget, keep, kept
from app.patrol.work import Work

WordsKind = Literal["end", "hold", "cancel", "review"]


@dataclass(frozen=True)
class Typed:
    """words: what was written. days: for how many it is put on hold. reason: the one that was chosen at the desk."""

    words: str = ""
    days: int = 3
    reason: str = ""


def typed_of(work: Work, kind: WordsKind, key: str) -> Typed:
    """What was left there; a blank one when nothing was."""
    left = kept(work, kind, key)
    return Typed(left.data["words"], left.data["days"], left.data["reason"]) if left else Typed()


def keep_typed(work: Work, kind: WordsKind, key: str, now: Typed) -> None:
    """Closing the sheet drops nothing; what is without words is no draft. Raises ZonewalkError storage_full, storage_failed."""
    if now.words.strip():
        keep(work, kind, key, {"words": now.words, "days": now.days, "reason": now.reason})
    else:
        forget(work, kind, key)


def review_key(subject: object, sha256: str) -> str:
    """One draft for each photo. subject: the matter's id, by which the draft is found again."""
    return f"{subject}:{sha256}"
