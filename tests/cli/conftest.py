"""The command, run in this process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import assistant.cli.command as cli
from tests.support.commands import Ran


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], seed_home: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run the command in this process over the bundled papers; variables may be set as keywords."""

    def call(*words: str, home: Path = seed_home, **variables: str) -> Ran:
        monkeypatch.setenv("ASSISTANT_HOME", str(home))
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        try:
            code = cli.main(words)
        except SystemExit as stop:  # argparse's own way out
            code = stop.code if isinstance(stop.code, int) else 1
        told = capsys.readouterr()
        return Ran(code, told.out, told.err)

    return call
