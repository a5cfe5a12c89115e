"""Sessions that nobody listens to are dropped, each after its own patience."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from ui.doors.listeners import PATIENCE_S, Listeners


class Hurried(asyncio.SelectorEventLoop):
    """An event loop in which each wait is over at once, and its clock has gone on by as much."""

    def __init__(self) -> None:
        super().__init__()
        self._ahead = 0.0
        select = self._selector.select  # type: ignore[attr-defined]

        def hurried(timeout: float | None = None) -> Any:
            self._ahead += timeout or 0.0
            return select(0)

        self._selector.select = hurried  # type: ignore[attr-defined]

    def time(self) -> float:
        return super().time() + self._ahead


def run(what: Coroutine[Any, Any, None]) -> None:
    with asyncio.Runner(loop_factory=Hurried) as runner:
        runner.run(what)


def test_a_session_that_nobody_listens_to_is_dropped() -> None:
    dropped: list[str] = []

    async def unheard() -> None:
        waiting = Listeners(lambda session: _note(dropped, session))
        waiting.joined("alone")
        await asyncio.sleep(1.5 * PATIENCE_S)

    run(unheard())
    assert dropped == ["alone"]


def test_a_question_is_kept_when_the_one_before_was_asked_a_patience_ago() -> None:
    dropped: list[str] = []

    async def asked_twice() -> None:
        waiting = Listeners(lambda session: _note(dropped, session))
        waiting.joined("reader")
        waiting.heard("reader")
        waiting.left("reader")
        await asyncio.sleep(0.75 * PATIENCE_S)
        waiting.joined("reader")
        await asyncio.sleep(
            0.5 * PATIENCE_S
        )  # the first look falls here, between the second join and its listener
        waiting.heard("reader")
        await asyncio.sleep(PATIENCE_S)

    run(asked_twice())
    assert dropped == []


async def _note(dropped: list[str], session: str) -> None:
    dropped.append(session)
