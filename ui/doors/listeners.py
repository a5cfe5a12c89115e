"""Sessions of the page that were begun: those that nobody listens to are dropped."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

PATIENCE_S = 30.0  # seconds after which a session must be listened to
MOST_UNHEARD = 64  # sessions at once that nobody listens to yet


class Listeners:
    """Which sessions wait to be listened to; used within one event loop. ``drop`` ends one."""

    def __init__(self, drop: Callable[[str], Awaitable[None]]) -> None:
        self._drop = drop
        self._unheard: dict[str, float] = {}
        self._listening: dict[str, int] = {}

    def crowded(self) -> bool:
        """Whether so many sessions wait for a listener that no more are taken."""
        return len(self._unheard) >= MOST_UNHEARD

    def joined(self, session: str) -> None:
        """A question of ``session`` was put into the queue."""
        if not self._listening.get(session) and session not in self._unheard:
            since = self._unheard[session] = time.monotonic()
            asyncio.get_running_loop().call_later(PATIENCE_S, self._look, session, since)

    def heard(self, session: str) -> None:
        """Someone began to listen to ``session``."""
        self._unheard.pop(session, None)
        self._listening[session] = self._listening.get(session, 0) + 1

    def left(self, session: str) -> None:
        """Someone stopped listening to ``session``."""
        self._listening[session] -= 1
        if not self._listening[session]:
            del self._listening[session]

    def _look(self, session: str, since: float) -> None:
        # A session that was heard, left and joined anew has its own, later look.
        if self._unheard.get(session) == since:
            del self._unheard[session]
            self._task = asyncio.ensure_future(self._drop(session))
