"""What the README shows must work as it stands there."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.cli.command import parser
from tests.support.each_row import each_row

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line.split("  #")[0].strip()
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("paper-assistant ")
]


def test_the_python_lines_print_the_answer_and_its_quote(
    seed_home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(seed_home))
    [snippet] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    names: dict[str, object] = {}
    exec(compile(snippet, "README.md", "exec"), names)
    names["assistant"].close()  # type: ignore[attr-defined]
    assert capsys.readouterr().out.rstrip().endswith("we extracted 11,356 sentence-label pairs.")


@each_row("command", COMMANDS)
def test_every_command_shown_is_one_that_the_parser_takes(command: str) -> None:
    assert parser().parse_args(shlex.split(command)[1:]).run


def test_the_commands_were_found() -> None:
    assert {command.split()[1] for command in COMMANDS} >= {
        *("ask", "search", "papers", "index", "export", "shelves"),
    }


@each_row("target", ["chat", "test", "check", "eval", "bench"])
def test_every_make_target_shown_exists(target: str) -> None:
    assert f"make {target}" in README
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed here")
def test_make_chat_runs_the_model_that_its_line_names_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def planned(*words: str) -> str:
        command = ["make", "--no-print-directory", "-n", "chat", *words]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        return told.stdout.splitlines()[-1]

    for name in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES"):  # of the make that runs the tests
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MODEL", "somebody elses")
    assert "ASSISTANT_LOCAL_MODEL" not in planned()
    assert planned("MODEL=o/r:m.gguf").startswith("ASSISTANT_LOCAL_MODEL='o/r:m.gguf' ")


@each_row("path", re.findall(r"\]\((docs/[^)#]+)\)", README))
def test_every_linked_page_is_there(path: str) -> None:
    assert (ROOT / path).is_file()


def test_the_package_is_a_module_that_runs() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "assistant", "--help"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert told.returncode == 0
    assert "ask" in told.stdout
