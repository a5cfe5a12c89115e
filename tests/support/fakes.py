"""A small server on loopback that speaks OpenAI's wire and misbehaves on request.

``FakeOpenAI`` answers ``/v1/models``, ``/v1/chat/completions`` (streaming or not) and ``/v1/embeddings``.
What it says next is a value: a plain string, a ``Text``, or a fault such as ``Status(429)`` or ``Cut(2)``.
"""

from __future__ import annotations

import itertools
import json
import socket
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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
    chunks,
    completion,
    embed,
    embeddings,
)

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
        handler = type("Handler", (_Handler,), {"fake": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        self.stopping.set()
        self._server.shutdown()
        with self._lock:
            for connection in self._connections:
                _break(connection)
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


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # server_close then waits for the handlers, so no thread or socket outlives a test
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay quiet when a client leaves; anything else is a fault of the fake itself."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    fake: FakeOpenAI
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self.fake.opened(self.connection)

    def finish(self) -> None:
        self.fake.closed(self.connection)
        super().finish()

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test output free of access lines."""

    def do_GET(self) -> None:
        self._serve({})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        self._serve(json.loads(body or b"{}"))

    def _serve(self, asked: dict[str, Any]) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.fake.record(Request(self.command, self.path, headers, asked))
        key = headers.get("authorization", "").removeprefix("Bearer ")
        if self.fake.api_keys is not None and key not in self.fake.api_keys:
            error = {"message": f"Incorrect API key provided: {key}", "code": "invalid_api_key"}
            self._send_json({"error": error}, 401)
        elif self.path in self.fake.pages:
            page = self.fake.pages[self.path]
            self._send_raw(page) if isinstance(page, Raw) else self._send_json(page)
        elif self.path == "/v1/models":
            self._send_json({"object": "list", "data": self.fake.models})
        elif self.path == "/v1/embeddings":
            self._send_json(embeddings(asked))
        elif self.path == "/v1/chat/completions":
            self._chat(asked)
        else:
            self._send_json({"error": {"message": "no such path"}}, 404)

    def _chat(self, asked: dict[str, Any]) -> None:
        reply = self.fake.next_reply(asked)
        if isinstance(reply, str):
            reply = Text(reply)
        if isinstance(reply, Slow):
            self.fake.stopping.wait(reply.seconds)
            reply = Text(reply.text)
        if isinstance(reply, Empty):
            reply = Text("", finish=reply.finish)
        stream = bool(asked.get("stream"))
        match reply:
            case Raw():
                self._send_raw(reply)
            case Status():
                self._send_status(reply)
            case Html():
                self._send(b"<html><body>Sign in</body></html>", "text/html")
            case Garbage() if stream:
                self._send(b"data: {not json\n\n", "text/event-stream")
            case Garbage():
                self._send_json({"unexpected": ["shape"]})
            case Text() | Cut() if stream:
                self._stream(asked, reply)
            case Cut():
                self._cut_body(asked, reply)
            case Text():
                self._send_json(self._whole(asked, reply))

    def _whole(self, asked: dict[str, Any], reply: Text) -> dict[str, Any]:
        return completion(asked, reply, logprobs=self.fake.gives_logprobs, usage=self.fake.gives_usage)

    def _send_status(self, reply: Status) -> None:
        after = {} if reply.retry_after is None else {"Retry-After": str(reply.retry_after)}
        self._send_json({"error": dict(reply.error)}, reply.code, after)

    def _cut_body(self, asked: dict[str, Any], reply: Cut) -> None:
        body = json.dumps(self._whole(asked, Text(reply.text))).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2])
        self._break_off()

    def _stream(self, asked: dict[str, Any], reply: Text | Cut) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            for number, chunk in enumerate(chunks(asked, reply, usage=self.fake.gives_usage)):
                if isinstance(reply, Cut) and number == reply.after_pieces:
                    self._break_off()
                    return
                if isinstance(reply, Text) and reply.pause and number:
                    self.fake.stopping.wait(reply.pause)
                self._event(json.dumps(chunk))
            self._event("[DONE]")
            self.wfile.write(b"0\r\n\r\n")
        except OSError:
            self.fake.hung_up.set()
            self.close_connection = True

    def _event(self, data: str) -> None:
        event = f"data: {data}\n\n".encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(event), event))

    def _break_off(self) -> None:
        _break(self.connection)
        self.close_connection = True

    def _send_raw(self, reply: Raw) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Connection", "close")
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            for piece in itertools.cycle(reply.pieces) if reply.forever else reply.pieces:
                if self.fake.stopping.is_set():
                    break
                self.wfile.write(piece)
                if reply.pause:
                    self.fake.stopping.wait(reply.pause)
        except OSError:
            self.fake.hung_up.set()
        self.close_connection = True

    def _send_json(self, value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        self._send(json.dumps(value).encode(), "application/json", status, headers)

    def _send(
        self, body: bytes, kind: str, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _break(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the client was faster
