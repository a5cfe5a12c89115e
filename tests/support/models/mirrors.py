"""A tiny model that a test's own catalogue pins, and the places it may be fetched from."""

from __future__ import annotations

import hashlib
import re
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

import pytest

from assistant.llm.local.catalogue import KnownModel
from assistant.llm.local.hub import HubName

CONTENT = bytes(range(256)) * 40
FILE = "tiny.q4.gguf"


def tiny_model(content: bytes = CONTENT) -> KnownModel:
    """Return a known model called ``tiny`` whose file is ``content``."""
    return KnownModel(
        name="tiny",
        hub=HubName("some-one/tiny-GGUF", FILE),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        licence="Apache-2.0",
        memory_gb=0.5,
        quality="F1 0.5 on 2 questions",
        pace="a blink for each paper",
    )


def in_catalogue(patch: pytest.MonkeyPatch, model: KnownModel) -> KnownModel:
    """Have the product know ``model`` and no other."""
    for module in ("llm.local.catalogue", "llm.local.files", "answering.model.keeper"):
        patch.setattr(f"assistant.{module}.CATALOGUE", (model,))
    return model


class FakeMirror:
    """Serves ``content`` as FILE on loopback; ``starts`` lists where each request began.

    Each of ``cuts`` ends one reply after so many bytes. Without ``ranges`` it always begins at the beginning.
    """

    def __init__(self, content: bytes = CONTENT, cuts: tuple[int, ...] = (), *, ranges: bool = True) -> None:
        self.starts: list[int] = []
        left = list(cuts)
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path != f"/models/{FILE}":
                    self.send_error(404)
                    return
                asked = re.findall(r"\d+", self.headers.get("Range", ""))
                start = int(asked[0]) if asked and ranges else 0
                mirror.starts.append(start)
                self.send_response(206 if start else 200)
                self.send_header("Content-Length", str(len(content) - start))
                self.end_headers()
                end = start + left.pop(0) if left else len(content)
                self.wfile.write(content[start:end])
                self.close_connection = True

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self.url = f"http://127.0.0.1:{self._server.server_port}/models"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def write_wheel(folder: Path, name: str, members: dict[str, bytes], version: str = "1.0") -> Path:
    """Write a wheel that pip takes, with ``members`` beside its metadata."""
    stem = f"{name.replace('-', '_')}-{version}"
    wheel = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        for path, content in members.items():
            packed.writestr(path, content)
        told = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        packed.writestr(f"{stem}.dist-info/METADATA", told)
        packed.writestr(
            f"{stem}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        packed.writestr(f"{stem}.dist-info/RECORD", "")
    return wheel
