"""Nothing that a paper, a file or a model says reaches a terminal as a command to it."""

from __future__ import annotations

import json
import sys
import traceback

import pytest

from assistant.cli.answers import print_json
from assistant.cli.command import main
from assistant.text.terminal import inert_terminal

HOSTILE = "a\x1b]0;x\x07b\x9bc\u202ed"
COMMANDS = set("\x1b\x07\x9b\u202e")


def test_errors_in_a_terminal_hold_no_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["index", f"/nowhere/{HOSTILE}"]) != 0
    assert not COMMANDS & set(capsys.readouterr().err)


def test_json_is_inert_and_keeps_its_value(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"title": HOSTILE})
    told = capsys.readouterr().out
    assert not COMMANDS & set(told)
    assert json.loads(told)["title"] == HOSTILE


def test_whatever_a_command_prints_passes_one_gate(capsys: pytest.CaptureFixture[str]) -> None:
    with inert_terminal():
        print(HOSTILE)
        print(f"\x1b[31mred\x1b[0m\u200f\u061c {HOSTILE}", file=sys.stderr)
        try:
            raise ValueError(HOSTILE)
        except ValueError:
            traceback.print_exc()
    out, err = capsys.readouterr()
    assert not (COMMANDS | set("\u200f\u061c")) & set(out + err)
    assert out == "a]0;xbcd\n"
    assert err.startswith("red a]0;xbcd\n")


def test_a_bar_of_progress_may_begin_its_line_anew(capsys: pytest.CaptureFixture[str]) -> None:
    with inert_terminal():
        print("\rhalf", end="", file=sys.stderr)
        print("\rover", end="")
    out, err = capsys.readouterr()
    assert (out, err) == ("over", "\rhalf")
