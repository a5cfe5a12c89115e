"""The line in which questions wait for one of a few places: first come, first served."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

_LOOK_S = 1.0  # seconds after which those who wait are told their place although nothing moved


class WaitingQueue:
    """Lets ``places`` at once through; used within one event loop."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._tickets: list[object] = []
        self._moved = asyncio.Condition()

    async def ahead(self, ticket: object) -> AsyncGenerator[int, None]:
        """Join the line with ``ticket`` and yield how many must finish first, until it has a place.

        ``leave`` gives the place up, and must be called whatever happens.
        """
        self._tickets.append(ticket)
        while (before := self._tickets.index(ticket) - self._places + 1) > 0:
            yield before
            async with self._moved:
                try:
                    await asyncio.wait_for(self._moved.wait(), _LOOK_S)
                except TimeoutError:
                    continue

    async def leave(self, ticket: object) -> None:
        """Give up the place, or the wait for it."""
        if ticket in self._tickets:
            self._tickets.remove(ticket)
        async with self._moved:
            self._moved.notify_all()
