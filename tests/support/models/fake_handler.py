"""How FakeOpenAI answers a request: on OpenAI's wire, or at fault, as it was told to."""

from __future__ import annotations

import itertools
import json
import socket
import sys
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from tests.support.canned import (
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
    embeddings,
)

if TYPE_CHECKING:
    from tests.support.fakes import FakeOpenAI


class Server(ThreadingHTTPServer):
    """Takes the connections."""

    daemon_threads = False  # server_close then waits for the handlers, so no thread or socket outlives a test
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay quiet when a client leaves; anything else is a fault of the fake itself."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One connection; ``fake`` says what to answer."""

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
        break_off(self.connection)
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


def break_off(connection: socket.socket) -> None:
    """End a connection at once."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the client was faster
