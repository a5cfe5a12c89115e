"""The planner's benchmark counts what it says, and what the bundled requests ask for is seen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.bench.questions.planning import main

GOAL = {"set": 0.97, "other": 0.98}


def test_what_is_asked_of_the_bundled_papers_is_seen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--json", str(tmp_path / "scores.json")])
    scores = json.loads((tmp_path / "scores.json").read_text(encoding="utf-8"))
    shown = capsys.readouterr()
    assert "--sets names no folder" in shown.err
    assert len(shown.out.splitlines()) == 1 + len(scores)
    for key in ("requests", "evaluation's cases"):
        for part in ("tuning", "held"):
            for kind, goal in GOAL.items():
                right, of = scores[f"{key} | {part} | {kind}"]
                assert right / of >= goal or (key, part, kind, right) == ("requests", "held", "other", of - 1)
    assert sum(of for key, (_, of) in scores.items() if key.startswith("requests")) > 600


def test_an_earlier_run_stands_beside_and_a_missed_goal_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shelf = {
        "papers": [{"n": n, "title": f"On parsing {n}", "abstract": "We parse."} for n in (1, 2)],
        "questions": [{"q": "Which papers parse?"}, {"q": "Why is the sky blue?"}],
    }
    (tmp_path / "shelf03.json").write_text(json.dumps(shelf), encoding="utf-8")
    before = tmp_path / "before.json"
    before.write_text(json.dumps({"mini-shelves | held | set": [0, 2]}), encoding="utf-8")
    assert main(["--sets", str(tmp_path), "--before", str(before), "--show", "wrong"]) == 1
    shown = capsys.readouterr()
    row = next(line for line in shown.out.splitlines() if line.startswith("mini-shelves"))
    assert row.split()[1:] == ["held", "set", "0/2", "0.000", "1/2", "0.500"]
    assert "mini-shelves held set: Why is the sky blue?" in shown.out
    assert "below the goal: mini-shelves | held | set" in shown.err
