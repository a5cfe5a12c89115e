"""A language model's endpoint on loopback that takes its time and always says the same."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_MODEL = "slow"
_SAYS = "The abstract says so [1]."


@contextmanager
def slow_model(delay_s: float) -> Iterator[str]:
    """Serve OpenAI's wire with ``delay_s`` seconds before each reply; gives the base URL."""
    handler = type("Handler", (_Handler,), {"delay_s": delay_s})
    with _Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/v1"
        finally:
            server.shutdown()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    delay_s = 0.0

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._send("application/json", {"object": "list", "data": [{"id": _MODEL, "object": "model"}]})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        time.sleep(self.delay_s)
        message = {"role": "assistant", "content": _SAYS}
        place = "delta" if asked.get("stream") else "message"
        choice = {"index": 0, place: message, "finish_reason": "stop"}
        kind = "chat.completion.chunk" if asked.get("stream") else "chat.completion"
        body = {"id": "1", "object": kind, "created": 1, "model": _MODEL, "choices": [choice]}
        self._send("text/event-stream" if asked.get("stream") else "application/json", body)

    def _send(self, kind: str, value: dict[str, Any]) -> None:
        text = json.dumps(value)
        body = (f"data: {text}\n\ndata: [DONE]\n\n" if kind == "text/event-stream" else text).encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
