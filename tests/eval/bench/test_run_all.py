"""``make bench``: one missed limit does not stop the others, and what was measured is not measured again."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from eval.bench.run_all import commands, run


def test_all_run_and_only_what_failed_runs_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = tmp_path / "ran"
    note = f"open({str(ran)!r}, 'a').write(NAME); print('result of', NAME)"
    steps = {
        "good": ["-c", f"NAME = 'g'; {note}"],
        "slow": ["-c", f"NAME = 's'; {note}; raise SystemExit(1)"],
        "broken": ["-c", f"NAME = 'b'; {note}; raise SystemExit(2)"],
    }
    assert run(steps, tmp_path / "kept") == 1
    first = capsys.readouterr().out
    assert ran.read_text() == "gsb"
    assert "slow ended with 1" in first
    assert run(steps, tmp_path / "kept") == 1
    assert ran.read_text() == "gsbb"
    again = capsys.readouterr().out
    assert [line for line in again.splitlines() if line.startswith("result")] == [
        "result of g",
        "result of s",
        "result of b",
    ]
    assert run({"good": steps["good"]}, tmp_path / "kept", fresh=True) == 0
    assert ran.read_text() == "gsbbg"


def test_each_benchmark_is_a_module(tmp_path: Path) -> None:
    steps = commands(tmp_path / "p", tmp_path / "b", tmp_path / "m", tmp_path / "g")
    assert all(find_spec(arguments[1]) for arguments in steps.values())
