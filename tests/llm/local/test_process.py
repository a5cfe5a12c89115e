"""A real model in a real child process: it serves, it is alone with us, and it ends when we do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

import assistant.llm.local.child
from assistant.errors import ModelUnavailable, SettingsError
from assistant.llm.local.memory_fit import Fit
from assistant.llm.local.process import LaunchSpec, LocalServer
from tests.support.models.gguf import small_model
from tests.support.processes import start_python

FIT = Fit(threads=1, context=2048, cache_mib=64, cached_share=1.0)
# How long a child may outlive us, in seconds.
_GONE_S = 5.0

# Starts the model, tells the child's process id, and does nothing more.
_PARENT = """
import sys, threading
from pathlib import Path
from assistant.llm.local.process import LocalServer
from tests.llm.local.test_process import order
servers = []
def start(): servers.append(LocalServer(order(Path(sys.argv[1]), Path(sys.argv[2]))))
thread = threading.Thread(target=start)  # as the page does, which answers in threads that end
thread.start(); thread.join()
print(servers[0].pid, flush=True)
sys.stdin.readline()
"""


def order(file: Path, folder: Path) -> LaunchSpec:
    return LaunchSpec(file, "small", FIT, folder / "readings", folder / "logs" / "model.log")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    running = LocalServer(order(small_model(), tmp_path_factory.mktemp("server")))
    yield running
    running.close()


def gone(pid: int) -> bool:
    """Whether the process ends within the time that it may take."""
    until = time.monotonic() + _GONE_S
    while time.monotonic() < until:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.05)
    return False


def test_it_serves_the_model_on_loopback_to_those_who_have_the_key(server: LocalServer) -> None:
    assert server.url.startswith("http://127.0.0.1:")
    assert not server.ended()
    with httpx.Client(base_url=server.url, trust_env=False) as client:
        listed = client.get("/models", headers={"Authorization": f"Bearer {server.key}"})
        assert [entry["id"] for entry in listed.json()["data"]] == ["small"]
        refused = client.post("/chat/completions", json={"messages": [{"role": "user", "content": "Hello"}]})
        assert refused.status_code == 401


def test_an_interrupt_at_the_keyboard_is_for_us_to_act_on(server: LocalServer) -> None:
    os.kill(server.pid, signal.SIGINT)  # as the terminal sends it to every process of the command
    assert not server.ended(0.5)


def test_closing_it_ends_the_process(tmp_path: Path) -> None:
    running = LocalServer(order(small_model(), tmp_path))
    running.close()
    assert gone(running.pid)
    assert running.ended()
    running.close()  # again does no harm


def test_a_server_that_is_forgotten_ends_its_process(tmp_path: Path) -> None:
    running = LocalServer(order(small_model(), tmp_path))
    pid = running.pid
    del running
    assert gone(pid)


def test_it_outlives_the_thread_that_started_it(tmp_path: Path) -> None:
    started: list[LocalServer] = []
    thread = threading.Thread(target=lambda: started.append(LocalServer(order(small_model(), tmp_path))))
    thread.start()
    thread.join()
    [running] = started
    with pytest.raises(psutil.TimeoutExpired):
        psutil.Process(running.pid).wait(0.5)
    running.close()


def test_killing_the_product_leaves_no_process_behind(tmp_path: Path) -> None:
    with start_python(_PARENT, small_model(), tmp_path) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
        parent.kill()  # SIGKILL, which nothing of ours can notice
        parent.wait(10)
        assert gone(pid)


def test_it_ends_when_its_input_closes_where_the_system_does_not_see_to_it(tmp_path: Path) -> None:
    import json

    wish = {
        "path": str(small_model()),
        "name": "small",
        "key": "k",
        "parent": psutil.Process().pid,
        "threads": 1,
        "context": 512,
        "cache_mib": 0,
        "readings": str(tmp_path),
    }
    command = [sys.executable, "-P", assistant.llm.local.child.__file__]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(json.dumps(wish) + "\n")
        child.stdin.flush()
        assert "url" in json.loads(child.stdout.readline())
        child.stdin.close()
        assert child.wait(_GONE_S) == 0


def test_a_file_that_is_cut_short_says_what_the_library_said(tmp_path: Path) -> None:
    cut = tmp_path / "cut.gguf"
    with small_model().open("rb") as whole:
        cut.write_bytes(whole.read(4_000_000))
    with pytest.raises(ModelUnavailable, match=r"cut\.gguf, but it did not: .*incomplete.*download it again"):
        LocalServer(order(cut, tmp_path))


def test_a_child_that_dies_while_it_loads_is_told_from_a_broken_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "dies.py"
    program.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
    monkeypatch.setattr(assistant.llm.local.child, "__file__", str(program))
    with pytest.raises(ModelUnavailable, match="its process was ended by signal 9"):
        LocalServer(order(tmp_path / "any.gguf", tmp_path))


def test_a_child_without_the_library_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "misses.py"
    program.write_text('input()\nprint(\'{"missing": "xllamacpp"}\')\n')
    monkeypatch.setattr(assistant.llm.local.child, "__file__", str(program))
    with pytest.raises(SettingsError, match=r"pip install 'paper-assistant\[local\]'"):
        LocalServer(order(tmp_path / "any.gguf", tmp_path))
