"""Connections: one that asks nothing is closed, and so many are open at once."""

from __future__ import annotations

import asyncio
import sys
import time
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEADERS_S = 10.0  # seconds in which the head of a request must have come, once it is waited for
MOST = 2_000
_FILES = 4_096


class ImpatientProtocol(H11Protocol):
    """uvicorn's HTTP/1.1, which closes connections that send no whole head of a request in time.

    uvicorn itself waits for the first head, and for the rest of each later one, without end. Beyond ``MOST``
    connections, the one that has asked nothing for longest goes first.
    """

    _late: asyncio.TimerHandle | None = None
    _since = 0.0

    def connection_made(self, transport: Any) -> None:
        """Take a connection, and another's place when there is none left."""
        super().connection_made(transport)
        self._wait_for_head()
        if len(self.connections) > MOST:
            waiting = [
                connection
                for connection in self.connections
                if isinstance(connection, ImpatientProtocol) and connection.idle
            ]
            min(waiting, key=lambda connection: connection._since, default=self).transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of a connection."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes; those of a head that is not whole do not lengthen the time for it."""
        super().data_received(data)
        if not self.idle:
            self._stop_waiting()
        elif self._late is None:
            self._wait_for_head()

    def on_response_complete(self) -> None:
        """Note since when the next request is waited for; uvicorn closes when not a byte of it comes."""
        self._since = time.monotonic()
        super().on_response_complete()

    @property
    def idle(self) -> bool:
        """Whether no request is being worked on, and the connection is not being closed."""
        return (self.cycle is None or self.cycle.response_complete) and not self.transport.is_closing()

    def _wait_for_head(self) -> None:
        self._since = self._since or time.monotonic()
        self._late = asyncio.get_running_loop().call_later(HEADERS_S, self._close_idle)

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _close_idle(self) -> None:
        self._late = None
        if self.idle:
            self.transport.close()


def allow_many() -> None:
    """Let this process open as many files as so many connections need, where the system lets it."""
    if sys.platform == "win32":  # which bounds no process so
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
