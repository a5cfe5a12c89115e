"""The engine's events, carried from a thread of their own to the page without holding anyone else up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import closing

from assistant import AssistantError, Done, Event, Stage, Token, Turn

from .filters import NO_LIMITS, Limits
from .from_thread import made_on_thread
from .opening import AssistantHolder
from .queue import WaitingQueue

# Seconds between two updates of the page: quick enough to read along, slow enough not to drown the browser.
_UPDATE_S = 0.05
_HEARTBEAT_S = 1.0
_WAIT_S = 0.25  # between looks at a shelf that is being opened

# What the thread makes: events, an error, or None when it has ended.
_Item = Event | AssistantError | None


class Answering:
    """Answers questions, each on a thread of its own; one that is given up stops at its next event.

    Batches come at least ``update_s`` seconds apart. With a ``line`` questions wait their turn in it.
    """

    def __init__(
        self, holder: AssistantHolder, update_s: float = _UPDATE_S, line: WaitingQueue | None = None
    ) -> None:
        self._holder = holder
        self._update_s = update_s
        self._line = line

    async def batches(
        self,
        question: str,
        history: Sequence[Turn],
        limits: Limits = NO_LIMITS,
        *,
        wait_for_model: bool = False,
    ) -> AsyncGenerator[list[Event], None]:
        """Yield the events since the last batch; an empty batch each second says that work goes on.

        Before that, ``Stage("line", n)`` tells how many questions are answered first. A model that is being
        made ready is waited for only with ``wait_for_model``. Closing the iterator stops the work. Raises what
        ``Assistant.stream`` raises.
        """
        ticket, line = object(), self._line or WaitingQueue(1)
        try:
            async for before in line.ahead(ticket):
                yield [Stage("line", before)]
            async for batch in self._answered(question, history, limits, wait_for_model):
                yield batch
        finally:
            await line.leave(ticket)

    async def _answered(
        self, question: str, history: Sequence[Turn], limits: Limits, wait_for_model: bool
    ) -> AsyncGenerator[list[Event], None]:
        holder = self._holder.here  # the thread below does not know who asks
        while not holder.ready:
            if holder.error is not None:
                raise holder.error
            yield [holder.stage]
            await asyncio.sleep(_WAIT_S)
            holder = self._holder.here

        def work(put: Callable[[_Item], None], given_up: Callable[[], bool]) -> None:
            try:
                events = holder.assistant.stream(
                    question,
                    history,
                    within=limits.within,
                    filters=limits.filters,
                    waived=limits.waived,
                    wait_for_model=wait_for_model,
                )
                with closing(events):
                    for event in events:
                        if given_up():
                            return
                        put(event)
            except AssistantError as error:
                put(error)
            finally:
                put(None)

        with made_on_thread(work, "answer") as queue, holder.at_work():
            async for batch in _drained(queue, self._update_s):
                yield batch


async def _drained(queue: asyncio.Queue[_Item], update_s: float) -> AsyncGenerator[list[Event], None]:
    """Yield what has come, at most every ``update_s`` seconds, until Done; raise an error that comes."""
    while True:
        try:
            items = [await asyncio.wait_for(queue.get(), _HEARTBEAT_S)]
        except TimeoutError:
            yield []
            continue
        while not queue.empty():
            items.append(queue.get_nowait())
        events = [item for item in items if isinstance(item, Stage | Token | Done)]
        if events:
            yield events
        for item in items:
            if isinstance(item, AssistantError):
                raise item
        if isinstance(events[-1] if events else None, Done):
            return
        if items[-1] is None:
            raise AssistantError(
                "The answer broke off because of a fault in this program; see the server's log."
            )
        await asyncio.sleep(update_s)
