"""A reply that can be ended once with something else, after which what the application sends is dropped."""

from __future__ import annotations

from starlette.responses import Response
from starlette.types import Message, Scope, Send


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
