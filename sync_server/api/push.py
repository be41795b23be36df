"""POST /api/push: facts in, a receipt for each out."""

import json
from typing import Any

from fastapi import APIRouter, Request
from pydantic import ValidationError
from sqlmodel import Session

from app.domain import crash
from app.domain.errors import ZonewalkError
from app.domain.exchange import EXCHANGE_VERSION, ClockOffset, Push, PushReply
from app.domain.limits import CLOCKS_A_PUSH, FACTS_A_PUSH
from sync_server.api.auth import CallerHere, ServerHere
from sync_server.blobs.ledger import are_missing
from sync_server.ingest.bounds import whole
from sync_server.ingest.envelope import Incoming, read
from sync_server.ingest.judge import Sender
from sync_server.ingest.push import take_in

router = APIRouter()


def _schema() -> dict[str, Any]:
    """A push for the OpenAPI document, whole in itself: what the route does not declare is no component there."""
    schema = Push.model_json_schema()
    del schema["$defs"]
    schema["properties"]["clocks"]["items"] = ClockOffset.model_json_schema()
    return schema


_BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": _schema()}}}}


@router.post("/push", openapi_extra=_BODY)
async def post_push(request: Request, server: ServerHere, caller: CallerHere) -> PushReply:
    """Take in facts of any session of this device. Every fact is judged by itself; the answer comes after the commit."""
    push, facts = read_push(await request.body())
    if push.device != caller.device:
        raise ZonewalkError("token_unknown", "the token is another device's")
    now = server.now()
    sender = Sender(caller.device, caller.credential, caller.revoked)

    def write(session: Session) -> PushReply:
        reply = take_in(session, server.estates.get(session, caller.estate), sender, push, facts, now)
        are_missing(session, caller.estate, caller.device, push.missing)
        return reply

    reply = await server.writer.run(write)
    crash.point("push.after_commit")
    return reply


def read_push(body: bytes) -> tuple[Push, list[Incoming]]:
    """Read a push and each of its facts. ZonewalkError `push_malformed`, `push_too_large` or `version_unsupported`."""
    try:
        raw: Any = json.loads(body, parse_constant=_no_number, parse_int=whole)
        push = Push.model_validate(raw)
        facts = [read(fact) for fact in push.facts[: FACTS_A_PUSH + 1]]
    except (ValueError, RecursionError) as error:
        where = str(error.errors(include_input=False)[0]["loc"]) if isinstance(error, ValidationError) else str(error)
        raise ZonewalkError("push_malformed", where) from error
    if not EXCHANGE_VERSION - 1 <= push.v <= EXCHANGE_VERSION + 1:
        raise ZonewalkError("version_unsupported", f"exchange {push.v}, here {EXCHANGE_VERSION}")
    if len(push.facts) > FACTS_A_PUSH or len(push.clocks) > CLOCKS_A_PUSH:
        raise ZonewalkError("push_too_large", f"{len(push.facts)} facts, {len(push.clocks)} clocks")
    return push, facts


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")
