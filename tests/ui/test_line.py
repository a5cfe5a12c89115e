"""The line in which questions wait."""

from __future__ import annotations

import asyncio

from ui.queue import WaitingQueue


def test_those_who_wait_are_told_their_place_and_come_in_order() -> None:
    told: dict[str, list[int]] = {}
    served: list[str] = []

    async def person(name: str, line: WaitingQueue, done: asyncio.Event) -> None:
        ticket = object()
        try:
            async for before in line.ahead(ticket):
                told.setdefault(name, []).append(before)
            served.append(name)
            await done.wait()
        finally:
            await line.leave(ticket)

    async def scene() -> None:
        line, done = WaitingQueue(2), {name: asyncio.Event() for name in "abcd"}
        people = {}
        for name in "abcd":
            people[name] = asyncio.create_task(person(name, line, done[name]))
            await asyncio.sleep(0)
        await asyncio.sleep(0.01)
        assert served == ["a", "b"]
        people["c"].cancel()  # pressed Stop while waiting
        await asyncio.gather(people["c"], return_exceptions=True)
        done["b"].set()
        await people["b"]
        await asyncio.sleep(0.01)
        assert served == ["a", "b", "d"]
        for name in "ad":
            done[name].set()
            await people[name]

    asyncio.run(scene())
    assert told["c"][0] == 1
    assert told["d"][0] == 2
    assert "a" not in told
