"""GET /api/changes: the records that changed since a cursor, for the account of the session."""

import gzip
import json
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlmodel import Session

from app.domain.exchange import ChangesPage
from app.domain.times import wire
from sync_server.api.auth import ServerHere, ViewerHere
from sync_server.changes.page import Page, page_since
from sync_server.ingest.photos import lacks
from sync_server.rounds import scope_now

router = APIRouter()

WORTH_SQUEEZING = 1_000  # bytes


@router.get("/changes", response_model=ChangesPage)
async def get_changes(
    request: Request,
    server: ServerHere,
    viewer: ViewerHere,
    since: Annotated[str, Query(description="The last page's cursor; empty: all from the beginning")] = "",
) -> Response:
    """A page of changed records, and the cursor from which to go on once the page is kept."""
    now = server.now()

    def read(session: Session) -> tuple[Page, list[str]]:
        known = server.estates.get(session, viewer.estate)
        page = page_since(session, known, scope_now(session, known, viewer.account, viewer.roles, now), since)
        return page, lacks(session, viewer.estate, viewer.caller.device)

    page, lacking = await server.reader.run(read)
    rest = {
        "cursor": str(page.cursor), "more": page.more, "lacks": lacking, "server_time": wire(server.now()),
        "generation": page.cursor.generation.hex,
    }  # fmt: skip
    body = f'{{"changes": [{",".join(page.changes)}], {json.dumps(rest)[1:]}'.encode()
    headers = {"Vary": "Accept-Encoding"}
    if len(body) > WORTH_SQUEEZING and "gzip" in request.headers.get("accept-encoding", ""):
        body, headers["Content-Encoding"] = gzip.compress(body, 5), "gzip"
    return Response(body, media_type="application/json", headers=headers)
