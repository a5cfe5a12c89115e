"""Nothing that a paper, a file or a model says reaches a terminal as a command to it."""

from __future__ import annotations

import json

import pytest

from assistant.cli.answers import print_json
from assistant.cli.command import main

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
