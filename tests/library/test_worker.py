"""Work beside the questions: it tells how far it is, stops when told to, and fails quietly but not silently."""

from __future__ import annotations

import threading
from collections.abc import Callable

from assistant.errors import ModelUnavailable
from assistant.library.worker import Background

Tell = Callable[[int, int], object]
Stopped = Callable[[], bool]


def test_the_note_tells_how_far_it_is_until_it_is_done() -> None:
    background, go_on, done = Background(), threading.Event(), threading.Event()

    def work(tell: Tell, stopped: Stopped) -> None:
        tell(3, 38)
        go_on.wait(10)
        tell(38, 38)
        done.set()

    background.begin(work)
    while not background.note:
        threading.Event().wait(0.01)
    assert background.note == "It has read 3 of 38 papers in advance."
    go_on.set()
    assert done.wait(10)
    assert background.note == ""


def test_new_work_waits_until_the_old_has_stopped() -> None:
    background, order, done = Background(), list[str](), threading.Event()

    def first(tell: Tell, stopped: Stopped) -> None:
        while not stopped():
            threading.Event().wait(0.01)
        order.append("first stopped")

    def second(tell: Tell, stopped: Stopped) -> None:
        order.append(f"second begins, stopped: {stopped()}")
        done.set()

    background.begin(first)
    background.begin(second)
    assert done.wait(10)
    assert order == ["first stopped", "second begins, stopped: False"]


def test_why_it_failed_is_noted() -> None:
    background, raised = Background(), threading.Event()

    def work(tell: Tell, stopped: Stopped) -> None:
        raised.set()
        raise ModelUnavailable("Expected 5 GB of free memory.")

    background.begin(work)
    assert raised.wait(10)
    while not background.note:
        threading.Event().wait(0.01)
    assert background.note == "Expected 5 GB of free memory."


def test_a_failure_after_being_told_to_stop_is_none() -> None:
    background, begun, ended = Background(), threading.Event(), threading.Event()

    def work(tell: Tell, stopped: Stopped) -> None:
        begun.set()
        while not stopped():
            threading.Event().wait(0.01)
        ended.set()
        raise ModelUnavailable("The model has been closed.")

    background.begin(work)
    assert begun.wait(10)
    background.end(wait=True)
    assert ended.is_set()
    assert background.note == ""
