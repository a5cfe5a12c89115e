"""Sessions that nobody listens to are dropped, each after its own patience."""

import asyncio

import pytest

from ui.doors import listeners
from ui.doors.listeners import Listeners


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listeners, "PATIENCE_S", 0.4)


def test_a_session_that_nobody_listens_to_is_dropped() -> None:
    dropped: list[str] = []

    async def unheard() -> None:
        waiting = Listeners(lambda session: _note(dropped, session))
        waiting.joined("alone")
        await asyncio.sleep(0.6)

    asyncio.run(unheard())
    assert dropped == ["alone"]


def test_a_question_is_kept_when_the_one_before_was_asked_a_patience_ago() -> None:
    dropped: list[str] = []

    async def asked_twice() -> None:
        waiting = Listeners(lambda session: _note(dropped, session))
        waiting.joined("reader")
        waiting.heard("reader")
        waiting.left("reader")
        await asyncio.sleep(0.3)
        waiting.joined("reader")
        await asyncio.sleep(0.2)  # the first look falls here, between the second join and its listener
        waiting.heard("reader")
        await asyncio.sleep(0.4)

    asyncio.run(asked_twice())
    assert dropped == []


async def _note(dropped: list[str], session: str) -> None:
    dropped.append(session)
