"""Other Python processes, begun where our libraries are loaded already: forks of a helper that waits for orders.

For tests of what several processes do with one shelf, or of one that is killed. Where the start itself is what is
tested, or what loading does, ``tests.support.processes`` starts Python anew.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import IO, Any

from tests.support.processes import ROOT

_PATIENCE_S = 100.0
# It opens nothing and starts no thread before it forks. A child leaves the loop and runs its script as ``-c`` would.
_HELPER = """
import gc, json, os, socket, sys, warnings
import bm25s, chromadb, llama_index.core.node_parser, llama_index.vector_stores.chroma, numpy
import assistant.index.building.build, assistant.library.library, assistant.papers, assistant.text.tokens
import tests.support.tiny
assistant.text.tokens.count_tokens("")  # which loads its table

def ordered(channel):
    told, fds = b"", []
    while not told.endswith(b"\\n"):
        piece, more, _, _ = socket.recv_fds(channel, 65536, 3)
        if not piece:
            sys.exit()
        told, fds = told + piece, fds + more
    return json.loads(told), fds

channel = socket.socket(fileno=int(sys.argv[1]))
gc.collect()
gc.freeze()
while True:
    order, fds = ordered(channel)
    if "wait" in order:
        answer = os.waitstatus_to_exitcode(os.waitpid(order["wait"], 0)[1])
    else:
        answer = os.fork()
        if not answer:
            break
    for fd in fds:
        os.close(fd)
    channel.sendall(json.dumps(answer).encode() + b"\\n")

channel.close()
for number, fd in enumerate(fds):
    os.dup2(fd, number)
    os.close(fd)
os.environ.clear()
os.environ.update(order["environment"])
sys.argv = ["-c", *order["arguments"]]
if order["strict"]:
    warnings.simplefilter("error")
exec(compile(order["script"], "<script>", "exec"), {"__name__": "__main__"})
"""


class Fork:
    """A running process; ``stdin`` and ``stdout`` are its pipes."""

    def __init__(self, pid: int, stdin: IO[str], stdout: IO[str]) -> None:
        self.pid, self.stdin, self.stdout = pid, stdin, stdout
        self._ended = False

    def kill(self) -> None:
        """End it by SIGKILL, if it has not ended, and wait until it is gone."""
        if not self._ended:
            os.kill(self.pid, signal.SIGKILL)  # its number is its own until it was waited for
            _waited(self.pid)
            self._ended = True


def run_fork(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run ``script`` to its end, warnings as errors; what it says is in ``stdout`` and ``stderr``."""
    with (
        open(os.devnull) as nothing,
        tempfile.TemporaryFile("w+", encoding="utf-8") as out,
        tempfile.TemporaryFile("w+", encoding="utf-8") as err,
    ):
        files = [nothing.fileno(), out.fileno(), err.fileno()]
        code = _waited(_forked(script, arguments, files, strict=True))
        for told in (out, err):
            told.seek(0)
        return subprocess.CompletedProcess(script, code, out.read(), err.read())


@contextmanager
def start_fork(script: str, *arguments: object) -> Iterator[Fork]:
    """Run ``script`` beside the test; it is killed at the end if it still runs."""
    (its_in, stdin), (stdout, its_out) = os.pipe(), os.pipe()
    pid = _forked(script, arguments, [its_in, its_out, 2], strict=False)
    for end in (its_in, its_out):
        os.close(end)
    with open(stdin, "w", encoding="utf-8") as writing, open(stdout, encoding="utf-8") as reading:
        process = Fork(pid, writing, reading)
        try:
            yield process
        finally:
            process.kill()


@cache
def _channel() -> socket.socket:
    """Start the helper; it ends when this process does."""
    ours, its = socket.socketpair()
    command = [sys.executable, "-c", _HELPER, str(its.fileno())]
    helper = subprocess.Popen(command, cwd=ROOT, pass_fds=[its.fileno()])
    its.close()
    ours.settimeout(_PATIENCE_S)
    atexit.register(lambda: (ours.close(), helper.wait()))
    return ours


def _asked(order: dict[str, Any], fds: list[int]) -> int:
    channel, told = _channel(), b""
    socket.send_fds(channel, [json.dumps(order).encode() + b"\n"], fds)
    while not told.endswith(b"\n"):
        piece = channel.recv(100)
        assert piece, "the helper that forks has ended"
        told += piece
    return int(told)


def _forked(script: str, arguments: tuple[object, ...], fds: list[int], *, strict: bool) -> int:
    order = {"script": script, "arguments": list(map(str, arguments)), "strict": strict}
    return _asked({**order, "environment": dict(os.environ)}, fds)


def _waited(pid: int) -> int:
    """Return the exit code of a process of ours that ended or will, negative for a signal."""
    return _asked({"wait": pid}, [])
