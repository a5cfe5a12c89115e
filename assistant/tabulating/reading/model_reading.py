"""Papers -> what a model reads in each, side by side, each kept as soon as it is read; a dead endpoint ends it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager

from assistant.errors import BadReply, ModelUnavailable
from assistant.llm.chat import ChatModel
from assistant.llm.failures import PromptTooLong
from assistant.llm.model_size import is_tiny
from assistant.llm.parallel import in_parallel
from assistant.tabulating.reading.model_cells import Read, model_cells, unread
from assistant.tabulating.reading.single_cells import single_cells
from assistant.tabulating.values import Column
from assistant.types import Paper

# So many requests in a row without an answer, and the others are not sent.
_GIVE_UP = 4
Todo = tuple[Paper, tuple[Column, ...]]


class ModelReading:
    """Reads papers with ``model``, ``workers`` at a time; ``asking`` is entered around each request.

    ``keep`` is told of every paper that was read, by the thread that read it: also of those that were under way when
    the reader stopped. With ``strict`` a model that fails raises. ``dead`` tells why there is no model to ask.
    """

    def __init__(
        self,
        model: ChatModel | None,
        workers: int,
        asking: Callable[[], AbstractContextManager[None]],
        keep: Callable[[Paper, Read], None],
        *,
        strict: bool = False,
        dead: ModelUnavailable | None = None,
    ) -> None:
        self._model = model
        self._workers = workers
        self._asking = asking
        self._keep = keep
        self._strict = strict
        self._lock = threading.Lock()
        self._failures = 0
        self._dead = dead

    def read(self, todo: Sequence[Todo]) -> Generator[tuple[Paper, Read], None, None]:
        """Yield each paper with what was read of its columns, as they come."""
        for (paper, columns), result in in_parallel(self._read, list(todo), self._workers):
            if isinstance(result, ModelUnavailable | BadReply):
                if self._strict:
                    raise result
                result = unread(paper, columns, result)
            yield paper, result

    def _read(self, todo: Todo) -> Read:
        if self._dead is not None:
            raise self._dead
        assert self._model is not None, "it is dead where there is none"
        paper, columns = todo
        try:
            with self._asking():
                read = single_cells if is_tiny(self._model.name) else model_cells
                found = read(paper, columns, self._model)
        except ModelUnavailable as error:
            self._failed(error)
            raise
        with self._lock:
            self._failures = 0
        self._keep(paper, found)
        return found

    def _failed(self, error: ModelUnavailable) -> None:
        if isinstance(error, PromptTooLong):  # of this paper, not of the endpoint
            return
        with self._lock:
            self._failures += 1
            if self._failures >= _GIVE_UP:
                self._dead = error
