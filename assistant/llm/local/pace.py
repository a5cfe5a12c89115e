"""How fast papers are judged, measured while they are."""

from __future__ import annotations

from collections import deque
from threading import Lock

# Judgements that the mean is taken over.
_RECENT = 20


class Pace:
    """Seconds a judgement, over the recent ones, on a server that answers one request after the other."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._recent: deque[float] = deque(maxlen=_RECENT)
        self._last = 0.0

    def note(self, begun: float, ended: float) -> None:
        """Take in a judgement that was asked for at ``begun`` and came at ``ended`` (seconds of one clock).

        While others were before it in the queue it only waited, so its time begins where theirs ended.
        """
        with self._lock:
            self._recent.append(max(ended - max(begun, self._last), 0.0))
            self._last = ended

    @property
    def seconds(self) -> float | None:
        """The mean, None before the first judgement."""
        with self._lock:
            return sum(self._recent) / len(self._recent) if self._recent else None
