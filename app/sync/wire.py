"""Requests to the server. Only what is truly its answer is taken for one: a captive portal's page never is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import httpx
from pydantic import BaseModel, ValidationError

from app.domain.clock import Clock
from app.domain.clock_series import AGREE, SLOWEST
from app.domain.errors import ERRORS, ErrorKind, ZonewalkError
from app.domain.exchange import Fault
from app.hosts import Host

M = TypeVar("M", bound=BaseModel)

CONNECT_S = 10.0
PATIENCE_S = 20.0  # for an answer, besides the time that the body needs
SLOWEST_BYTES_A_S = 8_000  # an edge network's upload; a slower one is taken for a dead one


class Said(ZonewalkError):
    """The server refused, in its own words. status: HTTP; body: its JSON."""

    def __init__(self, status: int, fault: Fault, body: dict[str, Any]) -> None:
        kind = ERRORS.get(fault.code) or ErrorKind(fault.code, status, fault.zh, fault.en, fault.do_zh, fault.do_en)
        self.kind, self.detail, self.status, self.body = kind, fault.detail, status, body
        Exception.__init__(self, f"{status} {fault.code}: {fault.detail or fault.en}")


@dataclass(frozen=True)
class Reading:
    """true: the server's time; at, mono_ms: what this device's clocks said in the middle of the request."""

    true: datetime
    at: datetime
    mono_ms: int


class TimedOut(ZonewalkError):
    """The request may have arrived or not."""

    def __init__(self, detail: str) -> None:
        super().__init__("server_unreachable", detail)


class TooLarge(ZonewalkError):
    """413 from somebody on the way (a proxy) who does not speak like the server."""

    def __init__(self) -> None:
        super().__init__("server_odd", "413")


class Wire:
    """The one httpx client of an exchange."""

    def __init__(self, host: Host, clock: Clock) -> None:
        self._host, self._clock = host, clock
        self._client: httpx.AsyncClient | None = None

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def ask(
        self,
        method: str,
        path: str,
        *,
        token: str | None = None,
        session: UUID | None = None,
        content: bytes | None = None,
        params: Mapping[str, str | int] | None = None,
        kind: str = "application/json",
    ) -> httpx.Response:
        """An answer of status 2xx.

        Raises ZonewalkError: `Said` (the server's refusal), `TimedOut`, `TooLarge`, server_unreachable, server_odd.
        """
        headers = {"Accept": "application/json, image/jpeg"}
        if content is not None:
            headers["Content-Type"] = kind
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if session:
            headers["X-Session"] = str(session)
        patience = PATIENCE_S + len(content or b"") / SLOWEST_BYTES_A_S
        try:
            answer = await self._http().request(
                method, path, content=content, headers=headers, params=params,
                timeout=httpx.Timeout(patience, connect=CONNECT_S),
            )  # fmt: skip
        except httpx.TimeoutException as error:
            raise TimedOut(repr(error)) from error
        except httpx.HTTPError as error:
            raise ZonewalkError("server_unreachable", repr(error)) from error
        if answer.is_success:
            return answer
        raise _refusal(answer)

    async def ask_for(self, model: type[M], method: str, path: str, **asked: Any) -> tuple[M, Reading | None]:
        """The answer as this model, and this device's clocks beside the server's time, if it says that soon enough.

        Raises what `ask` raises; server_odd when the answer is none of ours.
        """
        at, mono = self._clock.now(), self._clock.mono_ms()
        answer = await self.ask(method, path, **asked)
        took = timedelta(milliseconds=self._clock.mono_ms() - mono)
        jumped = abs(self._clock.now() - at - took) > AGREE
        found = read(model, answer)
        server_time = getattr(found, "server_time", None)
        if not isinstance(server_time, datetime) or took > SLOWEST or jumped:
            return found, None
        return found, Reading(server_time, at + took / 2, mono + took // timedelta(milliseconds=2))

    def _http(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient(base_url=self._host.origin, transport=self._host.transport())
        return self._client


def read(model: type[M], answer: httpx.Response) -> M:
    """The body of a good answer. Raises ZonewalkError server_odd."""
    try:
        return model.model_validate_json(answer.content)
    except ValidationError as error:
        raise ZonewalkError("server_odd", _described(answer)) from error


def _refusal(answer: httpx.Response) -> ZonewalkError:
    try:
        body = answer.json()
        return Said(answer.status_code, Fault.model_validate(body), body)
    except ValueError:  # no JSON, or none of ours
        return TooLarge() if answer.status_code == 413 else ZonewalkError("server_odd", _described(answer))


def _described(answer: httpx.Response) -> str:
    return f"{answer.status_code} {answer.headers.get('content-type', '')} {answer.content[:80]!r}"
