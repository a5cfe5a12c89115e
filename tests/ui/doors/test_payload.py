"""What a call of the page may hold, however large, deep or odd it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.each_row import each_row
from ui.doors import payload
from ui.doors.uploads import Uploads


def check(fields: dict[str, Any], *, takes_file: bool = False) -> None:
    payload.check(fields, Uploads(Path("/nowhere")), "visitor", lambda index: takes_file)


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@each_row(
    ("fields", "why"),
    [
        ({"session_hash": "x" * 101}, "session_hash"),
        ({"session_hash": {"a": 1}}, "session_hash"),
        ({"data": nested(61)}, "nested"),
        ({"data": [0] * 300_001}, "fewer values"),
        ({"event_data": [{"a": [0] * 10}] * 40_000}, "fewer values"),
        ({"data": [[[{"path": "/etc/passwd"}]]]}, "plain values"),
        ({"trigger_id": {"_type": "gradio.FileData"}}, "plain values"),
    ],
)
def test_what_no_page_sends_is_refused(fields: dict[str, Any], why: str) -> None:
    with pytest.raises(payload.Refused, match=why):
        check(fields)


def test_more_files_than_are_kept_are_refused_unseen() -> None:
    with pytest.raises(payload.Refused, match="at most 20 files"):
        check({"data": [[{"path": "/tmp/x"}] * 100_000]}, takes_file=True)


def test_what_a_page_sends_passes() -> None:
    talk = {"turns": [{"question": "q", "answer": {"citations": [{"number": 1}] * 100}}] * 500}
    check({"data": [talk, None, "x"], "session_hash": "a1b2c3", "fn_index": 3, "event_data": None})
    check({"data": nested(59)})


def test_what_lies_below_too_many_values_is_not_looked_at() -> None:
    looked_at = []

    class Below(list[int]):
        def __iter__(self) -> Iterator[int]:
            looked_at.append(self)
            return super().__iter__()

    with pytest.raises(payload.Refused, match="fewer values"):
        check({"data": [Below([0])] * 300_001})  # else nobody is answered for seconds
    assert looked_at == []
    check({"data": [Below([0])]})
    assert len(looked_at) == 1
