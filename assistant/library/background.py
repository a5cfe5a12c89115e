"""Embeds behind the scenes: a thread that works off what is pending while the shelf is being asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from assistant.errors import AssistantError, unforeseen
from assistant.index.generations import Busy

# How long the thread lets others write.
_BREATH_S = 0.5

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Indexing:
    """How far embedding is: ``done`` of ``total`` papers of this run, seconds that remain, or why it stopped.

    ``remaining_s`` is None until enough was done to tell.
    """

    done: int
    total: int
    remaining_s: float | None = None
    failed: str | None = None


class BackgroundIndexer:
    """Calls ``fill`` in a thread until it says that no paper is left; ``failed`` holds what ended it early.

    ``fill`` is given a function that tells it to stop at the next chance, and returns the papers left; after
    ``turn_s`` seconds it is to stop, so that others can write.
    """

    def __init__(self, fill: Callable[[Stop], int], turn_s: float) -> None:
        self._fill = fill
        self._turn_s = turn_s
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self.failed: AssistantError | None = None

    @property
    def running(self) -> bool:
        """Whether the thread is at work."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Begin, or go on."""
        with self._lock:
            if self.running:
                return
            self.failed = None
            self._stopping.clear()
            self._thread = threading.Thread(target=self._work, name="fill the index", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop after the batch at hand, and wait for that."""
        with self._lock:
            self._stopping.set()
            if self._thread is not None:
                self._thread.join()
                self._thread = None

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                if not self._fill(self._until(time.monotonic() + self._turn_s)):
                    return
            except Busy:  # another process is writing; perhaps it does our work
                pass
            except AssistantError as error:
                self.failed = error
                return
            except BaseException as error:  # a Rust panic is no Exception; nobody above hears of any
                self.failed = unforeseen(error)
                return
            self._stopping.wait(_BREATH_S)

    def _until(self, end: float) -> Stop:
        return lambda: self._stopping.is_set() or time.monotonic() > end


class ProgressClock:
    """Hands progress on to ``on_progress``, and remembers that of embedding, to tell how long it will take."""

    def __init__(self, on_progress: Callable[[str, int, int], None] | None = None) -> None:
        self._on_progress = on_progress
        self._begun: tuple[float, int, int] | None = None  # when, at which paper, of how many
        self._done = 0

    def __call__(self, name: str, done: int, total: int) -> None:
        """Note that ``done`` of ``total`` papers have gone through the step ``name``."""
        if name == "embedding":
            if self._begun is None or self._begun[2] != total or done < self._done:
                self._begun = (time.monotonic(), done, total)
            self._done = done
        if self._on_progress:
            self._on_progress(name, done, total)

    def seen(self, failed: str | None = None) -> Indexing:
        """Return how far embedding is."""
        if self._begun is None:
            return Indexing(0, 0, None, failed)
        since, first, total = self._begun
        fresh, spent = self._done - first, time.monotonic() - since
        remaining = (total - self._done) * spent / fresh if fresh and not failed else None
        return Indexing(self._done, total, remaining, failed)
