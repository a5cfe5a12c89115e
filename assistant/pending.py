"""An answer that is being worked out on a thread of its own: waited for, iterated over, or cancelled from anywhere."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from contextlib import closing
from typing import Any

from assistant.errors import AssistantError, Cancelled, unforeseen
from assistant.events import Done, Event
from assistant.types import Answer


class PendingAnswer:
    """An answer on its way, as ``Assistant.submit`` returns it; safe to use from any thread or task.

    ``for`` and ``async for`` give its events from the first one on. ``cancel`` stops the work at its next event: a
    stream from the language model is closed, papers not yet sent to the judge are not sent. After that iterating
    and ``result`` raise Cancelled.
    """

    def __init__(self, begin: Callable[[], Generator[Event, None, None]]) -> None:
        self._events: list[Event] = []
        self._error: AssistantError | None = None
        self._ended = False
        self._cancelled = threading.Event()
        self._changed = threading.Condition()
        self._watchers: list[Callable[[], None]] = []
        # A daemon, so that a model that does not answer cannot keep the program from ending.
        threading.Thread(target=self._work, args=(begin,), name="answer", daemon=True).start()

    def cancel(self) -> bool:
        """Give the answer up; False when it had ended already."""
        with self._changed:
            if self._ended:
                return False
            self._cancelled.set()
        self._end(Cancelled("The answer was cancelled before it was finished. Ask again to have it."))
        return True

    def cancelled(self) -> bool:
        """Whether it was given up before it ended."""
        return self._cancelled.is_set()

    def done(self) -> bool:
        """Whether it has ended: with an answer, with an error, or cancelled."""
        return self._ended

    def result(self, timeout: float | None = None) -> Answer:
        """Wait for the answer, for at most ``timeout`` seconds.

        Raises TimeoutError when it has not ended by then (it goes on), Cancelled, and what ``Assistant.ask`` raises.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: self._ended, timeout):
                raise TimeoutError(
                    f"The answer was not finished within {timeout} s; it is still being worked on."
                )
            if self._error is not None:
                raise self._error
            last = self._events[-1]
        assert isinstance(last, Done)
        return last.answer

    def __iter__(self) -> Iterator[Event]:
        """Yield the events, waiting for each."""
        place = 0
        while True:
            with self._changed:
                while not self._ended and place == len(self._events):
                    self._changed.wait()
                if place == len(self._events):
                    if self._error is not None:
                        raise self._error
                    return
                event = self._events[place]
            place += 1
            yield event

    async def __aiter__(self) -> AsyncGenerator[Event, None]:
        """Yield the events without holding up the event loop."""
        loop, more = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            loop.call_soon_threadsafe(more.set)

        self._watch(wake)
        try:
            place = 0
            while True:
                more.clear()
                ended, events = self._ended, self._events[place:]
                for event in events:
                    yield event
                place += len(events)
                if ended and place == len(self._events):
                    break
                if not events:
                    await more.wait()
            if self._error is not None:
                raise self._error
        finally:
            self._watchers.remove(wake)

    def _watch(self, wake: Callable[[], None]) -> None:
        with self._changed:
            self._watchers.append(wake)

    def _work(self, begin: Callable[[], Generator[Event, None, None]]) -> None:
        try:
            with closing(begin()) as events:
                for event in events:
                    if self._cancelled.is_set():
                        return
                    self._pass_on(event)
        except AssistantError as error:
            self._end(error)
        except BaseException as error:  # a fault must reach who waits, not end in a thread that nobody sees
            self._end(unforeseen(error))
        else:
            self._end(None)

    def _pass_on(self, event: Event) -> None:
        with self._changed:
            if not self._ended:
                self._events.append(event)
            self._wake()

    def _end(self, error: AssistantError | None) -> None:
        with self._changed:
            if not self._ended:
                self._error, self._ended = error, True
            self._wake()

    def _wake(self) -> None:
        self._changed.notify_all()
        for wake in tuple(self._watchers):
            try:
                wake()
            except RuntimeError:  # the loop of one who no longer waits is closed
                continue

    def __reduce__(self) -> Any:
        raise TypeError(
            "An answer on its way belongs to its process and cannot be pickled; send result() instead."
        )
