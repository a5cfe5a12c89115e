"""A server of ours for the clients, in a process of its own, with a key."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

KEY = "a-key-of-the-trial"
_READY_S = 300


@dataclass(frozen=True, slots=True)
class Server:
    """Its address, and the command that serves MCP over stdio for the same shelf."""

    url: str
    stdio: tuple[str, ...]
    environment: dict[str, str]


@contextmanager
def served(home: Path) -> Iterator[Server]:
    """Serve the bundled papers from ``home`` within the block, on a free port, without a model."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "ASSISTANT_"))
    }
    environment = {**kept, "ASSISTANT_HOME": str(home), "ASSISTANT_API_KEYS": KEY, "PYTHONPATH": os.getcwd()}
    output: list[str] = []
    command = [sys.executable, "-m", "assistant", "chat", "--port", str(_free_port())]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            for line in process.stderr:
                output.append(line)
                if "serving http" in line:
                    break
            else:
                raise SystemExit(f"The server did not start: {''.join(output)}")
            threading.Thread(target=process.stderr.read, daemon=True).start()
            url = line.split("serving ")[1].split()[0]
            _wait(url)
            yield Server(url, (sys.executable, "-m", "assistant", "mcp"), environment)
        finally:
            process.terminate()


def _wait(url: str) -> None:
    pause = threading.Event()
    for _ in range(_READY_S):
        try:
            with urllib.request.urlopen(f"{url}/healthz") as reply:
                if reply.status == 200:
                    return
        except OSError:
            pause.wait(1)
    raise SystemExit(f"The server at {url} was not ready within {_READY_S} s.")


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
