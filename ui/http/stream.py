"""Text that is sent while it grows; a client that leaves stops the work."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

EVENTS, LINES = "text/event-stream", "application/x-ndjson"
_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}  # proxies shall pass each piece on


class Stream(StreamingResponse):
    """A reply in pieces, of media type ``kind``, whose source is closed at the end, and when the client leaves."""

    def __init__(self, source: AsyncGenerator[str, None], kind: str = EVENTS) -> None:
        super().__init__(source, media_type=kind, headers=_HEADERS)
        self._source = source

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the pieces."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._source.aclose()
