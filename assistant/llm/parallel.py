"""Run independent requests side by side; a failed one is a value, and leaving early cancels the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextvars import copy_context
from typing import TypeVar

from assistant.errors import BadReply, ModelUnavailable

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_parallel(
    work: Callable[[Item], Result], items: Sequence[Item], workers: int
) -> Iterator[tuple[Item, Result | ModelUnavailable | BadReply]]:
    """Yield each item with the result of ``work``, or the model's failure, as they come.

    When the caller stops reading, work that has not begun is dropped; what is under way ends by itself.
    """
    pool = ThreadPoolExecutor(workers, thread_name_prefix="judge")
    try:
        # Each in a copy of the caller's context, where tracing keeps which span is open.
        running = {pool.submit(copy_context().run, work, item): item for item in items}
        for future in as_completed(running):
            error = future.exception()
            if isinstance(error, ModelUnavailable | BadReply):
                yield running[future], error
            else:
                yield running[future], future.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
