"""Attempts to log in: so many a minute from one address."""

from __future__ import annotations

import math
import time
from collections import deque

MOST = 10  # attempts from one address that did not succeed
WITHIN_S = 60.0
_ADDRESSES = 10_000


class Attempts:
    """Counts attempts by address; used within one event loop."""

    def __init__(self) -> None:
        self._made: dict[str, deque[float]] = {}

    def begin(self, address: str) -> int:
        """Count an attempt and return 0, or return how many seconds ``address`` must wait before its next.

        It counts before it is known to fail: else as many as are made at the same time would all be let in.
        """
        now = time.monotonic()
        made = self._made.get(address)
        while made and made[0] <= now - WITHIN_S:
            made.popleft()
        if made and len(made) >= MOST:
            return math.ceil(made[0] + WITHIN_S - now)
        if made is None and len(self._made) >= _ADDRESSES:
            self._made.pop(next(iter(self._made)))
        self._made.setdefault(address, deque()).append(now)
        return 0

    def succeeded(self, address: str) -> None:
        """Forget the attempts of an address that logged in."""
        self._made.pop(address, None)
