"""The one shape of every HTTP error, and which status each error of the engine gets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from assistant import (
    AssistantError,
    BadReply,
    IndexUnavailable,
    ModelUnavailable,
    PapersError,
    SettingsError,
)

from ..filters import NoPapers
from .openai.limits import UnknownModel, Unsupported

# What a client is told to wait for a shelf that is being indexed, in seconds.
NOT_READY_RETRY_S = 2
_STATUS: dict[type[AssistantError], tuple[int, str, str]] = {
    SettingsError: (400, "invalid_request_error", "unusable_question"),
    ModelUnavailable: (502, "upstream_error", "model_unavailable"),
    BadReply: (502, "upstream_error", "bad_reply"),
    IndexUnavailable: (503, "unavailable", "index_unavailable"),
    PapersError: (503, "unavailable", "papers_unavailable"),
}
_OF_STATUS = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 429: "too_many_requests"}


class ErrorDetail(BaseModel):
    """What went wrong and what to do: a sentence or two, a class of errors, a code for programs, the field at fault."""

    message: str
    type: str
    code: str
    param: str | None = None


class ErrorReply(BaseModel):
    """The body of every error."""

    error: ErrorDetail


class NotReady(AssistantError):
    """Questions cannot be answered yet, or no more."""


def error_reply(
    status: int,
    message: str,
    kind: str,
    code: str,
    headers: Mapping[str, str] | None = None,
    param: str | None = None,
) -> JSONResponse:
    """Return an error in the one shape."""
    return JSONResponse(error_body(message, kind, code, param), status, dict(headers or {}))


def shutting_down() -> JSONResponse:
    """Return the reply to a request that a server that ends will not finish."""
    message = "The server is shutting down."
    return error_reply(503, message, "unavailable", "shutting_down", {"Retry-After": "5"})


def error_body(message: str, kind: str, code: str, param: str | None = None) -> dict[str, Any]:
    """Return the JSON of an error."""
    return ErrorReply(error=ErrorDetail(message=message, type=kind, code=code, param=param)).model_dump()


def wire_error(error: AssistantError) -> tuple[int, str, str]:
    """Return status, type and code of an error of the engine."""
    if isinstance(error, NotReady):
        return 503, "unavailable", "not_ready"
    if isinstance(error, UnknownModel):
        return 404, "invalid_request_error", error.code
    if isinstance(error, NoPapers):
        return 404, "invalid_request_error", "papers_not_found"
    if isinstance(error, Unsupported):
        return 400, "invalid_request_error", error.code
    return next(
        (place for kind, place in _STATUS.items() if isinstance(error, kind)),
        (500, "server_error", "server_error"),
    )


def add_handlers(app: FastAPI) -> None:
    """Have ``app`` answer in the one shape whatever goes wrong."""

    @app.exception_handler(AssistantError)
    def engine(request: Request, error: AssistantError) -> JSONResponse:
        status, kind, code = wire_error(error)
        headers = {"Retry-After": str(NOT_READY_RETRY_S)} if isinstance(error, NotReady) else {}
        return error_reply(status, str(error), kind, code, headers, getattr(error, "param", None))

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        kind = "invalid_request_error"
        if unknown := _unknown(error):
            message = f"Unknown: {', '.join(unknown)}. The fields are described at /docs."
            return error_reply(400, message, kind, "unknown_field", param=unknown[0])
        place = ".".join(str(step) for step in _exact(error)["loc"][1:])
        return error_reply(422, _explained(error), kind, "invalid_body", param=place or None)

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> JSONResponse:
        code = _OF_STATUS.get(error.status_code, "bad_request")
        return error_reply(error.status_code, str(error.detail), "invalid_request_error", code, error.headers)

    @app.exception_handler(Exception)
    def fault(request: Request, error: Exception) -> JSONResponse:
        message = "A fault in this program; the server's log says more."
        return error_reply(500, message, "server_error", "server_error")


def _unknown(error: RequestValidationError) -> list[str]:
    """Return the names of fields that the route does not take."""
    # In a list of several forms an unknown field may only mean that another form was sent.
    return [
        ".".join(str(step) for step in error_of_field["loc"][1:])
        for error_of_field in error.errors()
        if error_of_field["type"] == "extra_forbidden"
        and (len(error_of_field["loc"]) == 2 or error_of_field["loc"][1] in ("filters", "waived", "columns"))
    ]


def _exact(error: RequestValidationError) -> dict[str, Any]:
    # Where several forms are taken, the most exact report is the one about the form that was meant.
    found: dict[str, Any] = max(error.errors(), key=lambda error_of_field: len(error_of_field["loc"]))
    return found


def _explained(error: RequestValidationError) -> str:
    """Turn pydantic's report into a sentence that names the place; what was sent is not repeated."""
    first = _exact(error)
    if first["type"] == "json_invalid":
        return "Expected a body of JSON, but it cannot be read as such."
    if first["loc"] == ("body",) and first["type"] in ("model_attributes_type", "missing"):
        return "Expected an object of JSON as the body, sent with Content-Type: application/json."
    place = ".".join(str(step) for step in first["loc"])
    wrong = "expected words" if first["type"] == "string_pattern_mismatch" else first["msg"]
    more = len(error.errors()) - 1
    others = f" ({more} more like it.)" if more else ""
    return f"{place}: {wrong}.{others} The fields are described at /docs."
