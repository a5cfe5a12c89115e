"""The shelf is opened while the page is served: whatever goes wrong, the page hears of it."""

from __future__ import annotations

import threading

import pytest

from assistant import IndexUnavailable, Settings
from ui.opening import AssistantHolder


class Panic(BaseException):
    """As Rust's panics reach Python."""


@pytest.mark.parametrize(
    "error", [IndexUnavailable("It is damaged."), ZeroDivisionError("x"), Panic("unwrap")]
)
def test_whatever_ends_the_opening_is_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: BaseException
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("ui.opening.Assistant", broken)
    failed = threading.Event()
    holder = AssistantHolder.opening(Settings(), failed.set)
    assert failed.wait(10)
    assert not holder.ready
    if isinstance(error, IndexUnavailable):
        assert holder.error is error
    else:
        assert f"a fault in this program ({type(error).__name__})" in str(holder.error)
        assert "opening the shelf failed" in caplog.text


def test_a_first_search_that_breaks_keeps_nobody_from_asking(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def __init__(self, *_: object, **__: object) -> None:
            return

        def search(self, *_: object) -> None:
            raise Panic("unwrap")

    monkeypatch.setattr("ui.opening.Assistant", Broken)
    holder = AssistantHolder.opening(Settings(), lambda: pytest.fail("it did open"))
    for _ in range(1000):
        if holder.ready:
            break
        threading.Event().wait(0.01)
    assert holder.ready
    assert "the first search failed" in caplog.text
