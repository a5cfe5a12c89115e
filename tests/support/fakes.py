"""A small server on loopback that speaks OpenAI's wire and misbehaves on request.

``FakeOpenAI`` answers ``/v1/models``, ``/v1/chat/completions`` (streaming or not) and ``/v1/embeddings``.
What it says next is a value: a plain string, a ``Text``, or a fault such as ``Status(429)`` or ``Cut(2)``.
"""

from __future__ import annotations

import socket
import threading
from collections import deque
from collections.abc import Callable
from http.server import ThreadingHTTPServer
from typing import Any, Self

from tests.support.canned import (
    DIMENSIONS,
    Canned,
    Cut,
    Empty,
    Garbage,
    Html,
    Raw,
    Request,
    Slow,
    Status,
    Text,
    embed,
)
from tests.support.models.fake_handler import Handler, Server, break_off

__all__ = [
    "DIMENSIONS",
    "Canned",
    "Cut",
    "Empty",
    "FakeOpenAI",
    "Garbage",
    "Html",
    "Raw",
    "Request",
    "Slow",
    "Status",
    "Text",
    "embed",
]


class FakeOpenAI:
    """The server; use it as a context manager, then point a client at ``url``.

    ``enqueue`` gives the next replies; when none is left ``respond(request_json)`` is asked, else it says
    "Hello there." ``refuse`` names parameters that get a 400 (``refusal_status``), as reasoning models do, and
    ``refuse_json`` a type of ``response_format``; with ``names_refused`` false the 400 does not say which.
    ``api_keys``, when not None, are the only keys
    accepted. ``pages`` are further paths to GET and their JSON, or ``Raw`` bytes.
    ``hung_up`` is set when a client leaves in the middle of a stream.
    """

    def __init__(self) -> None:
        self.models: list[dict[str, Any]] = [{"id": "fake-model", "object": "model", "owned_by": "fake"}]
        self.pages: dict[str, Any] = {}
        self.respond: Callable[[dict[str, Any]], Canned] | None = None
        self.refuse: set[str] = set()
        self.names_refused = True
        self.refusal_status = 400
        self.refuse_json: str | None = None
        self.gives_logprobs = True
        self.gives_usage = True
        self.api_keys: set[str] | None = None
        self.requests: list[Request] = []
        self.hung_up = threading.Event()
        self.stopping = threading.Event()
        self._queue: deque[Canned] = deque()
        self._lock = threading.Lock()
        self._connections: set[socket.socket] = set()
        self._server: ThreadingHTTPServer | None = None

    def enqueue(self, *replies: Canned) -> None:
        """Say these next, in order, one a request."""
        self._queue.extend(replies)

    @property
    def root(self) -> str:
        assert self._server is not None, "use FakeOpenAI as a context manager"
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        """What OPENAI_BASE_URL should be."""
        return f"{self.root}/v1"

    @property
    def chats(self) -> list[dict[str, Any]]:
        """The JSON of the chat requests so far."""
        return [request.json for request in self.requests if request.path == "/v1/chat/completions"]

    def __enter__(self) -> Self:
        handler = type("Handler", (Handler,), {"fake": self})
        self._server = Server(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        self.stopping.set()
        self._server.shutdown()
        with self._lock:
            for connection in self._connections:
                break_off(connection)
        self._server.server_close()
        self._thread.join()

    def opened(self, connection: socket.socket) -> None:
        with self._lock:
            self._connections.add(connection)

    def closed(self, connection: socket.socket) -> None:
        with self._lock:
            self._connections.discard(connection)

    def record(self, request: Request) -> None:
        with self._lock:
            self.requests.append(request)

    def next_reply(self, asked: dict[str, Any]) -> Canned:
        refused = sorted(self.refuse & asked.keys())
        if self.refuse_json and asked.get("response_format", {}).get("type") == self.refuse_json:
            refused = ["response_format"]
        if refused:
            error = {"message": "no", "type": "invalid_request_error"}
            if self.names_refused:
                error |= {"param": refused[0], "code": "unsupported_parameter"}
            return Status(self.refusal_status, error=error)
        with self._lock:
            if self._queue:
                return self._queue.popleft()
        return self.respond(asked) if self.respond else "Hello there."
