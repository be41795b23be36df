"""The audit trail: one row for each change of set-up, sign-in or receipt, in the transaction that makes it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.domain import ids
from app.domain.ids import Rng
from sync_server.db.people_tables import AuditRow


class At:
    """A time as the clock that makes an id."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at


def audit(
    session: Session, estate: str, what: str, at: datetime, rng: Rng, *,
    account: str | None = None, device: UUID | None = None, detail: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """detail: JSON values; no personal information and no secrets."""
    row = AuditRow(
        estate=estate, id=ids.new(At(at), rng), at=at, what=what, account=account, device=device, detail=detail or {}
    )
    session.add(row)
