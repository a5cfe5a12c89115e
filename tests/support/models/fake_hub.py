"""A model hub on loopback that holds one file, and may break off in the middle of it."""

from __future__ import annotations

import hashlib
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

REPO, FILE = "some-one/small-GGUF", "parts/small.q4.gguf"
NAME = f"{REPO}:{FILE}"


class FakeHub:
    """Serves ``content`` as FILE of REPO; ``starts`` lists where each download began.

    While ``stop_after`` is set, no more than that many bytes of the file are given in all.
    """

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.sha256 = hashlib.sha256(content).hexdigest()
        self.stop_after: int | None = None
        self.error = ""
        self.asked = 0
        self.starts: list[int] = []
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                hub.asked += 1
                self._answer(body=False)

            def do_GET(self) -> None:
                self._answer(body=True)

            def _answer(self, *, body: bool) -> None:
                if hub.error or self.path != f"/{REPO}/resolve/main/{FILE}":
                    self.send_response(401 if "Gated" in hub.error else 404)
                    self.send_header("X-Error-Code", hub.error or "EntryNotFound")
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                start = int((re.findall(r"\d+", self.headers.get("Range", "")) or [0])[0])
                self.send_response(206 if start else 200)
                self.send_header("X-Repo-Commit", "c" * 40)
                self.send_header("X-Linked-Etag", f'"{hub.sha256}"')
                self.send_header("X-Linked-Size", str(len(hub.content)))
                self.send_header("Content-Length", str(len(hub.content) - start))
                self.end_headers()
                if body:
                    hub.starts.append(start)
                    end = len(hub.content) if hub.stop_after is None else hub.stop_after
                    self.wfile.write(hub.content[start:end])
                    if hub.stop_after is not None:
                        hub.error = "RepoNotFound"  # and nothing more is given
                        self.close_connection = True

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
