"""A server on loopback that answers as Zotero's local API does: read only, with versions that a sync changes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Json = dict[str, Any]


class FakeZotero:
    """A library: items and collections by key. ``enabled`` is whether other programs may read."""

    def __init__(self) -> None:
        self.items: dict[str, Json] = {}
        self.collections: dict[str, Json] = {}
        self.version = 10
        self.enabled = True
        self.asked: list[str] = []
        self.methods: set[str] = set()
        self.answers_as: tuple[int, bytes] | None = None
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}/api"

    def put(self, key: str, title: str, *, version: int | None = None, **data: Any) -> None:
        """Add an item, or change one; ``version`` as a sync would give it."""
        old = self.items.get(key, {"version": 0, "data": {}})
        told: Json = {
            "key": key,
            "itemType": "journalArticle",
            "creators": [{"creatorType": "author", "firstName": "Ilse", "lastName": "Tamm"}],
            "date": "2023-04-01",
            "dateModified": "2024-01-01T00:00:00Z",
            "collections": [],
            "tags": [],
        }
        told |= {**old["data"], **data, "title": title, "abstractNote": f"We study {title.lower()}."}
        self.items[key] = {
            "key": key,
            "version": old["version"] if version is None else version,
            "data": told,
        }

    def collect(self, key: str, name: str, parent: str | None = None) -> None:
        """Add a collection."""
        data = {"key": key, "name": name, "version": 1, "parentCollection": parent or False}
        self.collections[key] = {"key": key, "version": 1, "data": data}

    def answer(self, path: str, params: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        self.asked.append(f"{path}?{'&'.join(f'{k}={v}' for k, v in params.items())}" if params else path)
        if self.answers_as:
            return self.answers_as[0], {}, self.answers_as[1]
        told = {"Zotero-API-Version": "3", "Content-Type": "application/json"}
        if not self.enabled:
            return 403, {**told, "Content-Type": "text/plain"}, b"Local API is not enabled"
        parts = path.removeprefix("/api/users/0/").split("/")
        if parts == ["collections"]:
            found = list(self.collections.values())
        elif parts[-2:] == ["items", "top"]:
            found = [each for each in self.items.values() if self._wanted(each, parts, params)]
        else:
            return 404, told, b"Not found"
        if params.get("sort") == "dateModified":
            found.sort(key=lambda each: each["data"]["dateModified"], reverse=True)
        start, total = int(params.get("start", 0)), len(found)
        found = found[start : start + int(params.get("limit", total or 1))]
        body: Any = [{"library": {"type": "user", "id": 1}, **each} for each in found]
        if params.get("format") == "versions":
            body = {each["key"]: each["version"] for each in found}
        headers = {**told, "Total-Results": str(total), "Last-Modified-Version": str(self.version)}
        return 200, headers, json.dumps(body, indent=4).encode()

    @staticmethod
    def _wanted(item: Json, parts: list[str], params: dict[str, str]) -> bool:
        data = item["data"]
        keys = params.get("itemKey")
        return (
            not data.get("deleted")
            and (parts[0] != "collections" or parts[1] in data["collections"])
            and ("tag" not in params or params["tag"] in [each["tag"] for each in data["tags"]])
            and (keys is None or item["key"] in keys.split(","))
        )


@contextmanager
def fake_zotero() -> Iterator[FakeZotero]:
    """Serve until the block ends."""
    server = FakeZotero()
    thread = threading.Thread(target=server._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server._http.shutdown()
        server._http.server_close()


def _handler(server: FakeZotero) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def parse_request(self) -> bool:
            fits = super().parse_request()
            server.methods.add(self.command)
            return fits

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            params = {name: values[0] for name, values in parse_qs(parts.query).items()}
            status, headers, body = server.answer(parts.path, params)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
