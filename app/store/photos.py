"""The photos of this device: which are to be sent, and which may go."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Text, cast, select, update

from app.domain.limits import BACKUP_HORIZON_DAYS
from app.store.outbox import LOST, Outbox, _of
from app.store.tables import DRAFT, FACT, NAMED, PHOTO
from app.store.values import LocalPhoto, LocalPhotoState

_SENDABLE = ("local", "sent", "missing")
AT_ONCE = 2  # failures after which a photo is still due in the next run
RETRY_FIRST, RETRY_MOST = timedelta(minutes=1), timedelta(hours=2)


class Photos(Outbox):
    """The files lie with the host; here is what is known of them."""

    def photos_to_send(self, estate: str | None = None, *, aside: bool = False) -> list[LocalPhoto]:
        """Photos that the server has not verified and whose fact it has, of one estate or of all, the least often tried and the
        oldest first.

        aside: also those that wait for another try.
        """
        taken = (
            select(NAMED.c.sha256)
            .select_from(NAMED.join(FACT, FACT.c.id == NAMED.c.fact))
            .where(FACT.c.state.in_(("accepted", "repeated", "held")), _of(estate))
        )
        query = (
            select(PHOTO)
            .where(PHOTO.c.state.in_(_SENDABLE), PHOTO.c.deleted_at.is_(None), PHOTO.c.sha256.in_(taken))
            .order_by(PHOTO.c.tries, PHOTO.c.taken_at, PHOTO.c.sha256)
        )
        if not aside:
            now = self.true_now()
            waits = (PHOTO.c.retry_at > now) & (
                PHOTO.c.retry_at <= now + RETRY_MOST
            )  # a clock that was wrong binds nobody
            query = query.where(PHOTO.c.retry_at.is_(None) | ~waits)
        with self._reading() as connection:
            return [_photo(row) for row in connection.execute(query)]

    def photo(self, sha: str) -> LocalPhoto | None:
        """A photo of this device whose file is still here."""
        with self._reading() as connection:
            row = connection.execute(select(PHOTO).where(PHOTO.c.sha256 == sha, PHOTO.c.deleted_at.is_(None))).first()
        return _photo(row) if row else None

    def photo_state(self, sha: str) -> LocalPhotoState | None:
        """How far a photo of this device is; None for a photo that is not of this device."""
        with self._reading() as connection:
            state: LocalPhotoState | None = connection.execute(
                select(PHOTO.c.state).where(PHOTO.c.sha256 == sha)
            ).scalar()
        return state

    def mark_photo(self, sha: str, state: LocalPhotoState, code: str | None = None) -> None:
        """What the server said of a photo. The back-up horizon of a verified one begins now."""
        verified_at = self.true_now() if state == "verified" else None
        told = {"state": state, "verified_at": verified_at, "tries": 0, "retry_at": None, "code": code, "told": False}
        with self._writing("photos", "sync") as connection:
            connection.execute(update(PHOTO).where(PHOTO.c.sha256 == sha).values(told))

    def photo_failed(self, sha: str, code: str, *, missing: bool = False) -> int:
        """A photo could not be sent for a reason of its own; how often by now. It is tried again: `AT_ONCE` times in the
        next runs, after the others, then ever more rarely. code: of the catalogue of errors. missing: its file can't be read."""
        now = self.true_now()
        with self._writing("photos", "sync") as connection:
            tries: int = connection.execute(select(PHOTO.c.tries).where(PHOTO.c.sha256 == sha)).scalar_one() + 1
            wait = min(RETRY_MOST, RETRY_FIRST * 4 ** min(tries - AT_ONCE - 1, 8)) if tries > AT_ONCE else None
            values = {"tries": tries, "code": code, "retry_at": now + wait if wait else None}
            if missing:
                values["state"] = "missing"
            connection.execute(update(PHOTO).where(PHOTO.c.sha256 == sha).values(values))
        return tries

    def photo_troubles(self, account: str) -> dict[UUID, str]:
        """Why photos of this account's facts are not at the server: the fact → a code of the catalogue of errors."""
        joined = NAMED.join(PHOTO, PHOTO.c.sha256 == NAMED.c.sha256).join(FACT, FACT.c.id == NAMED.c.fact)
        query = (
            select(NAMED.c.fact, PHOTO.c.code)
            .select_from(joined)
            .where(FACT.c.author == account, PHOTO.c.state != "verified", PHOTO.c.code.is_not(None))
            .order_by(PHOTO.c.state.in_(LOST))
        )
        with self._reading() as connection:
            return {row.fact: row.code for row in connection.execute(query)}

    def photos_untold(self, estate: str, limit: int) -> list[str]:
        """Photos of an estate that can't be read here, as far as its server does not know it: at most `limit` digests."""
        theirs = select(NAMED.c.sha256).join(FACT, FACT.c.id == NAMED.c.fact).where(FACT.c.estate == estate)
        query = select(PHOTO.c.sha256).where(PHOTO.c.state == "missing", ~PHOTO.c.told, PHOTO.c.sha256.in_(theirs))
        query = query.limit(limit)
        with self._reading() as connection:
            return list(connection.execute(query).scalars())

    def photos_told(self, shas: Sequence[str]) -> None:
        """The server knows now that these can't be read here."""
        if shas:
            with self._writing("photos", "sync") as connection:
                connection.execute(update(PHOTO).where(PHOTO.c.sha256.in_(shas)).values(told=True))

    def photos_to_delete(self, now: datetime) -> list[LocalPhoto]:
        """Photos that the server verified and whose back-up horizon has passed at `now` (UTC)."""
        due = now - timedelta(days=BACKUP_HORIZON_DAYS)
        query = select(PHOTO).where(
            PHOTO.c.state == "verified", PHOTO.c.verified_at <= due, PHOTO.c.deleted_at.is_(None)
        )
        with self._reading() as connection:
            return [_photo(row) for row in connection.execute(query)]

    def photo_deleted(self, sha: str) -> None:
        """This photo's file is about to go: told before, so that a crash leaves a file without a row, never the reverse."""
        with self._writing("photos") as connection:
            connection.execute(update(PHOTO).where(PHOTO.c.sha256 == sha).values(deleted_at=self.clock.now()))

    def names_file(self, name: str) -> bool:
        """Whether a photo file is named by a row, or by a draft in its data: any other may be swept away."""
        sha = name.split(".", 1)[0]
        rows = select(PHOTO.c.sha256).where(PHOTO.c.name == name, PHOTO.c.deleted_at.is_(None))
        drafts = select(DRAFT.c.id).where(
            cast(DRAFT.c.data, Text).contains(sha, autoescape=True)
            | cast(DRAFT.c.photos, Text).contains(sha, autoescape=True)
        )
        with self._reading() as connection:
            return connection.execute(rows).first() is not None or connection.execute(drafts).first() is not None


def _photo(row: Row[Any]) -> LocalPhoto:
    return LocalPhoto(row.sha256, row.name, row.bytes, row.w, row.h, row.role, row.taken_at, row.state, row.tries)
