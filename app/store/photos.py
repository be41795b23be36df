"""The photos of this device: which are to be sent, and which may go."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Text, cast, select, update

from app.domain.limits import BACKUP_HORIZON_DAYS
from app.store.outbox import Outbox, _of
from app.store.tables import DRAFT, FACT, NAMED, PHOTO
from app.store.values import LocalPhoto, LocalPhotoState


class Photos(Outbox):
    """The files lie with the host; here is what is known of them."""

    def photos_to_send(self, limit: int = 200, estate: str | None = None) -> list[LocalPhoto]:
        """Photos that the server has not verified and whose fact it has, the oldest first; of one estate or of all."""
        taken = (
            select(NAMED.c.sha256)
            .select_from(NAMED.join(FACT, FACT.c.id == NAMED.c.fact))
            .where(FACT.c.state.in_(("accepted", "repeated", "held")), _of(estate))
        )
        query = (
            select(PHOTO)
            .where(PHOTO.c.state.in_(("local", "sent")), PHOTO.c.deleted_at.is_(None), PHOTO.c.sha256.in_(taken))
            .order_by(PHOTO.c.taken_at, PHOTO.c.sha256)
            .limit(limit)
        )
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

    def mark_photo(self, sha: str, state: LocalPhotoState) -> None:
        """What the server said of a photo. The back-up horizon of a verified one begins now."""
        verified_at = self.true_now() if state == "verified" else None
        with self._writing("photos", "sync") as connection:
            connection.execute(update(PHOTO).where(PHOTO.c.sha256 == sha).values(state=state, verified_at=verified_at))

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
    return LocalPhoto(row.sha256, row.name, row.bytes, row.w, row.h, row.role, row.taken_at, row.state)
