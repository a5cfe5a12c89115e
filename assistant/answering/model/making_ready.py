"""Progress of a model that is made ready: told in sentences, and held back while a question is answered."""

from __future__ import annotations

import time
from collections.abc import Callable

from assistant.errors import ModelUnavailable
from assistant.llm.local.catalogue import byte_count

Progress = Callable[[int, int], object]

# Seconds between two looks at whether a question is still being answered.
_LOOK_S = 0.1


def fetching_noted(name: str, note: Callable[[str], None], stopped: Callable[[], bool]) -> Progress:
    """Return what hears how far fetching the model ``name`` is (bytes, in all), and puts it in a sentence to ``note``.

    Raises ModelUnavailable, to break off, once it is ``stopped``.
    """
    begun, at_first = time.monotonic(), None

    def on_progress(done: int, total: int) -> None:
        nonlocal at_first
        at_first = done if at_first is None else at_first
        if stopped():
            raise ModelUnavailable(f"Fetching {name} was broken off; what has come is kept.")
        if done >= total:
            note(f"The model {name} is being loaded.")
            return
        spent = time.monotonic() - begun
        left = (total - done) * spent / (done - at_first) if done > at_first else 0.0
        ending = f", about {max(1, round(left / 60))} min left." if left else "."
        note(f"The model {name} is being fetched: {byte_count(done)} of {byte_count(total)}{ending}")

    return on_progress


def made_to_wait(progress: Progress, asking: Callable[[], bool], stopped: Callable[[], bool]) -> Progress:
    """Return ``progress`` that also waits while a question is being answered."""

    def on_progress(done: int, total: int) -> None:
        progress(done, total)
        while asking() and not stopped():
            time.sleep(_LOOK_S)

    return on_progress
