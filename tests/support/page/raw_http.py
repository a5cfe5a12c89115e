"""Requests by hand, begun, broken off and continued as no client does."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

from assistant import Settings
from tests.support.page.page_calls import PAGE
from ui.http.access import Access

LOCKED = Access.of(Settings(api_keys="first-secret", cors_origins=f"{PAGE}/"), has_login=True, loopback=True)
LOGIN = ("ada", "word")
GUESS = b"username=ada&password=guess"


def connected(url: str, begun: bytes = b"") -> socket.socket:
    split = urlsplit(url)
    opened = socket.create_connection((str(split.hostname), split.port or 80), timeout=10)
    opened.sendall(begun)
    return opened


def head(method: str, path: str, length: int, more: str = "") -> bytes:
    return (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{more}"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


def healthy(opened: socket.socket) -> bool:
    """Read one whole answer of /healthz; head and body may come apart."""
    told = b""
    while not told.endswith(b"}"):
        told += opened.recv(65536) or b" closed}"
    return b'"papers":38' in told


def rest(opened: socket.socket) -> bytes:
    """Read until the server closes; fails after ten seconds."""
    told = b""
    while piece := opened.recv(65536):
        told += piece
    return told
