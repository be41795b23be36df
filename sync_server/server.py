"""What a request finds: the parts that the composition root has put together."""

from dataclasses import dataclass
from datetime import datetime

from anyio import CapacityLimiter
from fastapi import Request
from sqlalchemy import Engine

from app.domain.clock import Clock
from app.domain.ids import Rng
from sync_server.blobs.store import Stores
from sync_server.config import ServerSettings
from sync_server.db.reader import Reader
from sync_server.db.writer import Writer
from sync_server.estates import Estates
from sync_server.people.passwords import Passwords
from sync_server.people.throttle import Throttle
from sync_server.people.turns import Turns


@dataclass(frozen=True)
class Server:
    """decoding: how many photos are unpacked at once."""

    settings: ServerSettings
    engine: Engine
    writer: Writer
    reader: Reader
    blobs: Stores
    clock: Clock
    rng: Rng
    estates: Estates
    throttle: Throttle
    passwords: Passwords
    turns: Turns
    decoding: CapacityLimiter

    def now(self) -> datetime:
        return self.clock.now()


def server_of(request: Request) -> Server:
    server: Server = request.app.state.server
    return server
