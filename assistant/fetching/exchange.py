"""What is asked of a service and what comes back, the bounds on both, and the pace at which one asks."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from assistant.errors import AssistantError

MIB = 1024 * 1024


class NoAnswer(AssistantError):
    """A service gave nothing that can be used; says why.

    ``status`` is that of its answer, 0 without one; ``again`` tells whether asking once more may help.
    """

    def __init__(self, why: str, status: int = 0, *, again: bool = False) -> None:
        super().__init__(why)
        self.status = status
        self.again = again


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is waited for and taken: seconds and bytes of one answer, tries beside the first, seconds between."""

    connect_s: float = 10.0
    total_s: float = 60.0
    most_bytes: int = 16 * MIB
    retries: int = 2
    pause_s: float = 1.0
    longest_pause_s: float = 30.0


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: ``secret`` parameters are sent but neither kept nor told; ``pace_s`` seconds between two."""

    url: str
    params: tuple[tuple[str, str], ...] = ()
    secret: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    json: object = None
    pace_s: float = 0.0
    fresh_s: float | None = None  # a day

    @property
    def shown_url(self) -> str:
        """The address without what is secret."""
        return f"{self.url}?{urlencode(self.params)}" if self.params else self.url


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: its body, the headers (names in small letters), and the address that gave it."""

    body: bytes
    headers: Mapping[str, str]
    url: str


class Pace:
    """When each service may be asked again: one for the whole process, since it is the machine that they count."""

    def __init__(self) -> None:
        self._free: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, url: str, pace_s: float) -> float:
        """Take the next turn at the host of ``url``, ``pace_s`` after the last; return the seconds until then."""
        now = time.monotonic()
        with self._lock:
            turn = max(now, self._free.get(host := urlsplit(url).netloc, 0.0))
            self._free[host] = turn + pace_s
        return turn - now
