"""The messages of the exchange (docs/protocol.md), shared by both sides."""

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.domain.records import Change
from app.domain.times import Utc

EXCHANGE_VERSION = 1
SESSIONS_AT_ONCE = 200
KEY_CHARS = 43  # at least: 32 random bytes in URL-safe base64

ReceiptState = Literal["accepted", "repeated", "held", "refused"]
PhotoState = Literal["lacking", "partial", "stored", "verified", "refused"]


class Message(BaseModel):
    model_config = ConfigDict(extra="ignore")


class SignIn(Message):
    """POST /api/session. device: made by the phone once and kept; session: made by the phone for this sign-in. device_key: the
    phone's secret, made with its id and shown to nobody else; it proves the device, in every estate. device_token: what an
    older app was given for that. before: the device that this phone was until its storage was emptied."""

    account: str = Field(min_length=1, max_length=80)
    password: str = Field(min_length=1, max_length=200)
    device: UUID
    device_name: str = Field(default="", max_length=200)
    device_key: str | None = Field(default=None, min_length=KEY_CHARS, max_length=200)
    device_token: str | None = None
    session: UUID
    before: UUID | None = None


class SignedIn(Message):
    """Answer to a sign-in. token: the device's credential in the account's estate, sent as `Authorization: Bearer`; it outlives
    sessions. device: what this phone is in that estate: the id that it gave, or another where that one is known and was not
    proven. account: what the phone needs to know of the person. elsewhere: what the server still misses from their other devices."""

    token: str
    device: UUID | None = None
    session: UUID
    account: "Account"
    expires_at: Utc
    server_time: Utc
    generation: str
    elsewhere: list["Elsewhere"] = Field(default_factory=list)


class EarlierSessions(Message):
    """PUT /api/session/earlier, and its answer. sessions: those of the same account on the same device that a restored server
    does not know, with facts under them; in the answer those that stand now."""

    sessions: list[UUID] = Field(max_length=SESSIONS_AT_ONCE)


class LackingPhoto(Message):
    """A photo that an own fact names and that never arrived. at: when that fact was seen."""

    sha256: str
    place: str | None = None
    item: str | None = None
    at: Utc


class Elsewhere(Message):
    """Another device of this account, as far as the server knows it. before: it is what this phone was until its storage was
    emptied. last_seq, last_at: of the last fact that arrived from it, whoever wrote it. lacking: how many photos of own
    facts did not arrive; photos: the latest of them."""

    device: UUID
    before: bool = False
    last_seq: int = 0
    last_at: Utc | None = None
    lacking: int = 0
    photos: list[LackingPhoto] = Field(default_factory=list)


class Account(Message):
    id: str
    zh: str
    en: str
    roles: list[str]
    estate: str


class ClockOffset(Message):
    """How far the device's wall clock was off in one start: server time minus device time, milliseconds. One of a series
    tells when it was measured (`clock_series.Measurement`): seq, at and mono_ms. Phones of the release before tell one a
    start, without them. measured: False where it is a guess."""

    start: UUID
    offset_ms: int
    measured: bool = True
    seq: int | None = Field(default=None, ge=0, lt=2**53)
    at: Utc | None = None
    mono_ms: int | None = Field(default=None, ge=0, lt=2**53)


class Push(Message):
    """POST /api/push. facts stay raw JSON: each is judged by itself, and its digest is that of what was sent. missing: SHA-256
    of photos of own facts that can't be read on the device any more."""

    v: int = EXCHANGE_VERSION
    device: UUID
    clocks: list[ClockOffset] = Field(default_factory=list)
    missing: list[str] = Field(default_factory=list, max_length=500)
    facts: list[dict[str, Any]]


class Receipt(Message):
    """What the server says of one fact. first: when the id was received for the first time. seen_at, unmeasured: when it was
    seen as far as the server knows. day: for which it counts, which a clock that was wrong tells wrongly."""

    id: str
    state: ReceiptState
    code: str = "ok"
    zh: str = ""
    en: str = ""
    first: Utc
    seen_at: Utc | None = None
    unmeasured: bool | None = None
    day: str | None = None


class PushReply(Message):
    receipts: list[Receipt]
    lacks: list[str] = Field(default_factory=list)
    server_time: Utc
    generation: str


class ChangesPage(Message):
    """GET /api/changes?since=CURSOR. cursor is opaque; more: ask again at once. lacks: photos that the server wants."""

    changes: list[Change]
    cursor: str
    more: bool
    lacks: list[str] = Field(default_factory=list)
    server_time: Utc
    generation: str


class PhotoReply(Message):
    """Answer of the photo routes. received: bytes that are safely there; send the rest from there."""

    sha256: str
    state: PhotoState
    received: int
    code: str = "ok"
    zh: str = ""
    en: str = ""


class Fault(Message):
    """Every error answer: {"code", "zh", "en", "do_zh", "do_en", "detail"}."""

    code: str
    zh: str
    en: str
    do_zh: str = ""
    do_en: str = ""
    detail: str = ""


SignedIn.model_rebuild()
