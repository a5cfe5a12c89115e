"""What other programs and shells use of the command: versions, pipes, events, settings, completion, full disks."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import LOOKUP, one_sentence
from tests.support.each_row import each_row
from tests.support.processes import ROOT
from tests.support.running.forks import run_fork

FULL_DISK = """
import os, sys
from assistant.cli.command import main
os.dup2(os.open("/dev/full", os.O_WRONLY), 1)
sys.exit(main(sys.argv[1:]))
"""


def test_the_version_is_the_packages(run: Any) -> None:
    ran = run("--version")
    assert (ran.code, ran.out) == (0, f"paper-assistant {version('paper-assistant')}\n")


def test_a_question_comes_through_a_pipe(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{LOOKUP}\n"))
    assert run("ask", "-", "--json").rows[0]["question"] == LOOKUP


def test_an_empty_pipe_asks_nothing(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    ran = run("ask", "-")
    assert (ran.code, "empty" in one_sentence(ran.err)) == (2, True)


def test_events_come_a_line_each_and_end_with_the_answer(run: Any) -> None:
    rows = run("ask", "--events", LOOKUP).rows
    assert {row["event"] for row in rows[:-1]} == {"stage", "token"}
    assert rows[-1]["event"] == "done"
    assert "".join(row["text"] for row in rows if row["event"] == "token") == rows[-1]["answer"]["text"]
    assert run("ask", "--events", "--json", LOOKUP).code == 2


def test_asking_and_searching_are_limited_to_papers(run: Any) -> None:
    [other] = [hit["paper_id"] for hit in run("search", "MonoByte", "-k", "1", "--json").rows[0]["hits"]]
    answer = run("ask", LOOKUP, "--within", other, "--json").rows[0]
    assert {citation["paper_id"] for citation in answer["citations"]} <= {other}
    hits = run("search", LOOKUP, "--within", other, "--json").rows[0]["hits"]
    assert [hit["paper_id"] for hit in hits] == [other]
    assert run("ask", LOOKUP, "--within", "nothing").code == 2


def test_quiet_leaves_errors_alone_and_verbose_logs(run: Any, fake_openai: Any, seed_copy: Path) -> None:
    away = {"OPENAI_BASE_URL": "http://127.0.0.1:9", "OPENAI_API_KEY": "k", "ASSISTANT_RETRIES": "0"}
    assert "warning" in run("ask", LOOKUP, home=seed_copy, **away).err
    quiet = run("ask", "-q", LOOKUP, home=seed_copy)
    assert (quiet.code, quiet.err, "25,578" in quiet.out) == (0, "", True)
    assert "paper-assistant: " in run("ask", "-q", "", home=seed_copy).err
    told = run("ask", "-v", LOOKUP, home=seed_copy).err
    assert "INFO assistant: a question (lookup) was answered" in told
    assert "DEBUG" not in told
    assert "DEBUG assistant: warning" in run("ask", "-vv", LOOKUP, home=seed_copy).err


def test_the_settings_in_force_tell_where_they_came_from_and_no_secret(run: Any, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "ASSISTANT_JUDGE_ALL=50\nASSISTANT_API_KEYS=first-secret\n", encoding="utf-8"
    )
    variables = {"OPENAI_API_KEY": "sk-secret", "OPENAI_BASE_URL": "http://ada:word@127.0.0.1:9/v1"}
    ran = run("config", "--json", "--shelf", "mine", home=tmp_path, **variables)
    [told] = ran.rows
    by_name = {each["name"]: (each["value"], each["origin"]) for each in told["settings"]}
    assert by_name["shelf"] == ("mine", "argument")
    assert by_name["judge_all"] == ("50", str(tmp_path / ".env"))
    assert by_name["openai_api_key"] == ("set, hidden", "environment")
    assert by_name["openai_base_url"] == ("http://…@127.0.0.1:9/v1", "environment")
    assert by_name["judge_budget"] == ("400", "default")
    assert (told["home"], told["env_file_exists"]) == (str(tmp_path), True)
    plain = run("config", home=tmp_path)
    assert f"home      {tmp_path}" in plain.out
    for secret in ("secret", "word@"):
        assert secret not in ran.out + plain.out
    assert not (tmp_path / "shelves").exists()
    (tmp_path / "model.json").write_text(
        '{"format": 1, "address": "http://127.0.0.1:9/v1", "name": "on-the-page", "key": "the-secret", "local": "",'
        ' "settings_named": ""}'
    )
    [told] = run("config", "--json", home=tmp_path, OPENAI_API_KEY="", OPENAI_BASE_URL="").rows
    by_name = {each["name"]: (each["value"], each["origin"]) for each in told["settings"]}
    assert by_name["model"] == ("on-the-page", str(tmp_path / "model.json"))
    assert by_name["openai_api_key"][0] == "set, hidden"


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_the_shell_completes_commands_and_options(run: Any, shell: str) -> None:
    pytest.importorskip("shtab", reason="the package shtab is not installed")
    ran = run("completion", shell)
    assert ran.code == 0
    for word in ("ask", "--within", "shelves", "--events"):
        assert word in ran.out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@each_row("words", [["papers"], ["export"]])
def test_a_full_disk_is_one_sentence(
    words: list[str], seed_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(seed_home))
    done = run_fork(FULL_DISK, *words)
    assert done.returncode == 1
    assert "output cannot be written" in one_sentence(done.stderr)


@pytest.mark.skipif(os.name == "nt", reason="no such signal")
def test_control_c_ends_the_server_of_tools_without_a_traceback(seed_home: Path) -> None:
    heeding = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)"
    script = f"{heeding}; from assistant.cli.command import main; sys.exit(main(['mcp']))"
    environment = {**os.environ, "ASSISTANT_HOME": str(seed_home), "PYTHONPATH": str(ROOT)}
    asked = '{"jsonrpc": "2.0", "id": 1, "method": "ping"}\n'
    pipes: Any = {
        "stdin": subprocess.PIPE,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        "text": True,
    }
    with subprocess.Popen(
        [sys.executable, "-c", script], env=environment, start_new_session=True, **pipes
    ) as it:
        it.stdin.write(asked)
        it.stdin.flush()
        assert '"id":1' in it.stdout.readline()
        it.send_signal(signal.SIGINT)
        assert it.wait(60) == 130
        assert "Traceback" not in it.stderr.read()
