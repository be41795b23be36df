"""Whether a readable fact counts, or waits and for what (docs/protocol.md). The first reason found is the one told."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.bodies import Body
from app.domain.estate import Estate
from app.domain.facts import Fact
from app.domain.rights import may_say
from app.domain.rules import Rules
from sync_server.ingest import belongs

SLACK = timedelta(minutes=1)  # between two clocks of which one was measured over a line

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sender:
    """The device that sent the fact, and by which of its credentials."""

    device: UUID
    credential: bytes
    revoked: bool = False


@dataclass(frozen=True)
class KnownSession:
    """A session as the server has it; roles are those of its account now. started: its first sign-in. ended: when the person
    signed out, and last_seq: of the last fact that the device had then. closed: when the account was."""

    account: str
    device: UUID
    credential: bytes
    roles: frozenset[str]
    started: datetime
    ended: datetime | None = None
    last_seq: int | None = None
    closed: datetime | None = None

    def over(self, fact: Fact, at: datetime) -> bool:
        """Whether a fact was made after the person had signed out, by its number on the device or by its time."""
        counted_on = self.last_seq is not None and fact.seq > self.last_seq
        return counted_on or (self.ended is not None and at > self.ended + SLACK)


def of_sender(fact: Fact, sender: Sender, session: KnownSession | None, at: datetime) -> str | None:
    """Why a fact waits for what is known of its device, session and author; None if it need not.

    The session must have been registered under the credential that sends the fact: session ids are seen by others, and
    knowing one is no right to speak in its name. at: when it was seen. Who speaks is judged by that time: on a shared phone
    the next person has the device and knows the session of the one before.
    """
    if sender.revoked:
        return "device_revoked"
    if session is None or fact.device != sender.device or session.device != sender.device:
        return "session_unknown"
    if session.credential != sender.credential:
        return "session_unknown"
    if session.account != fact.author:
        return "author_no_right"
    if session.closed is not None and at > session.closed:
        return "account_closed"
    if session.over(fact, at):
        return "session_ended"
    return None if may_say(fact.kind, session.roles) else "author_no_right"


def roles_of(fact: Fact, session: KnownSession | None) -> frozenset[str]:
    """What the author of a fact is now; nothing, while nobody has shown to be that author."""
    return session.roles if session is not None and session.account == fact.author else frozenset()


def of_set_up(fact: Fact, body: Body | None, estate: Estate, rules: Rules) -> str | None:
    """Why a fact waits for the set-up or for a newer server; None if it need not. One on which the judging itself fails waits
    (`internal`) for a mended server, and the others of its push go on."""
    if body is None:
        return "kind_unknown"
    try:
        return (
            belongs.of_place(fact, body, estate)
            or belongs.of_catalogue(fact, body, rules.catalogue)
            or belongs.of_addressee(body, estate, rules)
        )
    except Exception:
        log.exception("fact %s cannot be judged", fact.id)
        return "internal"
