"""Replies of the door: one that can be ended with something else, and the refusals that are sent instead."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response
from starlette.types import Message, Scope, Send

from ..http import body
from ..http.errors import error_reply
from . import payload, routes


class Reply:
    """A send that knows whether a reply was begun, and that sends nothing more once it was ended."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._begun = self._ended = False

    async def __call__(self, message: Message) -> None:
        """Send a message of the application, unless the reply was ended."""
        if not self._ended:
            self._begun = True
            await self._send(message)

    async def end(self, instead: Response, scope: Scope) -> None:
        """Send ``instead`` when no reply was begun, and nothing after it."""
        if self._ended:
            return
        self._ended = True
        if not self._begun:
            await instead(scope, _nothing, self._send)


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


def not_served(path: str) -> JSONResponse:
    """Say that a route is not there, or which methods it takes."""
    kind = "invalid_request_error"
    if takes := ", ".join(routes.methods(path)):
        message = f"This route takes {takes}."
        return error_reply(405, message, kind, "method_not_allowed", {"Allow": takes})
    message = "There is no such route; all for programs are described at /docs."
    return error_reply(404, message, kind, "not_found")


def refusal_of(error: Exception) -> JSONResponse:
    """Return the reply to a body that is too large or slow, or holds what is not taken."""
    if isinstance(error, payload.Refused):
        return error_reply(403, str(error), "permission_error", "refused_input")
    if isinstance(error, body.TooSlow):
        message = f"The body of the request did not come within {body.READ_S:.0f} s."
        return error_reply(408, message, "invalid_request_error", "too_slow", {"Connection": "close"})
    message = "The request is too large. Send a shorter text, or a smaller file."
    return error_reply(413, message, "invalid_request_error", "too_large", {"Connection": "close"})
