"""Facts: what a person saw or did. Immutable, born on the device with their id, never edited.

`Fact` is the envelope (the payload on the wire); the body's shape depends on `kind` and stands in `bodies.py`.
"""

import base64
import hashlib
import json
from collections.abc import Iterable
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Field as Column
from sqlmodel import SQLModel

from app.domain import ids
from app.domain.bodies import Body
from app.domain.columns import IdColumn, JsonColumn
from app.domain.times import Utc, UtcColumn

B = TypeVar("B", bound=Body)

FACT_VERSION = 1
NOBODY = UUID(int=0)

PhotoRole = Literal["evidence", "before", "after", "meter", "valve", "notice", "fix", "again", "place"]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class PhotoRef(BaseModel):
    """A photo that a fact names. `sha256` is the digest of the stamped JPEG as stored; `taken_at` the shutter's time, left
    out where nobody knows it: an album picture is never said to be of now."""

    model_config = ConfigDict(frozen=True, extra="allow")

    sha256: Sha256
    role: PhotoRole
    w: int = Field(gt=0, lt=2**16)
    h: int = Field(gt=0, lt=2**16)
    bytes: int = Field(gt=0, lt=2**63)
    taken_at: Utc | None = None
    source: Literal["camera", "system", "album"] = "camera"
    marks: list[dict[str, Any]] = Field(default_factory=list)


def photo_file(sha256: str) -> str:
    """The name of a photo's file, on a phone and in what is exported from it."""
    return f"{sha256}.jpg"


class FactFields(SQLModel):
    """The envelope's fields, declared once: the wire, the device's table and the server's table share them.

    place: a path of `places.Place`; item: a check item's id when the fact is about one. Place and item together make
    the thread whose facts are folded together. day: the estate's calendar day of the round it belongs to (YYYY-MM-DD).
    at: the device's own wall time (UTC); mono_ms: milliseconds since that start of the app.
    """

    id: UUID = Column(primary_key=True, sa_type=IdColumn)
    kind: str
    v: int = FACT_VERSION
    estate: str
    author: str
    session: UUID = Column(sa_type=IdColumn)
    device: UUID = Column(sa_type=IdColumn)
    start: UUID = Column(sa_type=IdColumn)
    seq: int
    at: Utc = Column(sa_type=UtcColumn)
    mono_ms: int
    day: str | None = None
    place: str | None = None
    item: str | None = None
    case: UUID | None = Column(default=None, sa_type=IdColumn)
    about: UUID | None = Column(default=None, sa_type=IdColumn)
    body: dict[str, Any] = Column(default_factory=dict, sa_type=JsonColumn)
    photos: list[PhotoRef] = Column(default_factory=list, sa_type=JsonColumn)


class Fact(FactFields):
    """A fact as it goes over the wire: the envelope, and a small picture outside the digest.

    shown_at: the time as the phone showed it then, corrected as far as it knew, where its clock was off. `day` is told by it.
    """

    model_config = ConfigDict(extra="allow")  # type: ignore[assignment]

    shown_at: Utc | None = None
    preview: str | None = None  # base64 of a JPEG of about 6 kB

    def read(self, kind: type[B]) -> B:
        """The body, typed as its kind says (`KINDS[kind].body`); parsed once. ValidationError for a wrong one."""
        raw, said = self.__dict__.get("_read", (None, None))  # beside the fields: no part of what is compared or sent
        if raw is not self.body or not isinstance(said, kind):
            said = kind.model_validate(self.body)
            self.__dict__["_read"] = (self.body, said)
        return said


class SeenFact(Fact):
    """A fact with what its arrival added. `seen_at` is the device's time corrected by the measured clock offset, never
    later than the time received; on a phone that holds its own unsent fact, `received_at` is None.

    roles: those that the author held when it was received, so that a later change of roles undoes nothing; None: not
    known, then what the set-up says. released: a person let it count although its author had no right. verified: of a fact
    that may be a second look (`Kind.may_be_look`), the photos that its device has sent and the server has checked; None: nobody asks.
    """

    seen_at: Utc
    received_at: Utc | None = None
    unmeasured: bool = False
    roles: list[str] | None = None
    released: bool = False
    verified: list[Sha256] | None = None

    @property
    def order(self) -> tuple[Any, ...]:
        """Rules sort by this and never by arrival, once `fact_order.in_order` has seen to each device's own order."""
        return (self.seen_at, self.device.bytes, self.seq, self.id.bytes)


def told_to_others(facts: Iterable[SeenFact]) -> list[SeenFact]:
    """The facts of a matter as others are told them: no session, no start, and instead of the device its number in this
    matter, so that one still sees which facts came from one device, and in which order they are taken."""
    known = list(facts)
    numbers = {device: UUID(int=no) for no, device in enumerate(sorted({fact.device for fact in known}), 1)}
    hidden = {"session": NOBODY, "start": NOBODY}
    return [fact.model_copy(update={**hidden, "device": numbers[fact.device]}) for fact in known]


def canonical(raw: dict[str, Any]) -> bytes:
    """The one spelling of a fact that is digested: JSON, sorted keys, UTF-8, no spaces, without the preview."""
    kept = {key: value for key, value in raw.items() if key != "preview"}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(raw: dict[str, Any]) -> bytes:
    """SHA-256 (32 bytes) of the canonical form of a fact as it came over the wire."""
    return hashlib.sha256(canonical(raw)).digest()


def to_wire(fact: Fact) -> dict[str, Any]:
    """A fact as JSON values; what is None is left out, so that a new optional field changes no old digest."""
    fields = set(Fact.model_fields)
    return fact.model_dump(mode="json", exclude_none=True, include=fields | set(fact.model_extra or ()))


def thread_of(place: str | None, item: str | None) -> UUID | None:
    """The thread of a fact about a check item; None for facts about a place, a round or a person."""
    return ids.thread_id(place, item) if place and item else None


def taken_back(facts: Iterable[SeenFact]) -> set[UUID]:
    """Ids of the facts among these that their own author took back. Nobody takes back another's."""
    known = list(facts)
    authors = {fact.id: fact.author for fact in known}
    return {f.about for f in known if f.kind == "retracted" and f.about and authors.get(f.about) == f.author}


def preview_bytes(fact: Fact) -> bytes | None:
    """The small picture inside the fact, if it has one that can be read: it stands outside the digest and proves nothing,
    so a broken one must neither cost the fact nor the screen that shows it."""
    try:
        return base64.b64decode(fact.preview) if fact.preview else None
    except ValueError:
        return None
