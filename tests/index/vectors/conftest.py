"""A real Chroma server, and apps that share a shelf on it, each with a home of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.shared_shelf import Apps


@pytest.fixture(scope="session")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running ``chroma run``."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--host", "127.0.0.1"]
    command += ["--path", str(tmp_path_factory.mktemp("server")), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(600):
                with socket.socket() as trial:
                    if trial.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


@pytest.fixture
def shelf_name(request: pytest.FixtureRequest) -> str:
    """A name that no other test uses."""
    return f"s{abs(hash(request.node.nodeid)) % 10**9}"


@pytest.fixture
def apps(url: str, shelf_name: str, tmp_path: Path) -> Iterator[Apps]:
    made = Apps(url, shelf_name, tmp_path)
    yield made
    made.close()
