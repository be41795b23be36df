"""Every error answer is a `Fault` with a code of the catalogue, whatever raised it."""

from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from app.domain.errors import ERRORS, ZonewalkError
from app.domain.exchange import Fault

# What an HTTP status means where no code says it better.
BY_STATUS = {
    401: "token_missing", 403: "not_allowed", 404: "not_found", 405: "method_wrong", 413: "push_too_large", 500: "internal",
}  # fmt: skip

# For the OpenAPI document: any route may answer so.
FAULTS: dict[int | str, dict[str, object]] = {
    "4XX": {"model": Fault, "description": "What went wrong, by a code of the catalogue"},
    "5XX": {"model": Fault, "description": "The server failed; nothing that was saved is lost"},
}


class TooLarge(HTTPException):
    """A body with too many bytes, noticed while it is read: FastAPI lets its own kind of exception through there."""

    def __init__(self, code: str) -> None:
        super().__init__(413)
        self.code = code


def fault_response(
    code: str, detail: str = "", status: int | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    kind = ERRORS[code]
    return JSONResponse(kind.fault(detail).model_dump(mode="json"), status or kind.status, headers)


def answer_with_faults(app: FastAPI) -> None:
    app.add_exception_handler(ZonewalkError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ZonewalkError)
    return fault_response(error.code, error.detail)


async def _invalid(_request: Request, error: Exception) -> Response:
    """Says which field is wrong, and never repeats what stood there: it may be a password."""
    assert isinstance(error, RequestValidationError)
    where = "; ".join(f"{'.'.join(str(part) for part in e['loc'])}: {e['type']}" for e in error.errors())
    return fault_response("request_malformed", where.encode("utf-8", "replace").decode())


async def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return http_fault(error)


def http_fault(error: HTTPException) -> Response:
    """The fault for a bare HTTP status."""
    code = BY_STATUS.get(error.status_code, "request_malformed" if error.status_code < 500 else "internal")
    code = error.code if isinstance(error, TooLarge) else code
    response = fault_response(code, status=error.status_code)
    response.headers.update(error.headers or {})
    return response
