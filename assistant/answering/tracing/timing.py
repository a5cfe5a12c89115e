"""Seconds: what each step of an answer took, and how long the running one will still take."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant.events import Event, Stage
from assistant.types import Timings

# Units done before anything is foretold: the first may have waited for a model to start.
_ENOUGH_UNITS = 3


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


def with_time_left(events: Iterator[Event], clock: Callable[[], float] = time.monotonic) -> Iterator[Event]:
    """Yield ``events``, each Stage that counts with the seconds that the rest of its units will take."""
    name, begun, at = "", 0.0, 0
    for event in events:
        if not isinstance(event, Stage):
            yield event
            continue
        if event.name != name or event.done < at:
            name, begun, at = event.name, clock(), event.done
        done = event.done - at
        if done < _ENOUGH_UNITS or done >= event.total:
            yield event
            continue
        yield replace(event, left_s=(clock() - begun) / done * (event.total - event.done))
