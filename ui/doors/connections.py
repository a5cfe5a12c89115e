"""Connections: one that asks nothing is closed, and so many are open at once."""

from __future__ import annotations

import asyncio
import resource
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEADERS_S = 10.0  # seconds in which the head of a first request must have come
MOST = 2_000
_FILES = 4_096


class ImpatientProtocol(H11Protocol):
    """uvicorn's HTTP/1.1, which closes connections that send no request; beyond ``MOST`` the idle ones go first."""

    def connection_made(self, transport: Any) -> None:
        """Take a connection, and look at it again when its request must have come."""
        super().connection_made(transport)
        asyncio.get_running_loop().call_later(HEADERS_S, self._close_idle)
        if len(self.connections) > MOST:
            idle = next((each for each in self.connections if getattr(each, "cycle", None) is None), self)
            idle.transport.close()

    def _close_idle(self) -> None:
        if self.cycle is None and not self.transport.is_closing():
            self.transport.close()


def allow_many() -> None:
    """Let this process open as many files as so many connections need, where the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
