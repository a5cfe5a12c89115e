"""The command as a process: its reader goes, a key interrupts it, its output is narrow."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import LOOKUP
from tests.support.fakes import FakeOpenAI, Slow

ROOT = Path(__file__).parents[2]


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
    environment: dict[str, str], seed_copy: Path, fake_openai: FakeOpenAI
) -> None:
    fake_openai.respond = lambda asked: Slow(30)
    told = {**environment, "ASSISTANT_HOME": str(seed_copy), "OPENAI_BASE_URL": fake_openai.url}
    # A parent that runs in the background of a script has its children ignore the signal.
    heeding = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)"
    command = [
        sys.executable,
        "-c",
        f"{heeding}; from assistant.cli.command import main; sys.exit(main())",
        "ask",
        LOOKUP,
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=told, text=True, start_new_session=True
    ) as process:
        while not fake_openai.chats and process.poll() is None:
            fake_openai.stopping.wait(0.05)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert out == ""
    assert "Traceback" not in err


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
