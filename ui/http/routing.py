"""What the routes share: the errors that they describe, and whether the shelf is ready."""

from __future__ import annotations

from typing import Any

from fastapi import Response
from starlette.exceptions import HTTPException

from assistant import Assistant

from ..opening import AssistantHolder
from ..shelves import NoShelf, Shelves
from .access import Access
from .errors import NOT_READY_RETRY_S, ErrorReply, NotReady, error_reply

LEFT = 499  # what servers log when the client hung up; nobody reads this reply
ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"model": ErrorReply, "description": "The question cannot be asked as it stands"},
    401: {"model": ErrorReply, "description": "A key is needed"},
    403: {"model": ErrorReply, "description": "A page of another host, where no key is needed"},
    404: {
        "model": ErrorReply,
        "description": "No such paper or shelf, or none that the question is limited to",
    },
    413: {"model": ErrorReply, "description": "The request is too large"},
    422: {"model": ErrorReply, "description": "A field does not fit"},
    429: {"model": ErrorReply, "description": "Too many requests of one key at once; see Retry-After"},
    502: {"model": ErrorReply, "description": "The language model or embedding endpoint failed"},
    503: {"model": ErrorReply, "description": "The papers are being indexed, or the server is ending"},
}
STREAM = {
    "text/event-stream": {
        "schema": {
            "type": "object",
            "properties": {"data": {"type": "string", "description": "a chunk as JSON; at last [DONE]"}},
        }
    }
}


def error_replies(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {status: ERRORS[status] for status in statuses}


def ready(holder: AssistantHolder) -> Assistant:
    if holder.ready:
        return holder.assistant
    if holder.error:
        raise NotReady(str(holder.error))
    stage = holder.stage
    raise NotReady(
        f"The papers are being indexed ({stage.done} of {stage.total}). Try again in {NOT_READY_RETRY_S} s."
    )


def shelf_of(name: str | None, holder: AssistantHolder, shelves: Shelves) -> AssistantHolder:
    """Return the holder of the shelf that a request names, once it is open; one that is not there is a 404."""
    ready(holder)
    try:
        return shelves.holder(name) if name else holder
    except NoShelf as error:
        raise HTTPException(404, str(error)) from error


def refused(access: Access, what: str) -> Response | None:
    """Return the refusal of a change that wants a key where none are set; else they were checked before any route."""
    if access.keys:
        return None
    message = f"{what} with a key only. Set ASSISTANT_API_KEYS where the server is started."
    return error_reply(401, message, "authentication_error", "no_keys_set", {"WWW-Authenticate": "Bearer"})
