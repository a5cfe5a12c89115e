"""A thumb is a line of its own, whatever befell the one before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant import Answer, IndexUnavailable, Turn
from ui.page.feedback import record

ASKED = Turn(
    question="q", answer=Answer(question="q", standalone="q", kind="lookup", status="answered", text="a")
)


def test_a_line_follows_one_that_broke_off(tmp_path: Path) -> None:
    (tmp_path / "feedback.jsonl").write_text('{"question": "cut sho')
    record(tmp_path, [ASKED], 1, "half a sign \ud800")
    record(tmp_path, [ASKED], -1)
    broken, *lines = (tmp_path / "feedback.jsonl").read_text("utf-8").splitlines()
    assert broken == '{"question": "cut sho'
    assert [json.loads(line)["rating"] for line in lines] == [1, -1]
    assert "half a sign" in json.loads(lines[0])["note"]


def test_a_file_that_takes_no_more_is_told(tmp_path: Path) -> None:
    (tmp_path / "feedback.jsonl").symlink_to("/dev/full")
    with pytest.raises(IndexUnavailable, match="could not be written"):
        record(tmp_path, [ASKED], 1)
