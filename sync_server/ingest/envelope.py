"""Reads one fact as it came: what it says, or why it cannot be read. Nothing here knows the database."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from app.domain.bodies import Body, SignedIn
from app.domain.facts import FACT_VERSION, Fact, canonical
from app.domain.kinds import KINDS, parse
from app.domain.limits import FACT_BYTES, NAME, PHOTOS_A_FACT, PREVIEW_BYTES
from app.domain.times import a_day
from sync_server.ingest.bounds import LARGEST, beyond

PREVIEW_CHARS = PREVIEW_BYTES * 3  # base64 takes a third more; generous, since the limit is the phone's to keep


@dataclass(frozen=True)
class Incoming:
    """A fact as received. text: its JSON. digest: of its canonical form, without the preview.

    fact is None, and reason says why, when it is malformed. body is None also for a kind or version that this server
    does not know yet.
    """

    text: str
    digest: bytes
    id_text: str
    id: UUID | None
    fact: Fact | None = None
    body: Body | None = None
    reason: str = ""

    @property
    def point(self) -> str | None:
        return self.body.point if isinstance(self.body, SignedIn) else None


def read(raw: dict[str, Any]) -> Incoming:
    """Read a fact. Never raises for what stands in it."""
    text, digest = _spelled(raw)
    id_text = raw["id"] if isinstance(raw.get("id"), str) else ""
    id = _uuid(id_text)
    try:
        text.encode()
        if reason := _too_much(raw, text):
            return Incoming(text, digest, _safe(id_text), id, reason=reason)
        fact = Fact.model_validate(raw)
        body = parse(fact.kind, fact.body) if fact.kind in KINDS and fact.v <= FACT_VERSION else None
        reason = _wrong(fact, body)
    except ValidationError as error:
        where = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False))
        return Incoming(text, digest, _safe(id_text), id, reason=_safe(where))
    except UnicodeEncodeError:
        return Incoming(json.dumps(raw), digest, _safe(id_text), id, reason="text that is no Unicode")
    if reason:
        return Incoming(text, digest, _safe(id_text), id, reason=reason)
    return Incoming(text, digest, id_text, fact.id, fact, body)


def _spelled(raw: dict[str, Any]) -> tuple[str, bytes]:
    """The JSON that is kept, and the digest that both sides agree on."""
    try:
        spelled = canonical(raw)
    except UnicodeEncodeError:
        return json.dumps(raw, ensure_ascii=False), hashlib.sha256(json.dumps(raw, sort_keys=True).encode()).digest()
    whole = json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":")) if "preview" in raw else ""
    return whole or spelled.decode(), hashlib.sha256(spelled).digest()


def _too_much(raw: dict[str, Any], text: str) -> str:
    """Looked at before anything is read: what cannot be kept for all who read the matter."""
    preview = raw.get("preview")
    held = len(preview) if isinstance(preview, str) else 0
    if held > PREVIEW_CHARS:
        return "the preview is too large"
    if len(text.encode()) - held > FACT_BYTES:
        return "the fact is too large"
    photos = raw.get("photos")
    if isinstance(photos, list) and len(photos) > PHOTOS_A_FACT:
        return "too many photos"
    return beyond(raw)


def _wrong(fact: Fact, body: Body | None) -> str:
    """What the types cannot say; empty if all is well."""
    texts = (fact.kind, fact.estate, fact.author, fact.place, fact.item, getattr(body, "point", None))
    if any("\0" in text or len(text) > NAME for text in texts if isinstance(text, str)):
        return "a NUL in a name, or a name too long"
    if not all(0 <= number <= LARGEST for number in (fact.seq, fact.mono_ms)) or not 1 <= fact.v < 2**31:
        return "seq, mono_ms or v is out of bounds"
    if fact.day is not None and not _is_day(fact.day):
        return "day is no YYYY-MM-DD"
    about = KINDS[fact.kind].of if body is not None else None
    if about in ("place", "thread") and not fact.place:
        return f"{fact.kind} needs a place"
    if about == "thread" and not fact.item:
        return f"{fact.kind} needs an item"
    return ""


def _is_day(text: str) -> bool:
    try:
        return a_day(text) == text
    except ValueError:
        return False


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _safe(text: str) -> str:
    """Text that any database takes."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()[:500]
