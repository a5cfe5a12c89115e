"""Work on a thread of its own in, what it makes out, one by one, in the event loop of who waits for it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def made_on_thread(
    work: Callable[[Callable[[T], None], Callable[[], bool]], None], name: str
) -> Iterator[asyncio.Queue[T]]:
    """Run ``work(put, given_up)`` on a thread called ``name``; yields the queue of what it puts.

    Once the block is left, ``given_up()`` is true and nothing more is put.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[T] = asyncio.Queue()
    left = threading.Event()

    def put(item: T) -> None:
        if not left.is_set():
            loop.call_soon_threadsafe(queue.put_nowait, item)

    # A daemon, so that a model that does not answer cannot keep the server from ending.
    threading.Thread(target=work, args=(put, left.is_set), name=name, daemon=True).start()
    try:
        yield queue
    finally:
        left.set()
