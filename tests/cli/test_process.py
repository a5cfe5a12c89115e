"""The command as a process: its reader goes, a key interrupts it, its output is narrow."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import LOOKUP
from tests.support.fakes import FakeOpenAI, Slow
from tests.support.running.forks import run_fork

ROOT = Path(__file__).parents[2]


# A parent that runs in the background of a script has its children ignore the signal.
INTERRUPTED = """
import os, signal, sys, threading, time
from assistant.cli.command import main

def interrupt(asked):
    while not os.path.exists(asked):
        time.sleep(0.02)
    os.kill(os.getpid(), signal.SIGINT)

signal.signal(signal.SIGINT, signal.default_int_handler)
threading.Thread(target=interrupt, args=[sys.argv.pop()], daemon=True).start()
sys.exit(main())
"""


@pytest.fixture
def environment(seed_home: Path) -> dict[str, str]:
    return {**os.environ, "ASSISTANT_HOME": str(seed_home), "PYTHONPATH": str(ROOT)}


def test_the_module_runs_and_is_silent_when_its_reader_has_gone(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "assistant", "papers"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(60) == 0


@pytest.mark.skipif(os.name == "nt", reason="no such signal")
def test_control_c_while_a_model_thinks_is_exit_code_130(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, seed_copy: Path, fake_openai: FakeOpenAI
) -> None:
    asked = tmp_path / "asked"

    def thinks(request: dict[str, Any]) -> Slow:
        asked.touch()
        return Slow(30)

    fake_openai.respond = thinks
    monkeypatch.setenv("ASSISTANT_HOME", str(seed_copy))
    monkeypatch.setenv("OPENAI_BASE_URL", fake_openai.url)
    done = run_fork(INTERRUPTED, "ask", LOOKUP, asked)
    assert done.returncode == 130, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_output_in_a_narrow_encoding_does_not_fail(
    run: Any, monkeypatch: pytest.MonkeyPatch, seed_home: Path
) -> None:
    raw = io.BytesIO()
    with io.TextIOWrapper(raw, encoding="ascii") as narrow:
        monkeypatch.setattr(sys, "stdout", narrow)
        assert run("ask", "--json", LOOKUP).code == 0
        assert run("ask", LOOKUP).code == 0
        narrow.flush()
        line, _, text = raw.getvalue().partition(b"\n")
    assert json.loads(line)["question"] == LOOKUP
    assert b"25,578" in text
