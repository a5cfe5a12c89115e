"""Seconds spent in each step of one answer."""

from __future__ import annotations

import time

from assistant.types import Timings


class Clock:
    """Runs from its making; ``lap`` books the time since the last lap on a step."""

    def __init__(self) -> None:
        self._begun = self._last = time.perf_counter()
        self._spent: dict[str, float] = {}

    def lap(self, step: str) -> None:
        """Book the time since the last lap on ``step``: plan, retrieve, screen or compose."""
        now = time.perf_counter()
        self._spent[step] = self._spent.get(step, 0.0) + now - self._last
        self._last = now

    def timings(self) -> Timings:
        """Return what was booked, and the total until now, in seconds."""
        booked = {f"{step}_s": round(seconds, 4) for step, seconds in self._spent.items()}
        return Timings(**booked, total_s=round(time.perf_counter() - self._begun, 4))
