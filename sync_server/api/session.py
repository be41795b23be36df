"""/api/session: signing in and out, and telling again of sessions that a restored server does not know."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlmodel import Session

from app.domain.errors import ZonewalkError
from app.domain.exchange import Account, EarlierSessions, SignedIn, SignIn
from sync_server.api.auth import ServerHere, ViewerHere
from sync_server.db.tables import AccountRow
from sync_server.people.earlier import register_earlier
from sync_server.people.elsewhere import elsewhere
from sync_server.people.sign_in import SignInDone, account_named, own_device, sign_in, sign_out
from sync_server.people.throttle import plain_name

router = APIRouter()

# Names the device to a browser whose own storage may be emptied: some keep a server's cookie longer than what scripts store.
# It proves nothing and opens nothing.
DEVICE_COOKIE = "zonewalk-device"
DEVICE_COOKIE_S = 400 * 24 * 3600


@router.post("/session")
async def post_session(asked: SignIn, server: ServerHere, request: Request, response: Response) -> SignedIn:
    """Sign in on a device. The device keeps the token for all its sessions; the same request again gives the same session."""
    address: str | None = request.client.host if request.client else ""

    def look(session: Session) -> tuple[AccountRow | None, UUID | None]:
        found = account_named(session, asked.account)
        return found, own_device(session, found, asked)

    account, own = await server.reader.run(look)
    hashed = account.password if account else None
    who = f"{account.estate} {account.id}" if account else plain_name(asked.account).casefold()
    if own is not None:
        who, address = f"{who} {own}", None
    with server.throttle.attempt(who, address):
        if not await server.passwords.right(asked.password, hashed):
            server.throttle.wrong(who, address)
            raise ZonewalkError("sign_in_wrong")
    assert account is not None  # nobody's password is right
    now = server.now()

    def register(session: Session) -> tuple[SignInDone, UUID]:
        known = server.estates.get(session, account.estate)
        return sign_in(session, known, account, asked, now, server.settings.session_life, server.rng), known.generation

    done, generation = await server.writer.run(register)
    before = asked.before or _device_in(request.cookies.get(DEVICE_COOKIE, ""))
    others = await server.reader.run(lambda session: elsewhere(session, account, done.device, before))
    response.set_cookie(
        DEVICE_COOKIE, str(done.device), max_age=DEVICE_COOKIE_S, path="/api/session", httponly=True, samesite="strict",
        secure=request.url.scheme == "https",
    )  # fmt: skip
    return SignedIn(
        token=done.token,
        device=done.device,
        session=asked.session,
        account=Account(id=account.id, zh=account.zh, en=account.en, roles=account.roles, estate=account.estate),
        expires_at=done.expires_at,
        server_time=server.now(),
        generation=generation.hex,
        elsewhere=others,
    )


def _device_in(cookie: str) -> UUID | None:
    try:
        return UUID(cookie)
    except ValueError:
        return None


@router.put("/session/earlier")
async def put_earlier(asked: EarlierSessions, server: ServerHere, viewer: ViewerHere) -> EarlierSessions:
    """After a restored back-up: tell again of sessions that began after it. What was held for them counts then."""
    now = server.now()

    def register(session: Session) -> list[UUID]:
        return register_earlier(
            session, server.estates.get(session, viewer.estate), viewer, asked.sessions, now, server.rng
        )

    return EarlierSessions(sessions=await server.writer.run(register))


@router.delete("/session", status_code=204)
async def delete_session(
    server: ServerHere,
    viewer: ViewerHere,
    last_seq: Annotated[int | None, Query(ge=0, lt=2**63, description="Of the last fact on the device")] = None,
) -> None:
    """Sign out. What this session saved still goes out with the device's token; what it says afterwards is held."""
    now = server.now()
    await server.writer.run(lambda session: sign_out(session, viewer.estate, viewer.session, now, server.rng, last_seq))
