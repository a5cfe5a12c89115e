"""How long the running step will still take, told by how long it took so far."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant.types import Event, Stage

# Units done before anything is foretold: the first may have waited for a model to start.
_ENOUGH = 3


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
        if done < _ENOUGH or done >= event.total:
            yield event
            continue
        yield replace(event, left_s=(clock() - begun) / done * (event.total - event.done))
