"""What a call of the page may hold, however large, deep or odd it is, and however little time there is for it."""

from __future__ import annotations

import time
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


def test_a_call_full_of_values_is_refused_at_once() -> None:
    fields = payload.read(b'{"data":[' + b"0," * 2_000_000 + b"0]}")
    begun = time.process_time()
    with pytest.raises(payload.Refused):
        check(fields)
    assert time.process_time() - begun < 1  # it took seconds, in which nobody else was answered
