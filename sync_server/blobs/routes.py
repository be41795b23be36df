"""HEAD, PUT and GET /api/photos/{sha256}: photos go last and apart, by their digest, and go on where they stopped."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from sqlmodel import Session
from starlette.requests import ClientDisconnect

from app.domain.exchange import PhotoReply
from sync_server.api.auth import CallerHere, ServerHere, ViewerHere
from sync_server.blobs.intake import CutOff, PhotoElsewhere, PhotoIntake
from sync_server.blobs.rights import Asker
from sync_server.db.writer import InlineWriter
from sync_server.rounds import scope_now
from sync_server.server import Server

router = APIRouter(prefix="/photos")

Sha256 = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the stored JPEG, lower-case hex")]
_JPEG: dict[int | str, dict[str, Any]] = {200: {"content": {"image/jpeg": {}}}}
_BYTES = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.head("/{sha256}", response_class=Response)
async def head_photo(sha256: Sha256, server: ServerHere, caller: CallerHere) -> Response:
    """Where the photo stands, in the headers `X-Photo-State` and `X-Photo-Received` (bytes that are safely there)."""
    reply = await photo_intake(server).standing(Asker(caller.estate, caller.device), sha256)
    return Response(headers={"X-Photo-State": reply.state, "X-Photo-Received": str(reply.received)})


@router.put("/{sha256}", openapi_extra=_BYTES)
async def put_photo(
    sha256: Sha256,
    server: ServerHere,
    caller: CallerHere,
    request: Request,
    offset: Annotated[int, Query(ge=0, description="Where the piece begins, bytes")],
    total: Annotated[int, Query(ge=0, description="Bytes of the whole photo")],
) -> PhotoReply:
    """Send one piece. At another offset than that of the first missing byte: 409, and `received` says where to go on."""
    asker = Asker(caller.estate, caller.device)
    try:
        return await photo_intake(server).take(asker, sha256, offset, total, _body(request))
    except PhotoElsewhere as elsewhere:
        told = elsewhere.reply.model_dump(mode="json") | elsewhere.fault().model_dump(mode="json")
        return JSONResponse(told, elsewhere.kind.status)  # type: ignore[return-value]


@router.get("/{sha256}", response_class=Response, responses=_JPEG)
async def get_photo(
    sha256: Sha256, server: ServerHere, viewer: ViewerHere, size: Literal["full", "review", "thumb"] = "full"
) -> Response:
    """The photo as JPEG, or a smaller copy: `review` has at most 100 kB, `thumb` 320 pixels. 404 until it is verified.

    Never with EXIF or anything else beside the picture; a photo that came with such has another digest than its name here.
    """

    def scope(session: Session) -> frozenset[str]:
        known = server.estates.get(session, viewer.estate)
        return scope_now(session, known, viewer.account, viewer.roles, server.now())

    asker = Asker(viewer.estate, viewer.caller.device, viewer.account, await server.reader.run(scope))
    data = await photo_intake(server).picture(asker, sha256, None if size == "full" else size)
    return Response(data, media_type="image/jpeg")


def photo_intake(server: Server) -> PhotoIntake:
    """The intake over the server's parts; the simulation's inline writer has no threads beside it."""
    inline = isinstance(server.writer, InlineWriter)
    return PhotoIntake(
        server.blobs, server.reader, server.writer, server.clock, server.estates, inline, server.decoding
    )


async def _body(request: Request) -> AsyncIterator[bytes]:
    try:
        async for part in request.stream():
            yield part
    except ClientDisconnect as gone:
        raise CutOff("the phone went away") from gone
