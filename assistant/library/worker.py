"""One piece of work that goes on beside the questions, and can be told to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable

from assistant.errors import AssistantError, unforeseen

Work = Callable[[Callable[[int, int], object], Callable[[], bool]], object]


class Background:
    """Reading in advance in a thread of its own; ``note`` tells the user how far it is, or why it failed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.note = ""

    @property
    def at_work(self) -> bool:
        """Whether work is under way."""
        thread = self._thread
        return thread is not None and thread.is_alive()

    def begin(self, work: Work) -> None:
        """Run ``work`` with a function to tell (done, total) and one that says whether to stop.

        Work that is under way is stopped first.
        """
        with self._lock:
            self._stop.set()
            before, self._stop = self._thread, threading.Event()
            self._thread = threading.Thread(
                target=self._run, args=(work, before, self._stop), name="read in advance", daemon=True
            )
            self._thread.start()

    def end(self, *, wait: bool = False) -> None:
        """Have the work stop, and ``wait`` until it has."""
        with self._lock:
            self._stop.set()
            thread = self._thread
        if wait and thread is not None:
            thread.join()

    def _run(self, work: Work, before: threading.Thread | None, stop: threading.Event) -> None:
        if before is not None:
            before.join()
        self.note = ""
        try:
            work(self._note_progress, stop.is_set)
        except AssistantError as error:
            if not stop.is_set():
                self.note = str(error)
        except BaseException as error:  # a Rust panic is no Exception; nobody above hears of any
            self.note = str(unforeseen(error))

    def _note_progress(self, done: int, total: int) -> None:
        self.note = f"It has read {done} of {total} papers in advance." if done < total else ""
