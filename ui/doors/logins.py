"""Attempts to log in: so many a minute from one address."""

from __future__ import annotations

import math
import time
from collections import deque

MOST = 10  # failed attempts from one address
WITHIN_S = 60.0
_ADDRESSES = 10_000


class Attempts:
    """Counts failed attempts by address; used within one event loop."""

    def __init__(self) -> None:
        self._failed: dict[str, deque[float]] = {}

    def wait_s(self, address: str) -> int:
        """Return how many seconds ``address`` must wait before its next attempt; 0 when it need not."""
        failed = self._failed.get(address)
        now = time.monotonic()
        while failed and failed[0] <= now - WITHIN_S:
            failed.popleft()
        if not failed or len(failed) < MOST:
            return 0
        return math.ceil(failed[0] + WITHIN_S - now)

    def failed(self, address: str) -> None:
        """Note a failed attempt."""
        if address not in self._failed and len(self._failed) >= _ADDRESSES:
            self._failed.pop(next(iter(self._failed)))
        self._failed.setdefault(address, deque(maxlen=MOST)).append(time.monotonic())

    def succeeded(self, address: str) -> None:
        """Forget the failed attempts of an address that logged in."""
        self._failed.pop(address, None)
