"""A server that is gone from one moment to the next, as one whose process was killed, without a process of its own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit


@contextmanager
def relaying(url: str) -> Iterator[str]:
    """Give an address that passes on what comes and goes; in the end its connections break and it refuses others."""
    ends: list[socket.socket] = []
    port = int(urlsplit(url).port or 80)
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    accepting = threading.Thread(target=_accept, args=(listening, port, ends))
    accepting.start()
    try:
        yield address
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        accepting.join()
        listening.close()
        for end in ends:
            _broken(end)


def _accept(listening: socket.socket, port: int, ends: list[socket.socket]) -> None:
    passing: list[threading.Thread] = []
    while True:
        try:
            caller, _ = listening.accept()
        except OSError:
            return
        called = socket.create_connection(("127.0.0.1", port))
        ends += (caller, called)
        for source, target in ((caller, called), (called, caller)):
            passing.append(threading.Thread(target=_pass_on, args=(source, target), daemon=True))
            passing[-1].start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    """Pass on until either end is closed, then close both."""
    with suppress(OSError):  # broken off, which is what this is for
        while piece := source.recv(65536):
            target.sendall(piece)
    _broken(source)
    _broken(target)


def _broken(end: socket.socket) -> None:
    with suppress(OSError):  # it may not be connected any more
        end.shutdown(socket.SHUT_RDWR)
    end.close()
