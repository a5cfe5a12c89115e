"""Where the page finds its assistant: open already, or being opened while the page is served."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import Self

from assistant import Assistant, AssistantError, Settings, Stage

_log = logging.getLogger(__name__)


class AssistantHolder:
    """Holds the assistant; until its shelf is open, ``stage`` tells how far the indexing is.

    ``closing`` is set when the server is about to end; ``answering`` counts the answers being given, ``using`` the
    tables being read and the changes being made, for which an ending server does not wait.
    ``may_fetch`` lets those who see the page have a model fetched, or chosen. ``served`` is the holder of the shelf
    that the server was started with, where this is another one's: it counts the answers of all.
    """

    def __init__(self, assistant: Assistant | None = None) -> None:
        self.stage = Stage("index")
        self.error: AssistantError | None = None
        self.may_fetch = False
        self.served: AssistantHolder | None = None
        self._assistant = assistant
        self.closing = False
        self.answering = 0
        self.using = 0
        self._closed = False
        self._lock = threading.Lock()
        self._settled = threading.Event()  # open, or failed

    @classmethod
    def opening(
        cls, settings: Settings, on_failure: Callable[[], None], beside: Assistant | None = None
    ) -> Self:
        """Open the assistant in the background; failing sets ``error`` and calls ``on_failure``.

        ``beside`` is an open assistant whose language model is to answer here, too.
        """
        holder = cls()

        def on_progress(name: str, done: int, total: int) -> None:
            holder.stage = Stage(name, done, total)

        def work() -> None:
            try:
                assistant = _opened(settings, on_progress, beside)
            except AssistantError as error:
                holder.error = error
                holder._settled.set()
                on_failure()
                return
            _warm_up(assistant)
            with holder._lock:
                kept = not holder._closed
                if kept:
                    holder._assistant = assistant
            holder._settled.set()
            if not kept:
                assistant.close()

        threading.Thread(target=work, name="open the shelf", daemon=True).start()
        return holder

    @property
    def ready(self) -> bool:
        """Whether questions can be answered."""
        return self._assistant is not None

    @property
    def indexing(self) -> bool:
        """Whether papers are being embedded while questions are answered."""
        at_work = self._assistant.indexing if self._assistant else None
        return at_work is not None and not at_work.failed

    @property
    def assistant(self) -> Assistant:
        """The assistant; raises AssistantError while it is being opened, and what opening it raised."""
        if self._assistant is None:
            if self.error is not None:
                raise self.error
            raise AssistantError("The papers are still being indexed. Try again in a moment.")
        return self._assistant

    @property
    def shelf(self) -> str:
        """The name of the shelf; "" while it is being opened."""
        return self._assistant.settings.shelf if self._assistant else ""

    @property
    def here(self) -> AssistantHolder:
        """The holder of one shelf that this stands for, which stays what it is in other threads."""
        return self

    def follow(self, shelf: str) -> None:
        """Stand for another shelf from now on, for the browser that asks; a holder of one shelf does not."""

    def wait(self) -> Assistant:
        """Return the assistant once it is open; raises what opening it raised."""
        if self._assistant is None:
            self._settled.wait()
        return self.assistant

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Count an answer that is being given in ``answering``, so that a server that ends can wait for it."""
        with self._lock:
            self.answering += 1
        try:
            with self.served.at_work() if self.served else nullcontext():
                yield
        finally:
            with self._lock:
                self.answering -= 1

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Count work that needs the shelf open in ``using``."""
        with self._lock:
            self.using += 1
        try:
            yield
        finally:
            with self._lock:
                self.using -= 1

    @property
    def busy(self) -> bool:
        """Whether something is under way that closing the shelf would break off."""
        return bool(self.answering or self.using)

    def close(self) -> None:
        """Close the assistant, now or as soon as it is open."""
        with self._lock:
            self._closed = True
            if self._assistant is not None:
                self._assistant.close()


def _opened(
    settings: Settings, on_progress: Callable[[str, int, int], None], beside: Assistant | None
) -> Assistant:
    try:
        return Assistant(settings, progress=on_progress, background=True, beside=beside)
    except AssistantError:
        raise
    except BaseException as error:  # a Rust panic is no Exception; nobody above the thread hears of any
        _log.error("opening the shelf failed", exc_info=error)
        raise AssistantError(
            f"The shelf could not be opened because of a fault in this program ({type(error).__name__}); "
            "the server's log has the details. Start it again."
        ) from error


def _warm_up(assistant: Assistant) -> None:
    """Have the embedder loaded: better now than while someone waits; what fails is told when a question meets it."""
    try:
        with suppress(AssistantError):
            assistant.check_model()
            assistant.search("warm up", 1)
            assistant.read_in_advance()
    except BaseException as error:
        _log.error("the first search failed", exc_info=error)
