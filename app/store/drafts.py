"""Drafts: what was begun and is not yet a fact. They survive restarts; the files lie in the host's folder "drafts"."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from app.store.photos import Photos
from app.store.tables import DRAFT
from app.store.values import Draft


class Drafts(Photos):
    """An account sees its own drafts only."""

    def put_draft(self, draft: Draft) -> None:
        """Keep a draft, new or changed. Raises ZonewalkError storage_full, storage_failed."""
        row = {
            "id": draft.id, "account": draft.account, "kind": draft.kind, "data": draft.data,
            "photos": list(draft.photos), "updated_at": self.clock.now(),
        }  # fmt: skip
        with self._writing("draft" if self._has_draft(draft.id) else "drafts") as connection:
            connection.execute(insert(DRAFT).values(**row).on_conflict_do_update(index_elements=["id"], set_=row))

    def drop_draft(self, draft: UUID) -> None:
        """The person gave it up; its files are the caller's to delete afterwards."""
        if not self._has_draft(draft):
            return  # it was closed before anything was kept
        with self._writing("drafts") as connection:
            connection.execute(delete(DRAFT).where(DRAFT.c.id == draft))

    def _has_draft(self, draft: UUID) -> bool:
        with self._reading() as connection:
            return connection.execute(select(DRAFT.c.id).where(DRAFT.c.id == draft)).first() is not None

    def drafts(self, account: str, kind: str | None = None) -> list[Draft]:
        """The account's drafts, the latest first."""
        query = select(DRAFT).where(DRAFT.c.account == account).order_by(DRAFT.c.updated_at.desc(), DRAFT.c.id)
        if kind is not None:
            query = query.where(DRAFT.c.kind == kind)
        with self._reading() as connection:
            return [
                Draft(row.id, row.account, row.kind, row.data, tuple(row.photos), row.updated_at)
                for row in connection.execute(query)
            ]

    def names_draft_file(self, name: str) -> bool:
        """Whether a draft of this device names this file of the host's folder "drafts"."""
        with self._reading() as connection:
            return any(name in names for names in connection.execute(select(DRAFT.c.photos)).scalars())
