"""Whether a readable fact counts, or waits and for what (docs/protocol.md). The first reason found is the one told."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.bodies import Body
from app.domain.estate import Estate
from app.domain.facts import Fact
from app.domain.rules import Rules
from sync_server.ingest import belongs
from sync_server.ingest.rights import may_say


@dataclass(frozen=True)
class Sender:
    """The device that sent the fact, and by which of its credentials."""

    device: UUID
    credential: bytes
    revoked: bool = False


@dataclass(frozen=True)
class KnownSession:
    """A session as the server has it; roles are those of its account now. started: its first sign-in."""

    account: str
    device: UUID
    credential: bytes
    roles: frozenset[str]
    started: datetime


def of_sender(fact: Fact, sender: Sender, session: KnownSession | None) -> str | None:
    """Why a fact waits for what is known of its device, session and author; None if it need not.

    The session must have been registered under the credential that sends the fact: session ids are seen by others, and
    knowing one is no right to speak in its name.
    """
    if sender.revoked:
        return "device_revoked"
    if session is None or fact.device != sender.device or session.device != sender.device:
        return "session_unknown"
    if session.credential != sender.credential:
        return "session_unknown"
    if session.account != fact.author:
        return "author_no_right"
    return None if may_say(fact.kind, session.roles) else "author_no_right"


def roles_of(fact: Fact, session: KnownSession | None) -> frozenset[str]:
    """What the author of a fact is now; nothing, while nobody has shown to be that author."""
    return session.roles if session is not None and session.account == fact.author else frozenset()


def of_set_up(fact: Fact, body: Body | None, estate: Estate, rules: Rules) -> str | None:
    """Why a fact waits for the set-up or for a newer server; None if it need not."""
    if body is None:
        return "kind_unknown"
    return (
        belongs.of_place(fact, body, estate)
        or belongs.of_catalogue(fact, body, rules.catalogue)
        or belongs.of_addressee(body, estate, rules)
    )
