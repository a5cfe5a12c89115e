"""The server that finishes the answers being given before it ends, and ends all the same where that takes too long."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import socket
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

import uvicorn

from .doors.connections import ImpatientProtocol, allow_many
from .doors.uploads import upload_folder
from .opening import AssistantHolder

_END_S = 30.0  # seconds in which a server that is told to end has ended, as docs/http.md says
_FINISH_S = 27.0  # of these it waits so long for the answers being given
_STUCK_S = 5.0  # seconds after which a server whose event loop does not even notice that is ended
_FLUSH_S = 2  # and then for connections, which a page's may keep open for ever


class PatientServer(uvicorn.Server):
    """Serves the application that ``make`` returns, and calls ``ready`` when it takes requests."""

    def __init__(self, make: Callable[[], Any], holder: AssistantHolder, ready: Callable[[], None]) -> None:
        allow_many()
        # Made inside the server's event loop, because Gradio's queue takes hold of the loop that it finds.
        config = uvicorn.Config(
            make,
            factory=True,
            log_level="warning",
            timeout_graceful_shutdown=_FLUSH_S,
            http=ImpatientProtocol,
        )
        super().__init__(config)
        self._holder = holder
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end; a server that is held up ends all the same, at once where its event loop is."""
        if not self.should_exit:
            _later(_STUCK_S, lambda: None if self._holder.closing else _end_now())
            _later(_END_S, _end_now)
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more requests, wait for the answers being given, and end."""
        self._holder.closing = True
        for listening in self.servers:
            listening.close()
        loop = asyncio.get_running_loop()
        latest = loop.time() + _FINISH_S
        while self._holder.answering and loop.time() < latest and not self.force_exit:
            await asyncio.sleep(0.1)
        # A page that is open anywhere holds a connection, and cutting it off would be logged as an error.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)


def _later(seconds: float, action: Callable[[], object]) -> None:
    timer = threading.Timer(seconds, action)
    timer.daemon = True
    timer.start()


def _end_now() -> None:
    """End the process without waiting for anything; uploads that nobody read go with it."""
    if upload_folder.cache_info().currsize:
        shutil.rmtree(upload_folder(), ignore_errors=True)
    os._exit(1)
