"""Logins: the one that is set, and attempts, so many a minute from one address."""

from __future__ import annotations

import hashlib
import hmac
import math
import time
from collections import deque
from collections.abc import Callable

from assistant import SettingsError

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


def read_login(login: str | None) -> tuple[str, str] | None:
    """Return user and password of "USER:PASSWORD", None for nothing; raises SettingsError when a part is missing."""
    if not login:
        return None
    user, _, password = login.partition(":")
    if not user or not password:
        raise SettingsError(
            "A login must look like USER:PASSWORD (--auth or ASSISTANT_AUTH), with both parts."
        )
    return user, password


def _digest(user: str, password: str) -> bytes:
    return hashlib.sha256(f"{user}\0{password}".encode()).digest()


def checker(user: str, password: str) -> Callable[[str, str], bool]:
    """Return what tells whether a user and a password that were given are these, in constant time."""
    wanted = _digest(user, password)

    def fits(given_user: str, given_password: str) -> bool:
        # Digests are of one length, so that the time taken does not tell that of the password.
        return hmac.compare_digest(_digest(given_user, given_password), wanted)

    return fits
