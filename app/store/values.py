"""What the store hands out: plain values, never rows."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

Delivery = Literal["local", "sent", "verified", "photo_lost", "refused", "held"]
# drafts: one came or went. draft: what stands in one changed.
Topic = Literal["facts", "records", "photos", "drafts", "draft", "accounts", "sync"]
# missing: its file can't be read on this device, or is not what was digested. refused: the server can't use these bytes.
LocalPhotoState = Literal["local", "sent", "verified", "missing", "refused"]


@dataclass(frozen=True)
class OutFact:
    """A fact on its way: `wire` is the JSON text exactly as it is sent."""

    id: UUID
    start: UUID
    seq: int
    wire: str


@dataclass(frozen=True)
class Counts:
    """What is not yet on the server: facts without a receipt, photos not verified, drafts; and what the server holds
    or has refused. aside: those of the refused that the server could not even take, so that only this device has them.
    photos_aside: those of the photos that wait for another try. photos_lost: photos whose file can't be read here or that the
    server can't use; photos_untold: those of them of which the server does not know yet."""

    facts: int = 0
    photos: int = 0
    drafts: int = 0
    held: int = 0
    refused: int = 0
    aside: int = 0
    photos_aside: int = 0
    photos_lost: int = 0
    photos_untold: int = 0

    @property
    def unsent(self) -> int:
        """What would be lost with this device."""
        return self.facts + self.photos + self.drafts + self.aside + self.photos_untold


@dataclass(frozen=True)
class LocalPhoto:
    """A photo of this device: `name` is its file in the host's folder "photos"."""

    sha256: str
    name: str
    bytes: int
    w: int
    h: int
    role: str
    taken_at: datetime
    state: LocalPhotoState
    tries: int = 0


@dataclass(frozen=True)
class Credential:
    """What this device is in one estate."""

    estate: str
    device: UUID
    token: str


@dataclass(frozen=True)
class DeviceAccount:
    """A person who has signed in on this device. session: None once signed out."""

    id: str
    zh: str
    en: str
    roles: tuple[str, ...]
    estate: str
    session: UUID | None
    expires_at: datetime | None
    signed_in_at: datetime
    cursor: str | None = None


@dataclass(frozen=True)
class Draft:
    """Something begun and not yet a fact; it survives restarts. photos: file names in the host's folder "drafts"."""

    id: UUID
    account: str
    kind: str
    data: dict[str, Any]
    photos: tuple[str, ...] = field(default=())
    updated_at: datetime | None = None
