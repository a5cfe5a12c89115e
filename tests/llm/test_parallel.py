"""Requests run side by side; one that fails is told as such, and leaving early starts no more of them."""

from __future__ import annotations

import threading
from contextvars import ContextVar

import pytest

from assistant.errors import BadReply, ModelUnavailable, SettingsError
from assistant.llm.parallel import in_parallel
from tests.support.each_row import each_row


def test_every_item_comes_back_once_with_its_result() -> None:
    assert sorted(in_parallel(lambda number: number * 2, range(50), 4)) == [(n, n * 2) for n in range(50)]
    assert list(in_parallel(lambda number: number, [], 4)) == []


def test_equal_and_unhashable_items_are_kept_apart() -> None:
    assert [result for _, result in in_parallel(len, [[1], [1], [2, 2]], 1)] == [1, 1, 2]


def test_as_many_run_at_once_as_there_are_workers_and_no_more() -> None:
    together = threading.Barrier(3, timeout=30)  # breaks unless three meet
    running, most, lock = 0, 0, threading.Lock()

    def work(_: int) -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        together.wait()
        with lock:
            running -= 1

    assert len(list(in_parallel(work, range(6), 3))) == 6
    assert most == 3


@each_row("error", [ModelUnavailable("down"), BadReply("nonsense")])
def test_a_failing_request_is_a_value_and_the_others_go_on(error: Exception) -> None:
    def work(number: int) -> int:
        if number == 2:
            raise error
        return number

    assert dict(in_parallel(work, range(4), 2)) == {0: 0, 1: 1, 2: error, 3: 3}


@each_row("error", [SettingsError("wrong"), ZeroDivisionError()])
def test_any_other_error_is_raised(error: Exception) -> None:
    def work(_: int) -> None:
        raise error

    with pytest.raises(type(error)):
        list(in_parallel(work, range(3), 2))


def test_leaving_early_drops_what_has_not_begun() -> None:
    begun: list[int] = []
    go_on = threading.Event()

    def work(number: int) -> int:
        begun.append(number)
        if number:
            go_on.wait(30)
        return number

    results = in_parallel(work, range(100), 2)
    assert next(results) == (0, 0)
    results.close()  # type: ignore[attr-defined]
    go_on.set()
    assert len(begun) <= 4


def test_the_work_sees_the_callers_context() -> None:
    span: ContextVar[str] = ContextVar("span", default="none")
    span.set("a query's")
    seen = [result for _, result in in_parallel(lambda item: span.get(), [1, 2, 3], 2)]
    assert seen == ["a query's"] * 3
