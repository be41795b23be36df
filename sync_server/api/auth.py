"""Who asks: the device by its token (`Authorization: Bearer`), and whose view by `X-Session`."""

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.domain.errors import ZonewalkError
from sync_server.people.credentials import Caller, Viewer, caller_of, viewer_of
from sync_server.server import Server, server_of

_bearer = HTTPBearer(auto_error=False, description="The device's token, from its first sign-in")

ServerHere = Annotated[Server, Depends(server_of)]


async def _caller(
    server: ServerHere, shown: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> AsyncIterator[Caller]:
    if shown is None:
        raise ZonewalkError("token_missing")
    caller = await server.reader.run(lambda session: caller_of(session, shown.credentials))
    async with server.turns.turn(caller.estate, caller.account):
        yield caller


CallerHere = Annotated[Caller, Depends(_caller)]


async def _viewer(server: ServerHere, caller: CallerHere, x_session: Annotated[UUID | None, Header()] = None) -> Viewer:
    if x_session is None:
        raise ZonewalkError("session_expired", "X-Session is missing")
    return await server.reader.run(lambda session: viewer_of(session, caller, x_session, server.now()))


# CallerHere: may push facts and send photos. ViewerHere: may also look at records and photos.
ViewerHere = Annotated[Viewer, Depends(_viewer)]
