"""Seconds a judgement, on a server that takes one request after the other."""

from __future__ import annotations

import pytest

from assistant.llm.local.model import Pace


def test_before_the_first_judgement_nothing_is_known() -> None:
    assert Pace().seconds is None


def test_waiting_in_the_queue_is_not_judging() -> None:
    pace = Pace()
    for ended in (2.0, 4.0, 6.0):  # three asked at once, two seconds each
        pace.note(0.0, ended)
    assert pace.seconds == 2


def test_time_in_which_nothing_was_asked_does_not_count() -> None:
    pace = Pace()
    pace.note(0.0, 2.0)
    pace.note(100.0, 104.0)
    assert pace.seconds == 3


def test_only_the_recent_ones_count() -> None:
    pace = Pace()
    pace.note(0.0, 50.0)
    for turn in range(20):
        pace.note(100.0 + turn, 100.5 + turn)
    assert pace.seconds == pytest.approx(0.5)
