"""GET /api/health: ready when the database answers."""

from importlib.metadata import PackageNotFoundError, version
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel
from sqlmodel import Session, col, select

from app.domain.exchange import EXCHANGE_VERSION
from app.domain.times import Utc
from sync_server.api.auth import ServerHere
from sync_server.db.tables import EstateRow

router = APIRouter()


class Health(BaseModel):
    """generation: of the one estate served, or of the first by name; None before any was set up."""

    ready: bool
    version: str
    exchange: int
    generation: UUID | None
    server_time: Utc


@router.get("/health")
async def health(server: ServerHere) -> Health:
    """Says that the server is ready, and what it speaks."""

    def read(session: Session) -> UUID | None:
        return session.exec(select(EstateRow.generation).order_by(col(EstateRow.id)).limit(1)).first()

    generation = await server.reader.run(read)
    return Health(
        ready=True, version=_version(), exchange=EXCHANGE_VERSION, generation=generation, server_time=server.now()
    )


def _version() -> str:
    try:
        return version("zonewalk")
    except PackageNotFoundError:  # run from its folder, which needs no installation
        return "0.1.0"
